"""Child processes: they get no secrets, have limits, and are ended with everything that they start."""
