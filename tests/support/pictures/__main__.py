"""``python -m tests.support.pictures``: draw all pictures again and write the page that shows them."""

from bot.admins.usage_chart import chart_png
from tests.support.pictures.example_usage import WEEKS
from tests.support.pictures.page import CHART, FOLDER, PAGE, page, pictures


def main() -> None:
    """Draw the pictures, write the page, and remove pictures that are no longer used."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    left = set(FOLDER.glob("*.svg"))
    for path, svg in pictures():
        path.write_text(svg, encoding="utf-8")
        left.discard(path)
    for path in left:
        path.unlink()
    CHART.write_bytes(chart_png(WEEKS))
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
