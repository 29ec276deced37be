"""The clinical applications, one folder each."""
