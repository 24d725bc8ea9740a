"""What can be wrong with a whole corpus.  A message names the file, the place and what to do about it."""


class CorpusError(Exception):
    """A corpus cannot be used; the message is for the person who can mend it."""


class CorpusNotFoundError(CorpusError):
    """There is no file or folder at the path given."""


class NoDocumentsError(CorpusError):
    """The path is there, but nothing below it could be read as a document."""


class StorageError(CorpusError):
    """The disk does not take what has to be written: it is full, read-only, or of somebody else."""


class VersionNotFoundError(CorpusError):
    """There is no version of that name."""
