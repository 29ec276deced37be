"""What a change of the site means for people, before it is made."""
