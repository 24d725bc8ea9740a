"""The Bot API over HTTP: the server, webhooks, what goes wrong on the way, and waiting without polling."""
