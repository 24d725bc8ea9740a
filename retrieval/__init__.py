"""A question and a snapshot of the corpus in, an answer made of the corpus's own sentences out."""
