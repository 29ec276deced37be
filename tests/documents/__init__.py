"""What the documentation tells people to type is typed here."""
