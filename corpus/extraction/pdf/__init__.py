"""PDF files: their text by page, paragraphs made of lines, and ruled tables."""
