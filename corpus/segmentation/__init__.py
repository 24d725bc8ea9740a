"""Paragraphs into passages and sentences, with exact offsets."""
