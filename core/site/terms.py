"""The site's own words for what every site has."""

from __future__ import annotations

import re

from core.names import first_upper
from core.site.nouns import Noun
from core.site.parts import Part

_IN_TEXT = re.compile(r"{(\w+(?:\.short)?(?:\.plural|\.a)?)}")


def is_noun(name: str) -> bool:
    """Tell whether a text may name a word of the site so, in braces: "practice", "Group.short.plural"."""
    return bool(_IN_TEXT.fullmatch(f"{{{name}}}")) and name.partition(".")[0].lower() in Terms.model_fields


class Terms(Part):
    """The site's own words, each singular and as it stands in the middle of a sentence."""

    practice: Noun = Noun("practice")
    group: Noun
    sponsor: Noun = Noun("sponsor")
    administrator: Noun
    agreement: Noun
    officer: Noun
    backup_administrator: Noun = Noun("backup administrator")
    jurisdiction: Noun
    postcode: Noun
    login: Noun = Noun("user name")
    license: Noun = Noun("license")
    identifier: Noun = Noun("registration number")

    def said(self, text: str) -> str:
        """Put the site's words into a text: "{practice}", "{Practice}", "{agreement.short}", "{group.a}"."""
        return _IN_TEXT.sub(self._noun, text) if "{" in text else text

    def _noun(self, found: re.Match[str]) -> str:
        name, *forms = found[1].split(".")
        if name.lower() not in Terms.model_fields:
            return found[0]
        word = getattr(self, name.lower())
        for form in forms:
            word = getattr(word, form)
        return first_upper(word) if name[0].isupper() else str(word)
