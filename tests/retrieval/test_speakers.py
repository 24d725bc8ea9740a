from collections.abc import Iterator
from contextlib import closing

import pytest

from retrieval.records import Citation
from retrieval.snapshot import Snapshot
from retrieval.speakers import asks_for_a_speaker, speaker
from retrieval.versions import build

STORM = """\
The storm reached the coast on Friday. Governor Marta Lindqvist asked everyone to stay indoors.

"We have seen worse, and we will see it through," Lindqvist said in the evening. She did not name a figure.

Harbour master Piet Vos was less calm. "I met Anna Bell, and neither of us slept at all," he said.

Nobody was hurt. The "big wave" never came.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("speakers")
    (folder / "storm.txt").write_text(STORM, encoding="utf-8")
    with closing(Snapshot(build(folder / "storm.txt", folder / "versions").path)) as snapshot:
        yield snapshot


def cited(snapshot: Snapshot, beginning: str) -> Citation:
    passages = [snapshot.passage_at(place) for place in range(snapshot.passage_count)]
    for passage in passages:
        for span in passage.sentences:
            text = passage.sentence(span)
            if text.startswith(beginning):
                return Citation(passage.document, passage.title, passage.number, *span, text, 0.0)
    raise AssertionError(f"no sentence begins with {beginning}")


@pytest.mark.parametrize(
    ("sentence", "language", "asks"),
    [
        ('"We have seen worse, and we will see it through," she said.', "en", True),
        ("She did not name a figure.", "en", True),
        ("Она ничего не сказала.", "ru", True),
        ("Er schwieg.", "de", True),
        ("The storm reached the coast.", "en", False),
        ('The "big wave" never came.', "en", False),
        ("It rained.", "en", False),
    ],
)
def test_a_quotation_or_a_personal_pronoun_asks_who_it_is(
    sentence: str, language: str, *, asks: bool
) -> None:
    assert asks_for_a_speaker(sentence, language) is asks


@pytest.mark.parametrize(
    ("beginning", "name", "told_by"),
    [
        ('"We have seen', "Governor Marta Lindqvist", ["Governor Marta Lindqvist asked", '"We have seen']),
        ("She did not", "Governor Marta Lindqvist", ["Governor Marta Lindqvist asked", '"We have seen']),
        ('"I met Anna Bell', "Piet Vos", ["Harbour master Piet Vos was"]),
    ],
)
def test_the_speaker_is_the_nearest_person_named_outside_of_quotations(
    snapshot: Snapshot, beginning: str, name: str, told_by: list[str]
) -> None:
    found = speaker(cited(snapshot, beginning), snapshot)
    assert found is not None
    assert found.name.endswith(name)
    for citation, start in zip(found.told_by, told_by, strict=True):
        assert citation.text.startswith(start)
        place = (citation.document, citation.passage, citation.start, citation.end)
        assert snapshot.text(*place) == citation.text


def test_where_nobody_is_named_nobody_is_the_speaker(snapshot: Snapshot) -> None:
    assert speaker(cited(snapshot, "The storm reached"), snapshot) is None
