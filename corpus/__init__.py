"""The corpus: files become documents, documents become passages, passages become sentences, places kept."""
