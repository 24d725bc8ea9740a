"""Ids of documents among several corpora: the name of the corpus precedes the id and the title.

>>> joint_id("news", "harbour.md"), split_id("news:harbour.md")
('news:harbour.md', ('news', 'harbour.md'))
"""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.records import Answer, Citation, DocumentCard, PassageText, Turn


def split_id(document: str) -> tuple[str, str]:
    """The corpus name, and the id within that corpus, of a joint document id."""
    name, _, own = document.partition(":")
    return name, own


def joint_id(name: str, document: str) -> str:
    """The joint id of a document of the corpus *name*."""
    return f"{name}:{document}"


def joint_card(name: str, card: DocumentCard) -> DocumentCard:
    """A document card of the corpus *name* with its joint id; the title names the corpus."""
    return replace(card, id=joint_id(name, card.id), title=_joint_title(name, card.title, card.id))


def joint_passage(name: str, passage: PassageText) -> PassageText:
    """A passage of the corpus *name* with the joint id of its document."""
    title = _joint_title(name, passage.title, passage.document)
    return replace(passage, document=joint_id(name, passage.document), title=title)


def joint_citation(name: str, citation: Citation) -> Citation:
    """A citation from the corpus *name* with the joint id of its document."""
    title = _joint_title(name, citation.title, citation.document)
    return replace(citation, document=joint_id(name, citation.document), title=title)


def joint_answer(name: str, answer: Answer) -> Answer:
    """An answer of the corpus *name*, with joint ids in its citations."""
    return replace(
        answer,
        citations=tuple(joint_citation(name, each) for each in answer.citations),
        others=tuple(joint_citation(name, each) for each in answer.others),
    )


def own_part(name: str, answer: Answer) -> Answer:
    """The part of an answer from several corpora that the corpus *name* gave, with that corpus's own ids."""
    return replace(
        answer,
        citations=tuple(_own(each) for each in answer.citations if split_id(each.document)[0] == name),
        others=tuple(_own(each) for each in answer.others if split_id(each.document)[0] == name),
    )


def own_citations(citations: Sequence[Citation], number: int) -> tuple[str, list[Citation], int]:
    """The corpus of citation *number*, from 1; its citations with its own ids; the number among these."""
    name, _ = split_id(citations[number - 1].document)
    before = citations[: number - 1]
    own = [_own(each) for each in citations if split_id(each.document)[0] == name]
    return name, own, 1 + sum(split_id(each.document)[0] == name for each in before)


def own_turns(name: str, history: Sequence[Turn]) -> list[Turn]:
    """The turns from the point of view of the corpus *name*: without sentences of other corpora."""
    return [replace(turn, answer=own_part(name, turn.answer)) for turn in history]


def _own(citation: Citation) -> Citation:
    name, document = split_id(citation.document)
    title = citation.title.removeprefix(_joint_title(name, "", ""))
    return replace(citation, document=document, title="" if title == document else title)


def _joint_title(name: str, title: str, document: str) -> str:
    """A document's title with the name of its corpus; without a title, with its id.

    >>> _joint_title("news", "The harbour", "harbour.md"), _joint_title("news", "", "harbour.md")
    ('news: The harbour', 'news: harbour.md')
    """
    return f"{name}: {title or document}"
