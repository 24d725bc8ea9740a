"""Messages that are no question to the content of a text: small talk, requests for a summary and the like."""
