"""Extract the text of web pages, PDFs and Word documents, in a child process that can be killed."""
