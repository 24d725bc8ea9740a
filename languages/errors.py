"""Errors in a language's data.  A message names the file, the row and what to write instead."""


class LanguageDataError(Exception):
    """A data file of a language cannot be used; the message is for the person who edits it."""
