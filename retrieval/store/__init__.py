"""The versions of a corpus on disk: snapshots, the published version, differences."""
