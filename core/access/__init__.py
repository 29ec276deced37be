"""Who may have which application and why not; requests and grants with their states."""
