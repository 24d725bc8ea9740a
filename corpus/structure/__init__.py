"""What a text is made of: layout, headings, datelines, furniture."""
