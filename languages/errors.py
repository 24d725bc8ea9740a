"""Errors in the data of a language.  A message names the file, the row and what to write instead."""


class LanguageDataError(Exception):
    """A file of a language's data cannot be used; the message is for whoever edits it."""
