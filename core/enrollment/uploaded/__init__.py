"""Reading a list that somebody uploaded, in a process of its own that can do nothing else.

What stands here runs beside the server, not in it, and imports the standard library only: it starts in
milliseconds, and a file that breaks it breaks nothing else. `core/enrollment/spreadsheet/opening.py`
starts it.
"""
