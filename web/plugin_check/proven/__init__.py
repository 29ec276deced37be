"""What can be shown of a plugin beyond its own tests."""
