"""Updates in and messages out, and the connections they share."""
