"""The numbers of lists and headings that readers see and the text does not have."""
