"""Divide documents into passages and sentences, with exact offsets."""
