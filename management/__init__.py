"""Manage a corpus: the operations that admins use in a terminal or a chat."""
