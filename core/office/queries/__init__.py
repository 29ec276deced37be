"""What is read about a practice after its activation, and about those who left."""
