"""Settings: one typed model, read by the composition root alone."""
