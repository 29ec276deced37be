"""Finding people, practices, requests and drafts by the words that stand for them."""

from core.search.finding import Found, Hit, find
from core.search.tables import DRAFT, PERSON, PRACTICE, REQUEST
from core.search.writing import Entry, put, remove

__all__ = ["DRAFT", "PERSON", "PRACTICE", "REQUEST", "Entry", "Found", "Hit", "find", "put", "remove"]
