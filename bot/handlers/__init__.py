"""Handlers of commands, buttons, inline queries and other updates."""
