"""What is stored so that staff find somebody: what can be found, and the words that lead to it."""

from piccolo.columns import UUID, Text, Varchar

from core.database import OwnTable

PERSON, PRACTICE, REQUEST, DRAFT = "person", "practice", "request", "draft"


class SearchEntry(OwnTable, tablename="search_entry"):
    """Something that can be found; its id is the subject's own.

    `words` are all of its words in order, with a space before and behind each: what is looked at for the
    second word that somebody typed, and what says which rows of the other table are its own.
    """

    id = UUID(primary_key=True, default=None)
    kind = Varchar(length=10)
    words = Text()


class SearchWord(OwnTable, tablename="search_word"):
    """One word that leads to an entry. `key` holds kind, word and entry together, in the order of bytes."""

    key = Varchar(length=120, primary_key=True)
    entry = UUID(default=None)
