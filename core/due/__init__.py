"""Everything that happens by date, on one table and one worker, so that none of it is forgotten."""
