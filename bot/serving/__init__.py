"""Serve the corpus without Telegram: the reader page and the MCP server, each on its own."""
