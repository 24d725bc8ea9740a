"""The stored versions of a corpus: snapshots, the published version, differences."""
