"""Measure the throughput of the whole bot, with a simulated Telegram."""
