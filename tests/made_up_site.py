"""A site like the shipped one whose words are made up: a word of the shipped one was written by hand."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

from core.site import find_site

NUMBER = 'name = { one = "zznumber of a doctor", short = "zznumber" }'
TERMS = """[terms]
practice = "zzplace"
group = "zzcluster"
sponsor = { one = "zzanswering doctor", short = "zzdoctor" }
administrator = { one = "zzhead clerk", short = "zzclerk" }
agreement = { one = "Zzdeed of Access", short = "zzdeed" }
officer = { one = "zzboss of the firm", plural = "zzbosses of the firm" }
backup_administrator = "zzsecond clerk"
jurisdiction = "zzland"
postcode = "zzcode"
login = "zzname"
license = "zzpermit"
identifier = { one = "zznumber of a doctor", short = "zznumber" }
"""
# What the words of the shipped site look like, wherever they show.
WRITTEN_BY_HAND = re.compile(
    r"\b(?:practices?|office groups?|sponsor\w*|(?:group |backup )?administrators?|group members?|members?"
    r"|(?:data access )?agreements?|DAA|corporate officers?|legal representatives?|ZIP|post(?:al )?codes?"
    r"|portal IDs?|licen[cs]es?|NPIs?|national provider identifiers?|provinces?)\b",
    re.IGNORECASE,
)
# Parts of the staff, and what is typed into a form or stands in an address.
_ELSEWHERE = re.compile(r"site administrators?|privacy officers?|\S*@\S+|https?://\S+", re.IGNORECASE)
_TEXTS = re.compile(r'"[^"\n]*"')


def make_up(folder: Path) -> Path:
    """Write the shipped profile into a folder, with other words and none of its own in its texts."""
    site = Path(shutil.copytree(find_site("banner"), folder / "madeup"))
    profile = site / "profile.toml"
    text = re.sub(r"\[terms\]\n.*?(?=\n\[)", lambda _: TERMS, profile.read_text("utf-8"), flags=re.DOTALL)
    text = text.replace('name = { one = "National Provider Identifier", short = "NPI" }', NUMBER)
    text = text.replace('"America/Phoenix"', '"America/Vancouver"').replace('"en-US"', '"en-CA"')
    profile.write_text(_TEXTS.sub(_of_profile, text), "utf-8")
    for file in (site / "texts").iterdir():
        file.write_text(_made_up(file.read_text("utf-8")), "utf-8")
    return site


def _of_profile(found: re.Match[str]) -> str:
    """A text of the profile in other words; keys, names of files and patterns have no spaces."""
    return _made_up(found[0]) if " " in found[0] else found[0]


def _made_up(text: str) -> str:
    return WRITTEN_BY_HAND.sub("zzword", text)


def seen_in(html: str) -> str:
    """What somebody reads of a page, labels that are only heard included."""
    labels = " . ".join(re.findall(r'(?:aria-label|placeholder|alt|title|content)="([^"]*)"', html))
    bare = re.sub(r"<(script|style|textarea)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return _ELSEWHERE.sub(" ", unescape(f"{bare} . {labels}"))


def by_hand(text: str) -> list[str]:
    """Words of the shipped site, and names that nothing filled in, each with what stands around it."""
    found = [*WRITTEN_BY_HAND.finditer(text), *re.finditer(r"{[A-Za-z_]+(?:\.\w+)*}", text)]
    return [" ".join(text[max(0, each.start() - 40) : each.end() + 40].split()) for each in found]
