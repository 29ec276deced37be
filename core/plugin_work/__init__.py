"""What applications do by themselves: scheduled jobs, and what follows when something of theirs moved."""
