"""Who may do what, and how that changes."""

from bot.messages.richtext import RichText, bold, code, fill, join, plain
from bot.texts.entries import Label, Section, TextHeading, TextLine


class RoleTexts(Section):
    """Who may do what, and how that changes."""

    def role(self, role: str) -> str:
        """The name of a role."""
        return {"owner": self._("owner"), "admin": self._("admin"), "viewer": self._("statistics viewer")}[
            role
        ]

    def grant_usage(self) -> RichText:
        """The reply to a /grant that does not say to whom, or which role."""
        return fill(
            self._(
                "Send {example} or {other}. /id shows people their id. In a reply to their message you can "
                "leave the id out, unless Telegram hides the sender."
            ),
            example=code("/grant 123456789 admin"),
            other=code("/grant 123456789 viewer"),
        )

    def revoke_usage(self) -> RichText:
        """The reply to a /revoke that does not say from whom."""
        return fill(
            self._(
                "Send {example}. /roles lists the ids. In a reply to their message you can leave the id "
                "out, unless Telegram hides the sender."
            ),
            example=code("/revoke 123456789"),
        )

    def owners_in_settings(self) -> RichText:
        """The reply to a command that would add or remove an owner."""
        return fill(
            self._("Owners are set only in {setting}."),
            setting=code("QUOTH_ADMIN_IDS"),
        )

    def has_role(self, user: int, role: str) -> RichText:
        """The reply if somebody already has the role."""
        return fill(self._("{id} already has this role: {role}."), id=code(str(user)), role=role)

    def has_no_role(self, user: int) -> RichText:
        """The reply if somebody has no role to remove."""
        return fill(self._("{id} has no role."), id=code(str(user)))

    def grant_question(self, user: int, role: str, before: str) -> RichText:
        """The question before a role is given; *before* is the current role, "" for none."""
        template = self._("Make {id} {role}?")
        now = self._("Current role: {role}").format(role=before) if before else self._("No role yet.")
        return join([fill(template, id=code(str(user)), role=bold(role)), plain(now)])

    def revoke_question(self, user: int, role: str) -> RichText:
        """The question before a role is removed."""
        return fill(self._("Take the role {role} from {id}?"), id=code(str(user)), role=bold(role))

    grant_button = Label("Grant")
    """Confirms that a role is given."""

    revoke_button = Label("Revoke")
    """Confirms that a role is removed."""

    def granted(self, user: int, role: str, *, told: bool) -> RichText:
        """The report that a role was given, and whether its new holder could be notified."""
        done = fill(self._("Done. {id} is now {role}."), id=code(str(user)), role=bold(role))
        if told:
            return join([done, plain(self._("I’ve let them know."))])
        return join([done, plain(self._("I couldn’t tell them: they haven’t started me yet."))])

    def revoked(self, user: int) -> RichText:
        """The report that a role was removed."""
        return fill(self._("Done. {id} no longer has a role."), id=code(str(user)))

    def role_changed_meanwhile(self, user: int, role: str) -> RichText:
        """The report if another owner was faster; *role* is the current role, "" for none."""
        if not role:
            return fill(
                self._("Nothing done: somebody else was faster. {id} has no role now."),
                id=code(str(user)),
            )
        return fill(
            self._("Nothing done: somebody else was faster. {id} is now {role}."),
            id=code(str(user)),
            role=bold(role),
        )

    def you_have_a_role(self, role: str) -> RichText:
        """The notification of a new role."""
        return fill(
            self._("You have a new role here: {role}. /help lists what you can do."),
            role=bold(role),
        )

    roles_heading = TextHeading("Roles")
    """Above the list of roles."""

    def owner_line(self, user: int) -> RichText:
        """An owner in the list of roles."""
        return fill(self._("{id} – owner (in the settings)"), id=code(str(user)))

    def role_line(self, user: int, role: str, day: str, by: int | None) -> RichText:
        """Somebody in the list of roles; *by* granted the role, None if that has been deleted."""
        if by is None:
            return fill(self._("{id} – {role}, since {day}"), id=code(str(user)), role=role, day=day)
        return fill(
            self._("{id} – {role}, since {day}, by {by}"),
            id=code(str(user)),
            role=role,
            day=day,
            by=code(str(by)),
        )

    no_role_any_more = TextLine("Your role is gone too; an owner can give it back.")
    """After /forget, to somebody with a role."""

    def still_owner(self) -> RichText:
        """After /forget, to an owner."""
        return fill(
            self._("You are still an owner: your id is in {setting}."),
            setting=code("QUOTH_ADMIN_IDS"),
        )

    activity_stays = TextLine("What you did to the texts stays on record, without your id.")
    """After /forget, to somebody with a role."""
