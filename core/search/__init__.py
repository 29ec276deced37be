"""Finding people, practices, requests and drafts by the words that stand for them."""

from core.search.finding import FoundEntries, Hit, find_by_words
from core.search.tables import DRAFT, PERSON, PRACTICE, REQUEST
from core.search.writing import Findable, put, remove_entries

__all__ = [
    "DRAFT",
    "PERSON",
    "PRACTICE",
    "REQUEST",
    "Findable",
    "FoundEntries",
    "Hit",
    "find_by_words",
    "put",
    "remove_entries",
]
