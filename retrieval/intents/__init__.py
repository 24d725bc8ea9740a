"""Handle messages other than questions about a text's content: small talk, requests for summaries etc."""
