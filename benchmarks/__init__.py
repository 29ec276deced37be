"""Measures what the product costs, beside its rivals, on this machine and in one run: `make bench`."""
