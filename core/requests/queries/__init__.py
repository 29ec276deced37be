"""What a practice and staff see of requests: read across the rooms below in few statements."""
