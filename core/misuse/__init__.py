"""Suspected misuse: reports, their clock and case files, and cancelling a whole group by two people."""
