"""Queries: spelling correction, translation, expansion, search, and verification of quotations."""
