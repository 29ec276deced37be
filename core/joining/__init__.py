"""Passes on requests to join a practice that is registered already."""
