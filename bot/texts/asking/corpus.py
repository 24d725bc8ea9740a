"""What the corpus is, and which version of it answers."""

from collections.abc import Sequence

from bot.messages.richtext import RichText, bold, code, fill, plain
from bot.texts.entries import Section, TextLine


class CorpusTexts(Section):
    """What the corpus is, and which version of it answers."""

    def one_source(self, document: RichText) -> RichText:
        """What a corpus of one document covers."""
        return fill(self._("I know one text:\n{document}"), document=document)

    def many_sources(self, count: int, some: Sequence[RichText], languages: Sequence[str]) -> RichText:
        """What a larger corpus covers; *some* of its texts, or all of them."""
        among = self._("I know {count} texts in {languages}, including {some}.")
        return fill(
            self._("I know {count} texts in {languages}: {some}.") if len(some) == count else among,
            count=self.formats.number(count),
            languages=self.formats.listed([plain(self.formats.language(code)) for code in languages]),
            some=self.formats.listed(some),
        )

    def author(self, name: str) -> str:
        """Who wrote a document."""
        return self._("Author: {name}").format(name=name)

    def source(self, name: str) -> str:
        """Who published a document."""
        return self._("Source: {name}").format(name=name)

    def stated_beside(self, facts: str) -> RichText:
        """What is stated about a text, where the text itself does not say it."""
        return fill(self._("Stated alongside it: {facts}"), facts=facts)

    def correct_document(self, document: str) -> RichText:
        """How an admin corrects what is stated about a document; not every field has to be shown."""
        return fill(
            self._(
                "To correct it: {example}. You can give the title, author, date, source, language or address."
            ),
            example=code(f"/document {document} author: Nils Holm"),
        )

    document_noted = TextLine("Noted. I’m reading the texts again, so that answers show it.")
    """The reply to an admin who corrects what is stated about a document."""

    def no_document(self, name: str) -> RichText:
        """The reply where no document has that name."""
        return fill(self._("I have no text named “{name}”. /sources lists them."), name=name)

    def sources_heading(self, count: int) -> RichText:
        """Above the list of documents."""
        return bold(
            self._plural("{count} text", "{count} texts", count).format(count=self.formats.number(count))
        )

    def paragraphs(self, count: int) -> str:
        """A number of paragraphs."""
        return self._plural("{n} paragraph", "{n} paragraphs", count).format(n=self.formats.number(count))

    def size(self, paragraphs: int, sentences: int) -> str:
        """Numbers of paragraphs and sentences."""
        return self._("{paragraphs}, {sentences}").format(
            paragraphs=self.paragraphs(paragraphs), sentences=self.sentences(sentences)
        )

    def sentences(self, count: int) -> str:
        """A number of sentences."""
        return self._plural("{n} sentence", "{n} sentences", count).format(n=self.formats.number(count))

    def texts_count(self, count: int) -> str:
        """A number of documents."""
        return self._plural("{n} text", "{n} texts", count).format(n=self.formats.number(count))

    def corpus_version(self, version: str, sha256: str) -> RichText:
        """The version of the corpus that answers."""
        return fill(
            self._("Version {version}, fingerprint {sha256}"), version=code(version), sha256=code(sha256[:12])
        )

    def past_version(self, version: str) -> RichText:
        """A version of the corpus that has been deleted."""
        return fill(self._("Version {version}"), version=code(version))
