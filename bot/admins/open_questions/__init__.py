"""Questions that the corpus does not answer: grouped, shown to admins, and filled with synonyms."""
