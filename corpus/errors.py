"""Errors that concern a whole corpus.  Each message names the file, the place and the remedy."""


class CorpusError(Exception):
    """A corpus cannot be used; the message is for the person who can fix it."""


class CorpusNotFoundError(CorpusError):
    """The path of the corpus does not exist."""


class NoDocumentsError(CorpusError):
    """The path of the corpus exists, but no document could be read from it."""


class StorageError(CorpusError):
    """Writing failed: the disk is full or read-only, or the permissions are missing."""


class VersionNotFoundError(CorpusError):
    """No version has that name."""


class SearchUnavailableError(CorpusError):
    """The search cluster does not answer at present; questions can be answered once it does again."""
