"""The pages for readers: a question box, and the documents with cited sentences highlighted.

`routes` maps addresses to pages, `access` decides who may read, and `links` encodes citations in addresses.
"""
