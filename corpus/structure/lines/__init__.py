"""Group the lines of a text: which line ends are only wrapping; which lines are a list, a table or code."""
