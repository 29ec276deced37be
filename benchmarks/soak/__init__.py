"""A serving process for an hour at half of what it can do: does it hold more at the end than before?"""
