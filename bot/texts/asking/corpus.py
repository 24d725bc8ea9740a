"""What the corpus is, and which version of it answers."""

from collections.abc import Sequence

from bot.messages.richtext import RichText, bold, code, fill, plain
from bot.texts.entries import Section


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
        return f"{self.paragraphs(paragraphs)}, {self.sentences(sentences)}"

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
