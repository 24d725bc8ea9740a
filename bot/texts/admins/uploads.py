"""Files that were sent, from fetching them to the check."""

from bot.messages.richtext import RichText, bold, fill, join, plain, shorten
from bot.texts.entries import Label, Section, TextLine


class UploadTexts(Section):
    """Files that were sent, from fetching them to the check."""

    def checking(self, file: str) -> RichText:
        """While an uploaded file is checked."""
        return fill(self._("Checking {file}. I keep answering meanwhile."), file=bold(shorten(file, 100)))

    def checking_without(self, file: str) -> RichText:
        """While the removal of a file is checked."""
        return fill(
            self._("Checking what removing {file} changes. I keep answering meanwhile."),
            file=bold(shorten(file, 100)),
        )

    def removal_refused(self, file: str, reason: str) -> RichText:
        """A file cannot be removed."""
        refused = fill(self._("I can’t remove {file}. Nothing has changed."), file=bold(shorten(file, 100)))
        return join([refused, plain(shorten(reason, 1000))])

    def which_file(self, count: int) -> RichText:
        """Above the buttons with the files that can be removed."""
        return fill(
            self._plural(
                "The corpus has {n} file. Tap it to see what removing it would change; I’ll ask first.",
                "The corpus has {n} files. Tap one to see what removing it would change; I’ll ask first.",
                count,
            ),
            n=self.formats.number(count),
        )

    no_links = TextLine("Send me one link at a time. I’ll check the page, and you can publish it.")
    """The reply to an admin's message that is only several links."""

    no_files = TextLine("The corpus has no files that I could remove.")
    """The list of files of a corpus that is one file, or empty."""

    file_gone = Label("This file is no longer there. /remove lists the files.")
    """The file of this button was removed or renamed; at most 200 characters."""

    rechecking = TextLine("The corpus has changed since this check. Checking again.")
    """While a file is checked again."""

    def step(self, name: str, done: int, total: int) -> RichText:
        """The current step, and its progress if that is known."""
        said = {
            "waiting": self._("Waiting for another check"),
            "fetching": self._("Fetching"),
            "staging": self._("Reading the file"),
            "building": self._("Building: {done} of {total} texts"),
            "comparing": self._("Comparing with the current version"),
            "asking": self._("Testing gold questions: {done} of {total}"),
        }[name]
        if not total and "{" in said:
            said = self._("Building") if name == "building" else self._("Testing gold questions")
        return plain(said.format(done=self.formats.number(done), total=self.formats.number(total)))

    def too_big(self, file: str, megabytes: int) -> RichText:
        """A file is larger than bots can fetch."""
        return fill(
            self._(
                "{file} is over {megabytes} MB, Telegram’s limit for bots. Split it, or copy it into the "
                "corpus folder and send /reload."
            ),
            file=bold(shorten(file, 100)),
            megabytes=str(megabytes),
        )

    def not_fetched(self, file: str) -> RichText:
        """A file could not be downloaded from Telegram."""
        return fill(
            self._("I couldn’t download {file} from Telegram. Nothing has changed; please send it again."),
            file=bold(shorten(file, 100)),
        )

    def file_refused(self, file: str, reason: str) -> RichText:
        """A file is refused."""
        refused = fill(self._("I can’t use {file}. Nothing has changed."), file=bold(shorten(file, 100)))
        return join([refused, plain(shorten(reason, 1000))])

    check_stopped = TextLine(
        "I’m shutting down, so this check was stopped. Nothing has changed; please send it again."
    )
    """A check that a shutdown interrupted."""

    def known_already(self, file: str) -> RichText:
        """A file changes nothing: the corpus has its text."""
        return fill(
            self._("{file} changes nothing: the corpus already has this text."), file=bold(shorten(file, 100))
        )

    being_checked = Label("This is being checked right now.")
    """A button below a report that is being updated."""
