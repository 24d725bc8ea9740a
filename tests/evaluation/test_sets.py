from pathlib import Path

import pytest

from evaluation.sets import SHARED, question_sets


def test_only_existing_sets_are_listed(tmp_path: Path) -> None:
    assert question_sets(tmp_path) == ()

    folder = tmp_path / "eval" / "xquad_ru"
    folder.mkdir(parents=True)
    (folder / "corpus.jsonl").touch()

    assert question_sets(tmp_path) == ()

    (folder / "gold.jsonl").touch()
    (found,) = question_sets(tmp_path)

    assert (found.name, found.language) == ("xquad_ru", "ru")


def test_the_shared_folder_is_beside_the_checkout() -> None:
    assert SHARED.parent == Path(__file__).parents[3]


@pytest.mark.skipif(not SHARED.exists(), reason="the question sets are not beside this checkout (../shared)")
def test_every_shared_set_and_its_off_topic_questions_are_found() -> None:
    found = {each.name: each for each in question_sets()}
    folders = {
        path.parent.name
        for path in (SHARED / "eval").glob("*/gold.jsonl")
        if (path.parent / "corpus.jsonl").exists()
    }
    typed = {f"asked_{name}" for name in ("news", "licences", "manuals", "faq", "article")}
    across = {f"xquad_across_{language}" for language in ("ru", "es", "zh")}

    assert found.keys() == folders | {"article"} | typed | across
    assert all(each.off_topic.exists() for each in found.values() if each.off_topic)
