"""The corpus: files become documents, passages and sentences, each with its offsets in the text."""
