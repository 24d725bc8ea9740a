"""Described texts, and what they are divided into."""

from textwrap import dedent

from corpus.records import Document, Source
from corpus.segmentation.passages import split
from corpus.structure.cleaning import describe

LOREM = (
    "The old pines on the coast bend in every gale that comes in from the sea. When it is over they bend "
    "back, and nobody in the town minds, although some of them, such as those at the harbour, are older than "
    "it. The mayor has said that each costs about forty crowns a year."
)


def plain(text: str) -> Document:
    """A plain text, described."""
    return describe(Source("a", "", dedent(text), "text"))


def markdown(text: str) -> Document:
    """A Markdown text, described."""
    return describe(Source("a", "", dedent(text), "markdown"))


def contexts_and_sentences(document: Document) -> list[tuple[str, list[str]]]:
    """The passages of a document: context, and sentences with their white space made one space."""
    return [
        (
            passage.context.replace("\n", " > "),
            [" ".join(document.text[start:end].split()) for start, end in passage.sentences],
        )
        for passage in split(document)
    ]


def sentences(document: Document) -> list[str]:
    """All sentences of a document."""
    return [sentence for _, said in contexts_and_sentences(document) for sentence in said]
