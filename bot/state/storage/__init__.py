"""The SQLite file of the state: opening, repairing, migrating it."""
