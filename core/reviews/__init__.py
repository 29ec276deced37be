"""What the people of practices have is looked at again: by campaigns, and by practices one by one."""
