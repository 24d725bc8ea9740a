"""Serve over HTTP and MCP, beside the bot or without Telegram."""
