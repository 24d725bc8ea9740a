"""Quoth beside others: what a day's work gives, and what peers give, measured the same way."""
