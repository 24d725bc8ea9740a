"""The pages for readers: a question box, and the documents with the cited sentences marked.

`routes` says which address leads to what, `access` who may read, `links` how a citation is written into an
address.
"""
