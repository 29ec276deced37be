"""The whole database as one file, and the way back."""
