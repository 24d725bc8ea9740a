"""The depot: where versions of the corpus are put once, for every machine to fetch."""
