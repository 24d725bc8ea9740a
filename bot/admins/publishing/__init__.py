"""Change the corpus from a chat: read it again, add and remove files, decide about a proposal."""
