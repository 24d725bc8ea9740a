"""What happens on commands, button presses and inline queries."""
