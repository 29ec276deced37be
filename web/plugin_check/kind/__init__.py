"""What makes a plugin good to use for those who ask for access, look after it and review it."""
