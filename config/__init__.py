"""Settings: one typed model, which only the command line creates."""
