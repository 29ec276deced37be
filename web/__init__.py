"""The pages and commands through which people reach the core."""
