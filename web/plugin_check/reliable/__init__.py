"""What keeps the work of a plugin right when everything around it fails."""
