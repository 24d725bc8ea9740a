"""The activity log."""

from bot.texts.entries import Section, TextHeading, TextLine


class AuditTexts(Section):
    """The activity log."""

    audit_heading = TextHeading("Activity, newest first (UTC)")
    """Above the activity log."""

    nothing_on_record = TextLine("Nothing yet.")
    """The log is empty."""

    def actor(self, by: str) -> str:
        """Who acted, if not a person in a chat; "" is somebody who has been deleted since."""
        return {
            "": self._("a deleted user"),
            "bot": self._("in a chat"),
            "start": self._("at the start"),
            "terminal": self._("at the terminal"),
        }.get(by, by)

    def action(self, what: str) -> str:
        """The name of a kind of action, from the journal or the history of publications."""
        return {
            "grant": self._("role given"),
            "revoke": self._("role removed"),
            "upload": self._("file received"),
            "reload": self._("reloaded"),
            "reloaded": self._("reloaded"),
            "publish": self._("published"),
            "published": self._("published"),
            "remove": self._("file removed"),
            "document": self._("text described"),
            "discard": self._("discarded"),
            "files added": self._("files added"),
            "files removed": self._("files removed"),
            "rollback": self._("rolled back"),
            "rolled back": self._("rolled back"),
            "synonyms": self._("synonyms added"),
            "synonyms removed": self._("synonyms removed"),
            "gold added": self._("gold question added"),
            "gold removed": self._("gold question removed"),
            "gap set aside": self._("gap ignored"),
            "gap taken up": self._("gap reopened"),
        }.get(what, what)
