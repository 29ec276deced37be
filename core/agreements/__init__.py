"""Agreements: sent out with a frozen text, signed by those named in it, sealed, and in force for a term."""
