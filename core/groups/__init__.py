"""Practices that enroll and the people in them: drafts, what is asked, and what a submission makes of it."""
