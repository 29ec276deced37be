"""What is asked of a practice and its people at one site, as models to draw and to read."""
