"""The errors of the bot; every message says what is wrong and what to do."""


class BotError(Exception):
    """The root of the bot's own errors."""


class StateError(BotError):
    """The state file cannot be used."""


class ReloadRunningError(BotError):
    """A reload was requested while another one is running."""


class ReloadStoppedError(BotError):
    """A reload was aborted because the bot is stopping."""


class ChangedMeanwhileError(BotError):
    """The version in use is no longer the one that an order was based on."""


class UnsendableError(BotError):
    """A reply that must not be sent: a quotation is not word for word, or exceeds a limit of Telegram."""


class TooBigError(BotError):
    """A file is larger than Telegram lets bots fetch."""


class NotFetchedError(BotError):
    """An uploaded file could not be fetched from Telegram."""


class ChooseLibraryError(BotError):
    """What was asked for concerns one library, and the chat uses several."""

    def __init__(self) -> None:
        super().__init__("this concerns one library, and the chat uses several; choose one with /use")
