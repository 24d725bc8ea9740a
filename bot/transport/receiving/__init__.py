"""Updates on their way in: stored on arrival, limited, ordered, and handed to the handlers."""
