"""The parts of the `portal` command, one small module each; `web/commands.py` joins them in one list."""
