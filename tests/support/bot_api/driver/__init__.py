"""What tests use: a world, the people in it, and the bot as a process."""
