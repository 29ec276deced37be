"""Tells those outside who want to listen what happened: signed, in order, and until they have answered."""
