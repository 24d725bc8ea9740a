"""Pages and feeds from the web: what may be fetched, fetching it, and keeping it up to date."""
