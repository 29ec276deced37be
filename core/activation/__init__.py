"""Makes a submitted practice active: people get their login names, lines are begun."""
