"""Find the structure of a text: layout, headings, datelines, furniture."""
