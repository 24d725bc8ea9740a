"""Every word that the bot says of its own; what it quotes comes from the corpus, untouched.

A sentence is looked up whole through gettext, so that a translation can order its words as it likes:
placeholders stand in braces and are filled with text or with marked-up text.
"""

from collections.abc import Callable
from gettext import NullTranslations

from bot.messages.richtext import RichText
from bot.texts.admins.audit import AuditTexts
from bot.texts.admins.gaps import GapTexts
from bot.texts.admins.gold_command import ProtectionTexts
from bot.texts.admins.orders import OrderTexts
from bot.texts.admins.reports import ReportTexts
from bot.texts.admins.roles import RoleTexts
from bot.texts.admins.statistics import StatisticsTexts
from bot.texts.admins.uploads import UploadTexts
from bot.texts.admins.versions import VersionTexts
from bot.texts.asking.answers import AnswerTexts
from bot.texts.asking.citations import CitationTexts
from bot.texts.asking.corpus import CorpusTexts
from bot.texts.asking.explanations import ExplanationTexts
from bot.texts.asking.feedback import FeedbackTexts
from bot.texts.asking.talk import TalkTexts
from bot.texts.buttons import ButtonTexts
from bot.texts.commands import CommandTexts
from bot.texts.errors import ErrorTexts
from bot.texts.formats import Formats
from bot.texts.libraries import LibraryTexts
from bot.texts.page import PageTexts
from bot.texts.privacy import PrivacyTexts


class Texts:
    """The bot's words in one language, a section for each feature."""

    def __init__(self, code: str, translations: NullTranslations) -> None:
        """*code*: the language, in ISO 639-1."""
        self.code = code
        self.formats = Formats(code, translations)
        self.answers = AnswerTexts(translations, self.formats)
        self.citations = CitationTexts(translations, self.formats)
        self.explanations = ExplanationTexts(translations, self.formats)
        self.corpus = CorpusTexts(translations, self.formats)
        self.talk = TalkTexts(translations, self.formats)
        self.commands = CommandTexts(translations, self.formats)
        self.libraries = LibraryTexts(translations, self.formats)
        self.page = PageTexts(translations, self.formats)
        self.privacy = PrivacyTexts(translations, self.formats)
        self.feedback = FeedbackTexts(translations, self.formats)
        self.errors = ErrorTexts(translations, self.formats)
        self.buttons = ButtonTexts(translations, self.formats)
        self.orders = OrderTexts(translations, self.formats)
        self.roles = RoleTexts(translations, self.formats)
        self.audit = AuditTexts(translations, self.formats)
        self.uploads = UploadTexts(translations, self.formats)
        self.reports = ReportTexts(translations, self.formats)
        self.versions = VersionTexts(translations, self.formats)
        self.gaps = GapTexts(translations, self.formats)
        self.gold_command = ProtectionTexts(translations, self.formats)
        self.statistics = StatisticsTexts(translations, self.formats)


ENGLISH = Texts("en", NullTranslations())
MakeText = Callable[[Texts], RichText]
"""Picks a text in somebody's language."""
