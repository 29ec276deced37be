"""Doing what was decided: work items, the worker, and the connectors to the applications."""
