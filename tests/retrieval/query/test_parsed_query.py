"""A question is parsed once; every later step reads the parsed query."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType

import pytest

from languages.patterns import PatternSet
from retrieval.answering import answer
from retrieval.query.parsed_query import parse_query
from retrieval.records import Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import Analyzer, written_words
from tests.support.snapshots import snapshot_of

TEXT = """\
Captain Edda Quist lit the lamp of Lindholm in 1904. She said the oil was bad.

The fishermen of Lindholm trusted the lamp. It was sold to a museum because the harbour had silted up.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("lindholm")
    (folder / "lindholm.txt").write_text(TEXT, encoding="utf-8")
    with snapshot_of(folder / "lindholm.txt") as snapshot:
        yield snapshot


@contextmanager
def counted(functions: tuple[Callable[..., object], ...], text: str) -> Iterator[list[str]]:
    """The names of these functions, once for each call in which an argument is *text*."""
    calls: list[str] = []
    codes: dict[CodeType, str] = {each.__code__: each.__qualname__ for each in functions}

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in codes and text in frame.f_locals.values():
            calls.append(codes[frame.f_code])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize(
    "question",
    [
        "Who lit the lamp of Lindholm?",
        "When did Quist say that she lit it?",
        "And what did she say about the oil?",
        "why",
    ],
)
def test_a_question_is_tokenised_once_and_matched_with_patterns_once(
    snapshot: Snapshot, question: str
) -> None:
    tokenisers = (written_words, Analyzer.words, PatternSet.read)

    with counted(tokenisers, question) as calls:
        answer(question, snapshot)

    assert sorted(calls) == ["PatternSet.read", "written_words"]


def test_a_follow_up_is_tokenised_only_once_too(snapshot: Snapshot) -> None:
    first = "Who lit the lamp of Lindholm?"
    history = [Turn(first, answer(first, snapshot))]

    with counted((written_words, Analyzer.words, PatternSet.read), "What did she say?") as calls:
        answer("What did she say?", snapshot, history)

    assert sorted(calls) == ["PatternSet.read", "written_words"]


def test_a_parsed_query_has_everything_that_every_step_needs(snapshot: Snapshot) -> None:
    query = parse_query("What did Captain Quist say about it?", snapshot)

    assert [term.text for term in query.terms] == ["Captain", "Quist"]
    assert [term.text for term in query.words] == ["What", "did", "Captain", "Quist", "say", "about", "it"]
    assert query.question.expected.value == "quotation"
    assert query.question.names == ("Captain Quist",)
    assert query.question.pronouns == ((33, 35),)
    assert query.question.about_speech
    assert query.known == (True, True)
