"""Who says a sentence, and which sentences show it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.ranking.speakers import Speaker, quotations, speaker
from retrieval.records import Citation
from retrieval.store.snapshot import Snapshot
from tests.support.snapshots import snapshot_of

STORM = """\
The storm reached the coast on Friday. Governor Marta Lindqvist asked everyone to stay indoors.

"We have seen worse, and we will see it through," Lindqvist said in the evening. She did not name a figure.

Harbour master Piet Vos was less calm. "I met Anna Bell, and neither of us slept at all," he said.

"The boats are gone. All of them are gone. We shall build new ones," said Olaf Brand, whom everyone knows.

"Nobody told us anything at all about this," an old fisherman said.

Olaf Brand, the chairman of the guild, promised help. The "big wave" never came. It rained.

"It was the worst night of my life." "It was the longest one, too," said the nurse Ida Falk.

He said that it would not happen again.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("speakers")
    (folder / "storm.txt").write_text(STORM, encoding="utf-8")
    with snapshot_of(folder / "storm.txt") as snapshot:
        yield snapshot


def citation_of(snapshot: Snapshot, beginning: str) -> Citation:
    for place in range(snapshot.passage_count):
        passage = snapshot.passage_at(place)
        for span in passage.sentences:
            text = passage.sentence(span)
            if text.startswith(beginning):
                return Citation(passage.document, passage.title, passage.number, *span, text, 0.7)
    raise AssertionError(f"no sentence begins with {beginning}")


@pytest.mark.parametrize(
    ("beginning", "name", "told_by"),
    [
        ('"We have seen', "Governor Marta Lindqvist", ["Governor Marta Lindqvist asked"]),
        ("She did not", "Governor Marta Lindqvist", ["Governor Marta Lindqvist asked", '"We have seen']),
        ('"I met Anna Bell', "Piet Vos", ["Harbour master Piet Vos was"]),
        ("All of them", "Olaf Brand", ["We shall build"]),
        ('"It was the worst', "Ida Falk", ['"It was the longest']),
        ("He said that", "Ida Falk", ['"It was the longest']),
    ],
)
def test_the_speaker_is_named_with_the_sentences_that_show_it(
    snapshot: Snapshot, beginning: str, name: str, told_by: list[str]
) -> None:
    found = speaker(citation_of(snapshot, beginning), snapshot)

    assert found is not None
    assert found.name == name

    for citation, start in zip(found.shown_by, told_by, strict=True):
        assert citation.text.startswith(start)

        place = (citation.document, citation.passage, citation.start, citation.end)
        assert snapshot.text(*place) == citation.text


@pytest.mark.parametrize(
    "beginning", ["The storm reached", "Olaf Brand, the chairman", 'The "big wave"', "It rained"]
)
def test_a_sentence_that_names_everyone_needs_no_speaker(snapshot: Snapshot, beginning: str) -> None:
    assert speaker(citation_of(snapshot, beginning), snapshot) is None


def test_an_unnamed_speaker_is_not_replaced_by_a_named_person(snapshot: Snapshot) -> None:
    assert speaker(citation_of(snapshot, '"Nobody told us'), snapshot) is None


def test_offsets_that_are_not_a_sentence_have_no_speaker(snapshot: Snapshot) -> None:
    whole = citation_of(snapshot, "She did not")
    part = Citation(whole.document, whole.title, whole.passage, whole.start + 1, whole.end, whole.text[1:], 0)

    assert speaker(part, snapshot) is None


def speaker_in(text: str, beginning: str, folder: Path) -> Speaker | None:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    with snapshot_of(folder / "a.txt") as snapshot:
        return speaker(citation_of(snapshot, beginning), snapshot)


@pytest.mark.parametrize(
    ("text", "beginning", "name"),
    [
        ("Губернатор Марта Линд приехала утром. «Мы справимся с этим», — сказала она.", "«Мы", "Марта Линд"),
        ("Директор завода Иван Рябов заявил: «Мы всё починим». Он не назвал срок.", "Он", "Иван Рябов"),
        ("El ministro Juan Ruiz llegó temprano. «Lo vamos a lograr todos», dijo él.", "«Lo", "Juan Ruiz"),
        ("Bürgermeister Jan Voss kam früh. „Wir werden das schaffen“, sagte er.", "„Wir", "Jan Voss"),
        ("Le maire Luc Morel est venu tôt. « Nous allons y arriver », dit-il.", "« Nous", "Luc Morel"),
        ("市长王明早上来了。“我们一定会挺过去的，”他说。", "“我们", "市长王明"),
        ("市長の田中は朝に来た。「必ず乗り越えられると思う」と彼は述べた。", "「必ず", "市長"),
        ("قال الوزير سالم إن العاصفة انتهت. هو لم يذكر رقما.", "هو", "الوزير سالم"),
        ("राज्यपाल मीरा ने कहा कि तूफान थम गया। उन्होंने कोई संख्या नहीं बताई।", "उन्होंने", "राज्यपाल मीरा"),
        ("นายสมชายกล่าวว่าพายุสงบแล้ว\n\nเขาไม่ได้บอกตัวเลข", "เขา", "นายสม"),
    ],
)
def test_speakers_are_found_in_every_language(text: str, beginning: str, name: str, tmp_path: Path) -> None:
    found = speaker_in(text, beginning, tmp_path)

    assert found is not None
    assert name in found.name
    assert "قال" not in found.name


def test_the_first_word_of_an_organisation_is_not_a_speaker(tmp_path: Path) -> None:
    text = (
        "Lena Holt, who heads the Foreign and Defense Policy Council in Selmouth, thinks that little will "
        "change. She says that the lamp is old."
    )
    found = speaker_in(text, "She says", tmp_path)

    assert found is not None
    assert found.name == "Lena Holt"


def test_an_impersonal_pronoun_refers_to_nobody(tmp_path: Path) -> None:
    text = "Le maire Luc Morel est venu tôt. Il y a trois ports dans la ville. Il a tout vu lui-même."

    assert speaker_in(text, "Il y a", tmp_path) is None
    assert speaker_in(text, "Il a", tmp_path) is not None


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no" and "yes".', ['"no"', '"yes"']),
        ("„Ja“, sagte er. »Nein«, sie.", ["„Ja“", "»Nein«"]),
        ("« Oui », dit-il. “One 'two' three”", ["« Oui »", "“One 'two' three”"]),
        ("「はい」と『いいえ』", ["「はい」", "『いいえ』"]),
        ('No quotation, then "one that goes on', ['"one that goes on']),
    ],
)
def test_quotations_are_found_by_their_marks(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == quoted


@given(st.text(alphabet='ab "“”„«»「」'))
def test_quotations_come_in_order_and_never_overlap(text: str) -> None:
    places = [place for quotation in quotations(text) for place in quotation]

    assert places == sorted(places)
