"""Find the structure of a text: layout, headings, datelines, and what is outside the body."""
