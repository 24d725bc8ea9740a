"""Replicas: several processes that answer from the same corpus."""
