from retrieval.overviews.scope import Scope, passages_covered, sentences_of
from tests.retrieval.conftest import Read

LONG = "\n\n".join(f"Paragraph {number} tells of boat {number} and of its crew." for number in range(1, 13))


def test_a_text_is_read_up_to_a_limit(open_texts: Read) -> None:
    snapshot = open_texts(boats=LONG)

    sentences = sentences_of(Scope(tuple(snapshot.documents), max_passages=5), snapshot)

    assert [each.passage.passage.number for each in sentences] == [1, 2, 3, 4, 5]
    assert passages_covered(["boats"], snapshot, limit=5) == (5, 12)


def test_several_texts_share_the_limit(open_texts: Read) -> None:
    snapshot = open_texts(boats=LONG, ships=LONG)

    sentences = sentences_of(Scope(tuple(snapshot.documents), max_passages=6), snapshot)

    assert {each.card.id for each in sentences} == {"boats", "ships"}
    assert len(sentences) == 6
    assert passages_covered(["boats", "ships"], snapshot, limit=6) == (6, 24)
