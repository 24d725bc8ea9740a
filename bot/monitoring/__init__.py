"""What can be seen of a running bot: its logs, its metrics, how late the event loop is."""
