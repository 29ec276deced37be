"""Pages of a practice about its requests."""
