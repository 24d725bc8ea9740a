"""How identical processes share the work: leases, claims on chats, signals, the shared pointer.

A process with a file of its own agrees with itself; processes that share a server use a session on it.
"""
