"""Messages other than questions about the content of a text: small talk, requests for a summary and so on."""
