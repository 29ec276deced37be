"""What a practice and support write to each other about a request."""
