"""Guides the product writes: what it really does here, from the site profile and a person's own access."""
