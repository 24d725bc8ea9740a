"""The depot: shared storage where versions of the corpus are put once, for every machine to fetch."""
