import pytest

from corpus.display import displayed
from retrieval.store.snapshot import Snapshot
from web.pages import document as shown_document
from web.pages.document import Element, ElementKind, read_document


def words(snapshot: Snapshot, document: str, start: int, end: int) -> str:
    return displayed(snapshot.document_text(document)[start:end])


def elements(snapshot: Snapshot, document: str) -> list[Element]:
    return list(read_document(snapshot, document).elements)


def elements_of(snapshot: Snapshot, document: str) -> list[tuple[str, str]]:
    read = read_document(snapshot, document)
    return [(element.kind.value, read.words_of(element)) for element in read.elements]


def test_headings_lists_and_tables_keep_their_structure(texts_snapshot: Snapshot) -> None:
    assert elements_of(texts_snapshot, "care") == [
        ("title", "Care of the Lamp"),
        ("line", "Written by Edda Quist"),
        (
            "paragraph",
            "The lamp burns from dusk to dawn. It was made in 1911 by a glazier from the north.",
        ),
        ("heading", "Every day"),
        ("item", "Clean the glass with vinegar. Use a soft cloth."),
        ("item", "Trim the wick."),
        ("item", "Fill the tank with oil."),
        ("item", "Close the shutters first."),
        ("item", "Then light the lamp."),
        ("heading", "What it costs"),
        ("header", "part | price"),
        ("row", "wick | 3 crowns"),
        ("row", "glass | 20 crowns"),
        ("paragraph", "A lamp that is not cleaned is no lamp. So said the old keeper."),
    ]


def test_questions_and_answers_are_shown_as_pairs_with_their_marks(texts_snapshot: Snapshot) -> None:
    found = elements(texts_snapshot, "faq")[1:3]

    marks = [words(texts_snapshot, "faq", *element.marker[:2]) for element in found if element.marker]

    assert [element.kind for element in found] == [ElementKind.QUESTION, ElementKind.PARAGRAPH]
    assert marks == ["Q:", "A:"]


def test_a_dateline_is_shown_before_its_paragraph(texts_snapshot: Snapshot) -> None:
    paragraph = next(each for each in elements(texts_snapshot, "news") if each.kind is ElementKind.PARAGRAPH)

    assert paragraph.marker is not None
    assert words(texts_snapshot, "news", *paragraph.marker[:2]) == "Selmouth, 3 May 1999 (Coast News) --"


@pytest.mark.parametrize("document", ["care", "faq", "news", "arabic", "evil"])
def test_every_sentence_of_the_version_appears_once_in_its_place(
    texts_snapshot: Snapshot, document: str
) -> None:
    found = read_document(texts_snapshot, document)

    places = [(piece.start, piece.end) for piece in found.pieces if piece.passage]
    spans = [tuple(span) for place in texts_snapshot.passages_of(document) for span in place.sentences]

    assert places == spans
    assert list(found.pieces) == sorted(found.pieces)


def test_only_whole_sentences_and_a_documents_own_names_are_places_of_citations(
    texts_snapshot: Snapshot,
) -> None:
    found = read_document(texts_snapshot, "news")
    sentence = next(piece for piece in found.pieces if found.text.startswith("Mayor", piece.start))
    dateline = found.text.index("Selmouth, 3 May 1999 (Coast News)")

    assert found.piece_at(sentence.start, sentence.end) == sentence
    assert found.piece_at(sentence.start, sentence.end - 1) is None
    assert found.piece_at(sentence.start + 6, sentence.end) is None
    assert found.piece_at(dateline, dateline + len("Selmouth, 3 May 1999 (Coast News)")) is not None
    assert found.piece_at(dateline, dateline + len("Selmouth")) is None
    assert found.piece_at(10**6, 10**6 + 5) is None


def test_a_version_of_an_earlier_format_is_shown_as_paragraphs(texts_snapshot: Snapshot) -> None:
    card = texts_snapshot.document("news")
    text = texts_snapshot.document_text("news")
    sentences = [
        (span, place.number) for place in texts_snapshot.passages_of("news") for span in place.sentences
    ]

    found = shown_document.elements_of(text, card.title, (), sentences)

    assert [element.kind.value for element in found] == ["title", "paragraph", "paragraph", "paragraph"]
    assert text[found[2].start :].startswith("Mayor Edda Quist lit it on Sunday evening. ")


def test_a_long_document_is_divided_into_parts_between_elements(texts_snapshot: Snapshot) -> None:
    found = read_document(texts_snapshot, "care")

    parts = shown_document.parts_of(found.elements, 100)

    assert len(parts) > 2
    assert [element for part in parts for element in part] == list(found.elements)
    assert all(part[-1].end - part[0].start <= 100 for part in parts if len(part) > 1)


def test_a_missing_document_raises_a_key_error(texts_snapshot: Snapshot) -> None:
    with pytest.raises(KeyError):
        read_document(texts_snapshot, "nowhere")
