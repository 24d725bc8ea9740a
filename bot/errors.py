"""What can go wrong in the bot; every message says what is wrong and what to do about it."""


class BotError(Exception):
    """The root of the bot's own errors."""


class StateError(BotError):
    """The file that the bot remembers in cannot be used."""


class ReloadRunningError(BotError):
    """A reload was asked for while another one is at work."""


class ReloadStoppedError(BotError):
    """A reload was cut short because the bot is being stopped."""


class ChangedMeanwhileError(BotError):
    """Another version of the corpus was put in use than the one that an order was based on."""


class UnsendableError(BotError):
    """A reply that must not leave: a quotation is not word for word, or a limit of Telegram's is broken."""


class TooBigError(BotError):
    """A file is larger than Telegram lets bots fetch."""


class NotFetchedError(BotError):
    """A file that was sent could not be had from Telegram."""
