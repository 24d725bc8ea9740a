"""Updates in and messages out: noting, ordering, pacing, retrying."""
