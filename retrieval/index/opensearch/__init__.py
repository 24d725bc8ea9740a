"""The engine for corpora too large for one disk: OpenSearch, with one index for each version.

A version's folder has its terms (`terms`), so that its index can be built on any cluster at any time
(`filling`), and their document frequencies, so that only the search itself goes over the network (`engine`).
`nodes` sends requests to whichever node of the cluster answers.
"""
