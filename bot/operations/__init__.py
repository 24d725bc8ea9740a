"""Commands for operators: checks of the setup, backup and restore, API keys."""
