"""People who want to belong to a practice that is registered already: passed on, asked and answered."""
