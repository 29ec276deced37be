"""Pages of an office about access that it has."""
