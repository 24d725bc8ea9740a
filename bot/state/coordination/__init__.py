"""What identical processes agree on: who does what only one may do, and what has just changed.

A process with a file of its own agrees with itself; processes that share a server use a session on it.
"""
