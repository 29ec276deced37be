"""Carries a registration from its first answer to its submission."""
