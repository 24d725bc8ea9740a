"""What people with a role do from a chat: roles and their orders, the life of the corpus, the gap board."""
