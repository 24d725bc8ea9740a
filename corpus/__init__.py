"""The corpus: turn files into documents, passages and sentences, each with its offsets in the text."""
