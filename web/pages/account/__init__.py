"""Pages about an account of one’s own."""
