"""People who registered themselves and join a practice: found, asked for, and made a member of it."""
