"""Who is who in a practice that is cast: names, numbers and addresses that nobody else has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from benchmarks.data import words
from benchmarks.data.casts import CITY, FAX, NAME, PHONE, STREET, Cast, Role
from core.demo import making
from core.identity.portal_ids import plain_name
from core.search.words import number_words, phone_words
from core.site import SiteProfile

POSTCODE = "85006"
Pairs = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Someone:
    """Names as login names are made of them."""

    first_name: str
    last_name: str
    middle_initial: str = ""


@dataclass(slots=True)
class Register:
    """What was given away already."""

    site: SiteProfile
    random: Random
    login_names: dict[str, int]
    names: list[int]
    request_number: int
    people: int = 0
    practices: int = 0
    _taken: set[str] = field(init=False)
    _plain: dict[Someone, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._taken = {*self.login_names, *self.site.portal_ids.reserved}

    def practice(self) -> tuple[str, str]:
        """The two words of a name that no other practice has."""
        place, land = divmod(self.names[self.practices], len(words.LANDS))
        self.practices += 1
        return words.PLACES[place], words.LANDS[land]

    def login_name(self, who: Someone) -> str:
        """A login name by the site's rule, with the number behind it that is free."""
        plain = self.plain(who)
        while True:
            self.login_names[plain] = number = self.login_names.get(plain, 0) + 1
            longest = self.site.portal_ids.max_length
            found = plain if number == 1 else f"{plain[: longest - len(str(number))]}{number}"
            if found not in self._taken:
                self._taken.add(found)
                return found

    def plain(self, who: Someone) -> str:
        """A login name as it would be if nobody had one; names come often, and take long to fold."""
        if who not in self._plain:
            self._plain[who] = plain_name(self.site, who)
        return self._plain[who]

    def number(self) -> str:
        """The next number of a request."""
        self.request_number += 1
        return f"{self.site.request_number_prefix}{self.request_number:07d}"


def renamed(cast: Cast, register: Register) -> dict[str, str]:
    """Say what reads otherwise in the next practice: everything of a cast as it is, and as it will be."""
    found: dict[str, str] = dict(_practice(register))
    names = register.random.sample(range(len(words.FIRST) * len(words.LAST)), len(cast.everybody) + 1)
    for role, name in zip(cast.everybody, names, strict=False):
        found |= _person(role, name, register)
    found |= _named(cast.officer.first, cast.officer.last, names[-1])
    return found


def words_of(site: SiteProfile, cast: Cast) -> frozenset[str]:
    """List everything of a cast that reads otherwise in a practice that is cast."""
    nobody = Register(site, Random(0), {}, [0], 0)  # noqa: S311 - nothing of it is used
    return frozenset(renamed(cast, nobody))


def _practice(register: Register) -> Pairs:
    random = register.random
    for was, now in zip(NAME, register.practice(), strict=True):
        yield from _forms(was, now)
    yield from _forms(STREET, random.choice(words.PLACES))
    yield from _forms(CITY, random.choice(words.CITIES))
    yield POSTCODE, random.choice(words.POSTCODES)
    yield from _phones(PHONE, random)
    yield from _phones(FAX, random)


def _person(role: Role, name: int, register: Register) -> dict[str, str]:
    site, who = register.site, role.who
    register.people += 1
    found = _named(who.first, who.last, name)
    known = Someone(found[who.first], found[who.last])
    found[register.plain(Someone(who.first, who.last))] = register.login_name(known)
    found |= dict(_phones(who.phone, register.random))
    license_number = f"L{1_000_000 + register.people}"
    found |= {who.license: license_number, who.license.lower(): license_number.lower()}
    found |= _digits(who.license, license_number)
    for each in site.identifiers_of(role.suffix):
        found[making.number_like(each, 10_000_000 + who.number)] = making.number_like(each, register.people)
    return found


def _named(first: str, last: str, name: int) -> dict[str, str]:
    given, family = divmod(name, len(words.LAST))
    return dict([*_forms(first, words.FIRST[given]), *_forms(last, words.LAST[family])])


def _forms(was: str, now: str) -> Pairs:
    yield was, now
    yield was.lower(), now.lower()
    yield was.upper(), now.upper()


def _phones(was: str, random: Random) -> Pairs:
    area = random.choice(words.AREAS)
    now = f"({area}) {random.randrange(220, 900)}-{random.randrange(10_000):04d}"
    yield was, now
    digits, new = ("".join(letter for letter in each if letter.isdigit()) for each in (was, now))
    yield digits, new
    yield f"{digits[:3]}-{digits[3:6]}-{digits[6:]}", f"{new[:3]}-{new[3:6]}-{new[6:]}"
    # As staff find it: each of these is a word by itself.
    for before, after in zip(*(_phone_forms(each) for each in (was, now)), strict=True):
        yield f"={before}", after


def of_numbers(numbers: dict[str, str]) -> dict[str, str]:
    """Every form of the numbers of requests."""
    found: dict[str, str] = {}
    for was, now in numbers.items():
        found |= {was: now, was.lower(): now.lower()} | _digits(was, now)
    return found


def _digits(was: str, now: str) -> dict[str, str]:
    before, after = (_number_forms(each) for each in (was, now))
    return {f"={old}": new for old, new in zip(before, after, strict=True)}


@lru_cache(maxsize=2000)
def _number_forms(number: str) -> tuple[str, ...]:
    return tuple(sorted(number_words(number), key=len))


@lru_cache(maxsize=2000)
def _phone_forms(phone: str) -> tuple[str, ...]:
    return tuple(sorted(phone_words(phone), key=len))
