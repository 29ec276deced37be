"""Tables for the bare pages."""

import os

from piccolo.columns import ForeignKey, Integer, Varchar
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.table import Table

DB = SQLiteEngine(path=os.environ["BARE_DATABASE"])
SLUGS = ("one", "two", "three", "four", "five", "six")


class Person(Table, db=DB):
    practice = Integer(index=True)
    name = Varchar(length=200)
    email = Varchar(length=254)


class Tick(Table, db=DB):
    person = ForeignKey(Person, index=True)
    practice = Integer(index=True)
    slug = Varchar(length=40)


class Sent(Table, db=DB):
    name = Varchar(length=200)
    email = Varchar(length=254)
    state = Varchar(length=40)
