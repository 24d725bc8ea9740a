"""Three small corpora that a bot answers from: a handbook, an orchard's book and the news."""

from pathlib import Path

import pytest

HANDBOOK = (
    "Wage Tables\n\nClerk Edda Quist signs the wages on Friday.\n\n"
    "A porter earns 4711 crowns. The vault opens with two keys.\n"
)
ORCHARD = (
    "Apple Lore\n\nGardener Nils Holm prunes the apple trees in March.\n\n"
    "A pear costs 812 farthings. Wasps are kept away with smoke.\n"
)
NEWS = (
    "Mill Gazette\n\nMiller Carl Brandt built the great wheel in 1887.\n\n"
    "A sack of rye weighs 6553 ounces. The wheel turns in nine seconds.\n"
)


@pytest.fixture
def libraries(tmp_path: Path) -> dict[str, Path]:
    """The files of the three, by name."""
    texts = {"handbook": HANDBOOK, "orchard": ORCHARD, "news": NEWS}
    for name, text in texts.items():
        (tmp_path / "texts" / name).mkdir(parents=True)
        (tmp_path / "texts" / name / f"{name}file.txt").write_text(text, encoding="utf-8")
    return {name: tmp_path / "texts" / name for name in texts}
