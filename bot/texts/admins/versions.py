"""The versions of the corpus."""

from collections.abc import Sequence

from bot.messages.richtext import RichText, bold, code, fill, plain
from bot.texts.entries import Label, Section, TextLine


class VersionTexts(Section):
    """The versions of the corpus."""

    def versions_heading(self, count: int) -> RichText:
        """Above the list of versions."""
        return bold(self._plural("{n} version", "{n} versions", count).format(n=self.formats.number(count)))

    def version_state(self, state: str) -> str:
        """The state of a version: "in use", "waiting" or "" (never published)."""
        return {"in use": self._("in use"), "waiting": self._("waiting"), "": self._("never used")}[state]

    def how(self, what: str, files: Sequence[str] = ()) -> RichText:
        """How a version came into use, with the *files* that were added or removed."""
        known = {
            "reloaded": self._("reloaded"),
            "files added": self._("files added"),
            "files removed": self._("files removed"),
            "rolled back": self._("rolled back"),
            "published": self._("published"),
        }
        said = known.get(what, what)
        if not files:
            return plain(said)
        named = self.formats.listed([plain(file) for file in files])
        return fill(self._("{what}: {files}"), what=said, files=named)

    def by(self, who: RichText) -> RichText:
        """Who put a version in use: a numeric id, or "terminal" and the like."""
        return fill(self._("by {who}"), who=who)

    go_back_hint = TextLine("Tap a version to roll back to it; I’ll ask first.")
    """Below the list of versions."""

    def difference(self, before: str, after: str) -> RichText:
        """Above the differences between two versions."""
        return fill(self._("From {before} to {after}"), before=code(before), after=code(after))

    diff_usage = TextLine(
        "Name two versions, as in /diff A B, or none for the last two. /versions lists them."
    )
    """The reply to /diff with too many words, or one."""

    def rollback_question(self, version: str) -> RichText:
        """The question before a rollback."""
        return fill(self._("Roll back to version {version}? This would change:"), version=code(version))

    def files_since(self, files: Sequence[str], more: int) -> RichText:
        """The files that were added after the earlier version, and what happens to them."""
        return fill(
            self._(
                "Added since then: {files}. If you keep the files, the next upload or reload publishes "
                "them again."
            ),
            files=self._files(files, more),
        )

    def files_gone(self, files: Sequence[str], more: int) -> RichText:
        """The files of the earlier version that the corpus folder no longer has."""
        return fill(
            self._(
                "No longer in the corpus folder: {files}. The next upload or reload leaves them out again."
            ),
            files=self._files(files, more),
        )

    def files_taken_out(self, files: Sequence[str], more: int) -> RichText:
        """The files that a rollback removed."""
        return fill(self._("Removed from the corpus: {files}."), files=self._files(files, more))

    def _files(self, files: Sequence[str], more: int) -> RichText:
        named = [plain(file) for file in files]
        if more:
            named.append(
                plain(self._plural("{n} more", "{n} more", more).format(n=self.formats.number(more)))
            )
        return self.formats.listed(named)

    roll_back_removing_button = Label("Roll back and remove them")
    """Rolls back and removes the files that were added since."""

    roll_back_keeping_button = Label("Roll back, keep the files")
    """Rolls back and keeps the files."""

    files_stay = TextLine("The corpus files stay as they are; the next reload reads them again.")
    """A rollback does not change the corpus folder."""

    def rolled_back(self, version: str) -> RichText:
        """After a rollback."""
        return fill(self._("Version {version} is in use again."), version=code(version))

    roll_back_button = Label("Roll back")
    """Confirms a rollback."""

    def in_use_since(self, day: str) -> RichText:
        """The day on which the version came into use."""
        return plain(self._("In use since {day}").format(day=day))
