"""What the bot says to those who keep the corpus, apart from what it says to everybody: see texts.py."""

from collections.abc import Callable

from bot.messages.richtext import RichText, bold, code, fill, join, link, plain, shorten


class AdminTexts:
    """The part of the bot's words in one language that only admins read."""

    _: Callable[[str], str]
    _plural: Callable[[str, str, int], str]
    number: Callable[[float], str]
    share: Callable[[float], str]
    language: Callable[[str], str]

    # Orders

    def owners_only(self) -> RichText:
        """The refusal of an owner's command, to an admin."""
        return plain(self._("Only owners can do that: those whose ids are in the settings."))

    def ordered_in(self, chat: str, order: str) -> RichText:
        """The question, in private, about an order that was given in a group."""
        return fill(
            self._("In {chat} you have ordered: {order}\n\nShall I do it?"),
            chat=bold(shorten(chat, 100)),
            order=code(shorten(order, 1000)),
        )

    def ordered(self, order: str) -> RichText:
        """What the question becomes once it was confirmed."""
        return fill(self._("Confirmed: {order}"), order=code(shorten(order, 1000)))

    def confirm_in_private(self, address: str) -> RichText:
        """To an order in a group by someone whom the bot may not write to in private."""
        return fill(
            self._("Orders from a group are confirmed in private. Open {chat}, press Start and order again."),
            chat=link(self._("our chat"), address),
        )

    # Roles

    def role(self, role: str) -> str:
        """What a role is called; what it is worth is said in `you_have_a_role`."""
        return {"owner": self._("owner"), "admin": self._("admin"), "viewer": self._("viewer of statistics")}[
            role
        ]

    def grant_usage(self) -> RichText:
        """The reply to a /grant that does not say to whom, or which role."""
        return fill(
            self._(
                "Say to whom and what: {example} or {other}. Everybody is told their id by /id. "
                "In reply to a message of theirs the id may be left out, unless Telegram hides who wrote it."
            ),
            example=code("/grant 123456789 admin"),
            other=code("/grant 123456789 viewer"),
        )

    def revoke_usage(self) -> RichText:
        """The reply to a /revoke that does not say from whom."""
        return fill(
            self._(
                "Say from whom: {example}. /roles lists the ids. "
                "In reply to a message of theirs the id may be left out, unless Telegram hides who wrote it."
            ),
            example=code("/revoke 123456789"),
        )

    def owners_in_settings(self) -> RichText:
        """The reply to an order that would make or unmake an owner."""
        return fill(
            self._("Who is an owner is said in the settings alone, in {setting}, and not changed in a chat."),
            setting=code("QUOTH_ADMIN_IDS"),
        )

    def has_role(self, user: int, role: str) -> RichText:
        """The reply to an order for what is so already."""
        return fill(self._("{id} has that role already: {role}."), id=code(str(user)), role=role)

    def has_no_role(self, user: int) -> RichText:
        """The reply to an order to take what somebody does not have."""
        return fill(self._("{id} has no role."), id=code(str(user)))

    def grant_question(self, user: int, role: str, before: str) -> RichText:
        """The question before a role is given; *before* is what they have, "" for nothing."""
        template = self._("Shall {id} become: {role}?")
        now = self._("Now: {role}").format(role=before) if before else self._("Now without a role.")
        return join([fill(template, id=code(str(user)), role=bold(role)), plain(now)])

    def revoke_question(self, user: int, role: str) -> RichText:
        """The question before a role is taken."""
        return fill(self._("Shall {id} lose this role: {role}?"), id=code(str(user)), role=bold(role))

    def grant_button(self) -> str:
        """Confirms that a role is given."""
        return self._("Grant")

    def revoke_button(self) -> str:
        """Confirms that a role is taken."""
        return self._("Revoke")

    def granted(self, user: int, role: str, *, told: bool) -> RichText:
        """The report that a role was given, and whether who has it now could be told."""
        done = fill(self._("Done. {id} is now: {role}."), id=code(str(user)), role=bold(role))
        if told:
            return join([done, plain(self._("I have told them."))])
        return join([done, plain(self._("I may not write to them: they have not started me yet."))])

    def revoked(self, user: int) -> RichText:
        """The report that a role was taken."""
        return fill(self._("Done. {id} has no role any more."), id=code(str(user)))

    def role_changed_meanwhile(self, user: int, role: str) -> RichText:
        """The report where somebody else was faster; *role* is what they have now, "" for nothing."""
        if not role:
            return fill(
                self._("Nothing done: somebody else was faster, and {id} now has no role."),
                id=code(str(user)),
            )
        return fill(
            self._("Nothing done: somebody else was faster, and {id} is now: {role}."),
            id=code(str(user)),
            role=bold(role),
        )

    def you_have_a_role(self, role: str) -> RichText:
        """What somebody is told who was given a role."""
        return fill(
            self._("You have been given a role here: {role}. /help lists what you can do now."),
            role=bold(role),
        )

    def roles_heading(self) -> RichText:
        """Above the list of roles."""
        return bold(self._("Who may do what"))

    def owner_line(self, user: int) -> RichText:
        """An owner in the list of roles."""
        return fill(self._("{id} – owner, by the settings"), id=code(str(user)))

    def role_line(self, user: int, role: str, day: str, by: int | None) -> RichText:
        """Somebody in the list of roles, since a *day*; *by* is None where that is not known any more."""
        if by is None:
            return fill(self._("{id} – {role}, since {day}"), id=code(str(user)), role=role, day=day)
        return fill(
            self._("{id} – {role}, since {day}, by {by}"),
            id=code(str(user)),
            role=role,
            day=day,
            by=code(str(by)),
        )

    def no_role_any_more(self) -> RichText:
        """To somebody with a role who wanted to be forgotten."""
        return plain(self._("With that, your role is gone, too; an owner can give it to you again."))

    def still_owner(self) -> RichText:
        """To an owner who wanted to be forgotten."""
        return fill(
            self._("You are still an owner: your id is in the settings, in {setting}."),
            setting=code("QUOTH_ADMIN_IDS"),
        )

    def deeds_stay(self) -> RichText:
        """To somebody with a role who wanted to be forgotten."""
        return plain(self._("What you did to the texts stays on record, but not that it was you."))

    # The record

    def audit_heading(self) -> RichText:
        """Above what was done, the newest first."""
        return bold(self._("Who did what, the newest first; times in UTC"))

    def nothing_on_record(self) -> RichText:
        """The record is empty."""
        return plain(self._("Nothing was done yet."))

    def actor(self, by: str) -> str:
        """What did something that no person in a chat did; "" is somebody who was forgotten since."""
        return {
            "": self._("somebody who is forgotten"),
            "bot": self._("in a chat"),
            "start": self._("at the start"),
            "terminal": self._("at the terminal"),
        }.get(by, by)

    def deed(self, what: str) -> str:
        """A kind of deed, of the journal or of the history of publications."""
        return {
            "grant": self._("role given"),
            "revoke": self._("role taken"),
            "upload": self._("file received"),
            "reload": self._("reloaded"),
            "reloaded": self._("reloaded"),
            "publish": self._("published"),
            "published": self._("published"),
            "discard": self._("discarded"),
            "files added": self._("files added"),
            "rollback": self._("gone back"),
            "rolled back": self._("gone back"),
            "synonyms": self._("synonyms added"),
            "gap set aside": self._("gap set aside"),
            "gap taken up": self._("gap taken up"),
        }.get(what, what)

    def past_version(self, version: str) -> RichText:
        """A version of the corpus that is not kept any more."""
        return fill(self._("Version {version}"), version=code(version))

    # Buttons below a question

    def do_it_button(self) -> str:
        """Confirms an order."""
        return self._("Do it")

    def cancel_button(self) -> str:
        """Withdraws an order."""
        return self._("Cancel")

    # Progress

    def checking(self, file: str) -> RichText:
        """While a file that was sent is looked at."""
        return fill(
            self._("Looking at {file}. Questions are answered meanwhile."), file=bold(shorten(file, 100))
        )

    def rechecking(self) -> RichText:
        """While a proposal is made anew."""
        return plain(self._("The corpus has changed since this was checked. It is being checked anew."))

    def step(self, name: str, done: int, total: int) -> RichText:
        """What is being done, and how much of it is done where that is known."""
        said = {
            "waiting": self._("Waiting for another check to end"),
            "fetching": self._("Fetching the file"),
            "staging": self._("Reading the file"),
            "building": self._("Building: {done} of {total} texts"),
            "comparing": self._("Comparing with the present text"),
            "asking": self._("Asking the gold questions: {done} of {total}"),
        }[name]
        if not total and "{" in said:
            said = self._("Building") if name == "building" else self._("Asking the gold questions")
        return plain(said.format(done=self.number(done), total=self.number(total)))

    # Refusals of a file

    def too_big(self, file: str, megabytes: int) -> RichText:
        """A file is larger than bots can fetch."""
        return fill(
            self._(
                "{file} is larger than {megabytes} MB, which is the most that bots can fetch. Split it, "
                "or put it into the corpus folder yourself and send /reload."
            ),
            file=bold(shorten(file, 100)),
            megabytes=str(megabytes),
        )

    def not_fetched(self, file: str) -> RichText:
        """A file could not be had from Telegram."""
        return fill(
            self._("{file} could not be fetched from Telegram. Nothing has changed; please send it again."),
            file=bold(shorten(file, 100)),
        )

    def file_refused(self, file: str, reason: str) -> RichText:
        """A file is not taken, for a reason."""
        refused = fill(self._("{file} was refused. Nothing has changed."), file=bold(shorten(file, 100)))
        return join([refused, plain(shorten(reason, 1000))])

    def check_stopped(self) -> RichText:
        """A check that a shutdown cut short."""
        return plain(
            self._(
                "This was cut short because I am being stopped. Nothing has changed; please send it again."
            )
        )

    def known_already(self, file: str) -> RichText:
        """A file changes nothing: the corpus has its text."""
        return fill(
            self._("{file} changes nothing: the corpus has this text already."), file=bold(shorten(file, 100))
        )

    # Reports

    def rechecked(self) -> RichText:
        """Above a report on what was reported on before."""
        return plain(self._("The corpus has changed since the last report; this is the present one."))

    def file_checked(self, file: str) -> RichText:
        """The first line of a report on a file that was sent."""
        return fill(self._("{file} was checked. Nothing is published yet."), file=bold(shorten(file, 100)))

    def replaces(self, file: str) -> RichText:
        """A file would take the place of another."""
        return fill(self._("It takes the place of {file}, which is there."), file=bold(shorten(file, 100)))

    def reload_checked(self) -> RichText:
        """The first line of a report on a reload that waits."""
        return bold(self._("The corpus was read again. Nothing is published yet."))

    def published(self) -> RichText:
        """The first line after something was published."""
        return bold(self._("Published."))

    def discarded(self) -> RichText:
        """After a proposal was discarded."""
        return bold(self._("Discarded. Nothing has changed."))

    def not_published(self, reason: str) -> RichText:
        """Publishing came to nothing."""
        return join(
            [
                bold(self._("This could not be published. The present version goes on answering.")),
                plain(shorten(reason, 1000)),
            ]
        )

    def texts_stay(self) -> RichText:
        """A new version with the same texts: what stands beside them differs."""
        return plain(self._("The texts are the same; the questions to begin with or the synonyms are not."))

    def passages_touched(self, added: int, removed: int, changed: int) -> RichText:
        """How many paragraphs are touched."""
        changes = self._touched(added, removed, changed)
        return plain(self._("Paragraphs: {changes}").format(changes=changes))

    def _touched(self, added: int, removed: int, changed: int) -> str:
        """How many texts or paragraphs are touched, and how."""
        changes = (
            self._plural("{n} added", "{n} added", added).format(n=self.number(added)),
            self._plural("{n} removed", "{n} removed", removed).format(n=self.number(removed)),
            self._plural("{n} changed", "{n} changed", changed).format(n=self.number(changed)),
        )
        return self._(", ").join(changes)

    def set_aside(self, lines: int) -> RichText:
        """Above lines that are no part of the account."""
        return bold(
            self._plural(
                "{n} line set aside as the page's and not the text's",
                "{n} lines set aside as the page's and not the text's",
                lines,
            ).format(n=self.number(lines))
        )

    def gold(self, asked: int, before: int, after: int) -> RichText:
        """Above the gold questions whose answers change."""
        return bold(
            self._("Gold questions: {after} of {asked} right, {before} before").format(
                asked=self.number(asked), after=self.number(after), before=self.number(before)
            )
        )

    def gold_change(self, effect: str, count: int) -> RichText:
        """How many gold questions are answered otherwise, to what *effect*, one of management's."""
        template = {
            "gained": self._plural("{n} better:", "{n} better:", count),
            "lost": self._plural("{n} worse:", "{n} worse:", count),
            "newly answered": self._plural(
                "{n} that had no answer is answered from new text:",
                "{n} that had no answer are answered from new text:",
                count,
            ),
            "changed": self._plural("{n} answered otherwise:", "{n} answered otherwise:", count),
        }[effect]
        return plain(template.format(n=self.number(count)))

    def now_answerable(self, count: int) -> RichText:
        """Above open questions that become answerable."""
        return bold(
            self._plural(
                "{n} question that went unanswered becomes answerable",
                "{n} questions that went unanswered become answerable",
                count,
            ).format(n=self.number(count))
        )

    def held_for_gold(self, lost: int) -> RichText:
        """Why a version is held back: it loses right answers."""
        return bold(
            self._plural(
                "Held back: {n} gold question loses its right answer.",
                "Held back: {n} gold questions lose their right answer.",
                lost,
            ).format(n=self.number(lost))
        )

    def held(self, reason: str) -> RichText:
        """Why a version is held back, as whoever holds it says."""
        return fill(self._("Held back: {reason}"), reason=shorten(reason, 300))

    def asked_first(self, passages: int, most: int) -> RichText:
        """Why a reload is asked about: it changes much."""
        template = self._plural(
            "It changes {passages} paragraph, and up to {most} are published without asking.",
            "It changes {passages} paragraphs, and up to {most} are published without asking.",
            passages,
        )
        return plain(template.format(passages=self.number(passages), most=self.number(most)))

    # Versions

    def versions_heading(self, count: int) -> RichText:
        """Above the list of versions."""
        return bold(self._plural("{n} version", "{n} versions", count).format(n=self.number(count)))

    def version_state(self, state: str) -> str:
        """What a version is: "in use", "waiting" or never published, ""."""
        return {"in use": self._("in use"), "waiting": self._("waits"), "": self._("never in use")}[state]

    def how(self, what: str) -> str:
        """How a version came into use, as the history of versions has it."""
        known = {
            "reloaded": self._("reloaded"),
            "files added": self._("files added"),
            "rolled back": self._("rolled back"),
            "published": self._("published"),
        }
        return known.get(what, what)

    def by(self, who: RichText) -> RichText:
        """Who put a version in use: a numeric id, or "terminal" and the like."""
        return fill(self._("by {who}"), who=who)

    def texts_count(self, count: int) -> str:
        """A number of documents."""
        return self._plural("{n} text", "{n} texts", count).format(n=self.number(count))

    def go_back_hint(self) -> RichText:
        """Below the list of versions."""
        return plain(self._("A button asks whether to go back to its version."))

    def difference(self, before: str, after: str) -> RichText:
        """Above what differs between two versions."""
        return fill(self._("From {before} to {after}"), before=code(before), after=code(after))

    def no_difference(self) -> RichText:
        """Two versions have the same texts."""
        return plain(self._("The texts are the same."))

    def cannot_be_done(self, reason: str) -> RichText:
        """Why what was ordered comes to nothing, in the words of the terminal."""
        return plain(self._("That cannot be done: {reason}").format(reason=reason))

    def diff_usage(self) -> RichText:
        """The reply to /diff with too many words, or one."""
        return plain(
            self._("Name two versions, as in /diff A B, or none for the last two. /versions lists them.")
        )

    def rollback_question(self, version: str) -> RichText:
        """Asks whether to go back."""
        return fill(self._("Go back to version {version}? This would change:"), version=code(version))

    def files_stay(self) -> RichText:
        """Going back leaves the corpus folder alone."""
        return plain(self._("The files of the corpus stay as they are; the next reload reads them again."))

    def rolled_back(self, version: str) -> RichText:
        """After going back."""
        return fill(self._("Version {version} is in use again."), version=code(version))

    # Buttons

    def publish_button(self) -> str:
        """Publishes what was checked."""
        return self._("Publish")

    def publish_anyway_button(self) -> str:
        """Publishes what is held back."""
        return self._("Publish anyway")

    def discard_button(self) -> str:
        """Drops what was checked."""
        return self._("Discard")

    def roll_back_button(self) -> str:
        """Goes back to a version."""
        return self._("Roll back")

    # Notices on a tap; at most 200 characters

    def changed_meanwhile(self) -> str:
        """The corpus is not what it was when a button was made."""
        return self._("The corpus has changed meanwhile. Nothing was done; please look again.")

    def being_checked(self) -> str:
        """A button below a report that is being made anew."""
        return self._("This is being checked just now.")

    def nothing_waits(self) -> str:
        """A button below a report whose proposal was decided about, or is too old."""
        return self._("This is not waiting any more: it was decided about, or a day has passed.")

    def cancelled(self) -> RichText:
        """Nothing was done, as was wished."""
        return plain(self._("Cancelled. Nothing has changed."))

    # The gap board

    def open_questions(self, count: int) -> RichText:
        """Above the gaps."""
        return bold(
            self._plural("{n} open question", "{n} open questions", count).format(n=self.number(count))
        )

    def no_gaps(self) -> RichText:
        """The board where nothing is on it."""
        return plain(
            self._("No question is open: all that I remember were answered, and no answer was voted down.")
        )

    def set_aside_heading(self) -> RichText:
        """Above the gaps that were set aside."""
        return bold(self._("Set aside"))

    def nothing_set_aside(self) -> RichText:
        """Where nothing was set aside, or its questions are no longer kept."""
        return plain(self._("Nothing is set aside."))

    def language_missing(self, code: str) -> str:
        """The name of the gap of questions in a language, "" for an unknown one, that the corpus lacks."""
        if not code:
            return self._("Questions in a language that no text is in")
        return self._("Questions in {language}, which no text is in").format(language=self.language(code))

    def no_word_missing(self) -> str:
        """The name of the gap of questions that lack no word and have no answer all the same."""
        return self._("No word is missing, and still no answer")

    def voted_down(self) -> str:
        """The name of the gap of questions that have an answer, which was voted down."""
        return self._("Answers that were voted down")

    def people_asked(self, count: int) -> str:
        """How many people asked a question, or one of a gap."""
        return self._plural("asked by {n} person", "asked by {n} people", count).format(n=self.number(count))

    def gap_gone(self) -> str:
        """A gap that is closed, or whose questions are no longer kept; at most 200 characters."""
        return self._("No question is left here. /gaps shows what is open now.")

    def add_synonym_button(self) -> str:
        """Asks for words of the text that mean the same."""
        return self._("Add a synonym")

    def ignore_button(self) -> str:
        """Sets a gap aside."""
        return self._("Ignore")

    def undo_button(self) -> str:
        """Takes up again what was set aside."""
        return self._("Undo")

    def set_aside_button(self, count: int) -> str:
        """Shows what was set aside."""
        return self._("Set aside ({n})").format(n=self.number(count))

    # Synonyms

    def which_words(self, word: RichText) -> RichText:
        """The message to reply to with synonyms of *word*."""
        return fill(
            self._(
                "Which words of the text mean the same as {word}? "
                "Reply to this message with them, with commas between."
            ),
            word=word,
        )

    def words_hint(self) -> str:
        """The hint in the field of that reply; at most 64 characters."""
        return self._("words of the text")

    def not_in_text(self, words: RichText) -> RichText:
        """The refusal of synonyms that the corpus does not have."""
        return fill(
            self._("The text does not say {words}, so nothing would be found by it. Nothing was added."),
            words=words,
        )

    def meant_perhaps(self, words: RichText) -> RichText:
        """Below that, words that the corpus has and that are spelled nearly alike."""
        return fill(self._("It does say {words}."), words=words)

    def same_word(self, word: RichText) -> RichText:
        """The refusal of a reply that has no other word than the one that is missing."""
        return fill(self._("Write at least one word other than {word}. Nothing was added."), word=word)

    def synonyms_refused(self, reason: str) -> RichText:
        """The refusal of a group that cannot be written."""
        return join([bold(self._("Nothing was added.")), plain(shorten(reason, 1000))])

    def synonyms_added(self, group: str) -> RichText:
        """A group of synonyms was written; the corpus is read again after this."""
        return fill(
            self._("These mean the same from now on: {group}. I read the corpus again, so that they count."),
            group=bold(shorten(group, 400)),
        )

    def synonyms_wait(self) -> RichText:
        """A group was written, and the corpus was not put in use with it."""
        return plain(self._("The synonyms count as soon as a version that was read after this is in use."))

    def answered_now(self, count: int) -> RichText:
        """Above the questions of a gap that are answered by now."""
        return bold(
            self._plural("Answered now: {n} question", "Answered now: {n} questions", count).format(
                n=self.number(count)
            )
        )

    def still_open(self, count: int) -> RichText:
        """Above those that are not."""
        return bold(
            self._plural("Still open: {n} question", "Still open: {n} questions", count).format(
                n=self.number(count)
            )
        )

    # Statistics

    def usage_heading(self, days: int) -> RichText:
        """Above the statistics."""
        return bold(self._plural("The last {n} day", "The last {n} days", days).format(n=days))

    def kept_only(self, days: int) -> RichText:
        """Where a period is longer than answers are kept."""
        return plain(
            self._plural("I remember only {n} day.", "I remember only {n} days.", days).format(n=days)
        )

    def nobody_asked(self) -> RichText:
        """The statistics of a time without a question."""
        return plain(self._("Nobody asked anything, or what they asked was deleted since."))

    def questions_by_day(self) -> str:
        """Above the chart; days are those of Coordinated Universal Time."""
        return self._("Questions by day (UTC)")

    def questions_asked(self, count: int) -> RichText:
        """How many questions were asked."""
        return bold(self._plural("{n} question", "{n} questions", count).format(n=self.number(count)))

    def graded(self, grade: str, count: int, of: int) -> RichText:
        """How many answers are of a grade, one of retrieval's."""
        template = {
            "answer": self._("answered: {count} ({share})"),
            "partial": self._("came close: {count} ({share})"),
            "none": self._("no answer: {count} ({share})"),
        }[grade]
        return plain("• " + template.format(count=self.number(count), share=self.share(count / of)))

    def answer_times(self, median: str, slowest: str) -> RichText:
        """How long answers took, in milliseconds."""
        return plain(
            self._("Half of the answers took at most {median} ms, 19 in 20 at most {slowest} ms.").format(
                median=median, slowest=slowest
            )
        )

    def most_cited(self) -> str:
        """Above the documents that are cited most, with in how many answers."""
        return self._("Most cited")

    def asked_in(self) -> str:
        """Above the languages of questions."""
        return self._("Asked in")

    def days_button(self, days: int) -> str:
        """Shows the statistics of the last days."""
        return self._plural("{n} day", "{n} days", days).format(n=days)

    def in_use_since(self, day: str) -> RichText:
        """Since when the version of the corpus is in use."""
        return plain(self._("In use since {day}").format(day=day))
