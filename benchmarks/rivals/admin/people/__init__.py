"""Practices and their people."""
