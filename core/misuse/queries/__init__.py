"""What is read of cases, and of what they are about."""
