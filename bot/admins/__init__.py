"""What people with a role can do from a chat: manage roles, the corpus and the open questions."""
