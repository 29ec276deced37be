"""Rules that keep people safe, read from the source: `python -m tests.house.rules` names every breach."""
