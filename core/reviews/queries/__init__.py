"""What campaigns, practices and staff are shown of reviews."""
