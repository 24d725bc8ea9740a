"""What the bot says to the people who ask: answers, citations, explanations, small talk."""
