"""Knows whose credentials count and what was found about them."""
