"""Views of a text as a whole: what carries it, what has a date, who is named, what is counted."""
