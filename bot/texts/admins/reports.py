"""Reports on what a reload or a file would change."""

from collections.abc import Sequence

from bot.messages.richtext import RichText, bold, fill, join, plain, shorten
from bot.texts.entries import Label, Section, TextHeading, TextLine
from retrieval.store.non_text_diff import Aspect


class ReportTexts(Section):
    """Reports on what a reload or a file would change."""

    rechecked = TextLine("The corpus has changed since the last report. This is the new one.")
    """Above a report that replaces an earlier one."""

    def file_checked(self, file: str) -> RichText:
        """The first line of a report on a file that was sent."""
        return fill(self._("I’ve checked {file}. Nothing is published yet."), file=bold(shorten(file, 100)))

    def removal_checked(self, file: str) -> RichText:
        """The first line of a report on what removing a file would change."""
        return fill(
            self._(
                "I’ve checked what removing {file} would change. Nothing is removed yet. The "
                "file would be deleted; earlier versions still have its text."
            ),
            file=bold(shorten(file, 100)),
        )

    removed = TextHeading("Removed.")
    """The first line after a file was removed."""

    remove_button = Label("Remove")
    """Removes the file."""

    remove_anyway_button = Label("Remove anyway")
    """Removes a file though the version without it is held back."""

    def replaces(self, file: str) -> RichText:
        """A file would replace another."""
        return fill(self._("It replaces {file}."), file=bold(shorten(file, 100)))

    reload_checked = TextHeading("I’ve read the corpus again. Nothing is published yet.")
    """The first line of a report on a reload that waits."""

    published = TextHeading("Published.")
    """The first line after something was published."""

    discarded = TextHeading("Discarded. Nothing has changed.")
    """After a proposal was discarded."""

    def not_published(self, reason: str) -> RichText:
        """Publishing failed."""
        return join(
            [
                bold(self._("Publishing failed. The current version keeps answering.")),
                plain(shorten(reason, 1000)),
            ]
        )

    def texts_stay(self, beside: Sequence[str]) -> RichText:
        """A version with the same texts, and what it differs in *beside* them, if that is known."""
        same = plain(self._("The texts are the same."))
        names = {
            Aspect.AUTHOR: self._("author"),
            Aspect.DATE: self._("date"),
            Aspect.SOURCE: self._("source"),
            Aspect.LANGUAGE: self._("language"),
            Aspect.ADDRESS: self._("web address"),
            Aspect.LAYOUT: self._("division into pages, paragraphs and sentences"),
            Aspect.STARTERS: self._("starter questions"),
            Aspect.SYNONYMS: self._("synonyms"),
            Aspect.INDEX: self._("index"),
        }
        what = self.formats.listed([plain(names[Aspect(each)]) for each in beside])
        return join([same, fill(self._("What differs: {what}."), what=what) if beside else RichText()], " ")

    def passages_touched(self, added: int, removed: int, changed: int) -> RichText:
        """How many paragraphs change."""
        changes = self._touched(added, removed, changed)
        return plain(self._("Paragraphs: {changes}").format(changes=changes))

    def set_aside(self, lines: int) -> RichText:
        """Above lines that are skipped because they belong to the page and not to its article."""
        return bold(
            self._plural(
                "{n} line skipped (menus, bylines)",
                "{n} lines skipped (menus, bylines)",
                lines,
            ).format(n=self.formats.number(lines))
        )

    def gold(self, asked: int, before: int, after: int) -> RichText:
        """Above the gold questions whose answers change."""
        return bold(
            self._("Gold questions: {after} of {asked} right, {before} before").format(
                asked=self.formats.number(asked),
                after=self.formats.number(after),
                before=self.formats.number(before),
            )
        )

    def gold_change(self, effect: str, count: int) -> RichText:
        """How many gold questions are answered differently, with what *effect*."""
        template = {
            "gained": self._plural("{n} better:", "{n} better:", count),
            "lost": self._plural("{n} worse:", "{n} worse:", count),
            "newly answered": self._plural(
                "{n} newly answered, from new text:",
                "{n} newly answered, from new text:",
                count,
            ),
            "changed": self._plural("{n} answered differently:", "{n} answered differently:", count),
        }[effect]
        return plain(template.format(n=self.formats.number(count)))

    def answered_before(self, sentence: str) -> RichText:
        """The sentence that answers a gold question in the current version; "" for none."""
        return plain(self._("   before: {sentence}").format(sentence=sentence or self._("no answer")))

    def answers_now(self, sentence: str) -> RichText:
        """The sentence that would answer it instead."""
        return plain(self._("   now: {sentence}").format(sentence=sentence or self._("no answer")))

    def now_answerable(self, count: int) -> RichText:
        """Above open questions that the new version answers."""
        return bold(
            self._plural(
                "{n} unanswered question can now be answered",
                "{n} unanswered questions can now be answered",
                count,
            ).format(n=self.formats.number(count))
        )

    def held_for_gold(self, lost: int) -> RichText:
        """Why a version is held back: it loses right answers."""
        return bold(
            self._plural(
                "Held back: {n} gold question loses its right answer.",
                "Held back: {n} gold questions lose their right answer.",
                lost,
            ).format(n=self.formats.number(lost))
        )

    def held(self, reason: str) -> RichText:
        """Why a version is held back, in the words of the terminal."""
        return fill(self._("Held back: {reason}"), reason=shorten(reason, 300))

    show_all_button = Label("Show all")
    """Shows the report in full, page by page."""

    def asked_first(self, passages: int, limit: int) -> RichText:
        """Why a reload needs confirmation: it changes a lot."""
        template = self._plural(
            "It changes {passages} paragraph; up to {most} are published without asking.",
            "It changes {passages} paragraphs; up to {most} are published without asking.",
            passages,
        )
        return plain(template.format(passages=self.formats.number(passages), most=self.formats.number(limit)))

    publish_button = Label("Publish")
    """Publishes what was checked."""

    publish_anyway_button = Label("Publish anyway")
    """Publishes what is held back."""

    discard_button = Label("Discard")
    """Drops what was checked."""

    changed_meanwhile = Label("The corpus has changed in the meantime. Nothing was done; please look again.")
    """The corpus has changed since the button was sent."""

    reloading = TextLine("Reloading the corpus. I keep answering meanwhile.")
    """While a reload is running."""

    reload_running = TextLine("A reload is already running. It will report when it is done.")
    """The refusal of a second reload."""

    def reload_failed(self, reason: str) -> RichText:
        """The report of a reload that failed."""
        return join(
            [
                bold(self._("The reload failed. The current version keeps answering.")),
                plain(shorten(reason, 1000)),
            ]
        )

    reload_stopped = TextLine("I’m shutting down, so the reload was stopped. Nothing has changed.")
    """The report of a reload that a shutdown interrupted."""

    unchanged = TextHeading("Nothing has changed.")
    """The report of a reload that found no change."""

    reloaded = TextHeading("Reloaded.")
    """The first line of a reload's report."""

    def documents_changed(self, added: int, removed: int, changed: int) -> RichText:
        """How many documents a reload changed."""
        changes = self._touched(added, removed, changed)
        return plain(self._("Texts: {changes}").format(changes=changes))

    def change(self, kind: str, document: str) -> RichText:
        """One document that a reload changed; *kind* is "added", "removed" or "changed"."""
        sign = {"added": "+", "removed": "−", "changed": "≠"}[kind]
        return plain(f"{sign} {document}")

    def and_more(self, count: int) -> RichText:
        """After a list that was cut."""
        return plain(self._plural("and {n} more", "and {n} more", count).format(n=self.formats.number(count)))

    problems = TextHeading("Problems")
    """Above the problems that a build reported."""

    def _touched(self, added: int, removed: int, changed: int) -> str:
        """How many texts or paragraphs were added, removed and changed."""
        changes = (
            self._plural("{n} added", "{n} added", added).format(n=self.formats.number(added)),
            self._plural("{n} removed", "{n} removed", removed).format(n=self.formats.number(removed)),
            self._plural("{n} changed", "{n} changed", changed).format(n=self.formats.number(changed)),
        )
        return self._(", ").join(changes)
