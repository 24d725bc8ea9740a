"""Files that are not plain text: read in a child process that can be killed."""
