"""Which secrets a database was begun with, so that wrong ones are found before anybody signs in."""
