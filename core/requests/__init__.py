"""Shows a practice its requests, and lets it correct, answer and follow them."""
