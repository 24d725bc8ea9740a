"""Find the structure of a text: its layout, headings and datelines, and what is outside the body."""
