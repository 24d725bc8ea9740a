"""Observe a running bot: logs, metrics, event-loop latency."""
