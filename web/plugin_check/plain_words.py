"""The fifteen rules by which texts are plain, each a function from texts to the faults that it finds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from web.plugin_check.shown import Shown

Faults = Iterator[str]
Rule = Callable[[list[Shown]], Faults]

LONGEST = 25
GRADE, GRADE_OF_GUIDES = 8.0, 10.0
PASSIVES = 0.1
# Fewer words than these make no page whose grade or share says anything.
FEW_WORDS, FEW_SENTENCES = 60, 10
_END = re.compile(r"(?<=[.?!])[”’\"')]*\s+(?=[A-Z“\d{])")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*|\d[\d.,:-]*")

BRITISH = (
    r"\w+(?:our(?:s|ed|ing|ite|able)?)\b(?<!our)(?<!ours)",
    r"(?:col|behavi|fav|hon|lab|neighb|harb|rum|hum)our\w*",
    r"(?:recogni|organi|authori|normali|summari|apologi|prioriti|finali|minimi|speciali|utili|categori)s(?:e[sd]?|ing|ation\w*)",
    r"cent(?:re|res|red)",
    r"(?:cancel|travel|label|model)l(?:ed|ing)",
    r"programmes?",
    r"catalogues?",
    r"cheques?",
    r"dialled|dialling",
    r"judgement\w*",
    r"practis\w+",
    r"defence|offence",
    r"whilst|amongst|learnt|spelt",
    r"zip codes?(?<!ZIP code)(?<!ZIP codes)",
    r"ticks?|ticked|ticking",
)
FANCY = {
    r"utili[sz]\w+": "use",
    r"facilitat\w+": "help",
    r"prior to": "before",
    r"in order to": "to",
    r"commenc\w+": "start",
    r"terminat\w+": "end",
    r"assistance": "help",
    r"obtain\w*": "get",
    r"regarding|concerning|with regard to|in respect of": "about",
    r"subsequent\w*": "later, after",
    r"purchas\w+": "buy",
    r"endeavou?r\w*": "try",
    r"approximately": "about",
    r"in the event (?:of|that)": "if",
    r"at this (?:time|point in time)": "now",
    r"due to the fact": "because",
    r"sufficient\w*": "enough",
    r"furthermore|moreover|hereby|herein|thereof|whereby|henceforth|thereafter|therein": "also, this, then",
    r"ascertain\w*": "find out",
    r"in accordance with|pursuant to": "under, by",
    r"a number of": "some",
    r"pertain\w*": "about",
    r"initiat(?:e|es|ed|ing)": "start",
    r"demonstrat(?:e|es|ed|ing)": "show",
    r"notif(?:y|ies|ied)": "tell",
}
HIDDEN = (
    r"(?:makes?|made|making) (?:a|an|the|your|any) (?:decision|choice|change|request|selection|payment)s?",
    r"(?:provide|provides|give|gives|offer|offers) (?:assistance|help|confirmation|approval|a description)",
    r"(?:carry|carries|carried|carrying) out",
    r"(?:perform|performs|performed|conduct|conducts|conducted) (?:a|an|the) \w+",
    r"(?:is|are) (?:in agreement|in possession of|in receipt of|able to)",
    r"ha(?:ve|s) (?:a|the) (?:need|requirement|ability)",
    r"the (?:provision|completion|submission|creation|removal|verification) of",
)
LATIN = r"e\.g\.?|i\.e\.?|etc\.?|via|and/or"
COMMANDS = r"click\w*|tap|taps|tapped|tapping|(?:see|as|mentioned|shown|listed) (?:above|below)"
BLAME = (
    r"invalid|illegal|failed|failed to|you forgot|incorrect\w*|wrong|bad|not allowed|forbidden|mistake|error"
)
_NOT = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should) not|cannot"
_IRREGULAR = (
    "begun|bound|bought|broken|brought|built|caught|chosen|done|drawn|found|given|held|hidden|kept|known|left|lost|made|"
    "meant|met|paid|put|read|seen|sent|set|shown|signed|spent|split|sworn|taken|thrown|told|torn|typed|understood|"
    "withdrawn|written"
)
# What something is like, not what was done to it.
_STATES = (
    "advanced|allowed|called|closed|concerned|damaged|hidden|interested|known|left to|limited|located|lost|"
    "met|named|needed|related|required|settled|signed in|signed out|suspended|used to"
)
PASSIVE = re.compile(
    rf"\b(?:am|is|are|was|were|be|been|being|gets?|got|isn’t|aren’t|wasn’t|weren’t) "
    rf"(?:(?:\w+ly|not|already|still|also|yet|never|then|only|now|once|all|both|often|always|each|here) )*"
    rf"(?!(?:{_STATES})\b)(?:\w{{2,}}ed|{_IRREGULAR})\b(?! up\b(?=[^a-z]*$))",
    re.IGNORECASE,
)

VERBS = frozenset(
    re.findall(
        r"\w+",
        "Accept Activate Add Answer Approve Ask Assign Cancel Change Check Choose Clear Close Come "
        "Complete Confirm Continue Copy Correct Decline Delete Download Edit End Fill Find Finish Follow "
        "Give Go Hand Help Hold Insert Join Keep Leave Look Make Mark Object Open Pass Plan Print "
        "Propose Put Read Record Refresh Refuse Register Remove Replace Report Request Return Save Say "
        "Search See Select Send Set Show Sign Skip Start Stop Submit Take Tell Try Turn Undo Upload Use "
        "Void Wait Withdraw Write ",
    )
)
# With these begins what is said where an answer is missing.
ASKING = VERBS | {"Enter", "Name", "Type"}
# These need no object: what they act on is all of the page.
WHOLE = frozenset({"Continue", "Cancel", "Close"})
_MENUS = re.compile(r"templates/(?:header|footer|support/(?:menu|home)|page)\.html$")
_PLACES = re.compile(
    r"Back to |Next: |Previous: |(?:First|Next) page$|All tasks$|My (?:account|applications|requests)\b"
)
_ANSWERS = re.compile(
    r"(?:Yes|No), \w+|I (?:have|forgot|don’t|can’t) |My practice is |This (?:is someone|wasn’t me)"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [each for each in _END.split(text) if _WORD.search(each)]


def running(text: str) -> list[str]:
    """The sentences that are whole, by their end."""
    return [each for each in sentences(text) if re.search(r"[.?!][”’\"')]*$", each)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _found(texts: Iterable[Shown], pattern: str, flags: int = re.IGNORECASE) -> Faults:
    each_word = re.compile(rf"(?<![\w.-])(?:{pattern})(?![\w-])", flags)
    for text in texts:
        for found in each_word.finditer(text.words):
            yield f"{text.place}: {found[0]!r} in {text.words[:90]!r}"


def short_sentences(texts: list[Shown]) -> Faults:
    """1: no sentence has more than 25 words."""
    for text in texts:
        for each in sentences(text.words):
            if (count := len(_words(each))) > LONGEST:
                yield f"{text.place}: {count} words: {each}"


def _syllables(word: str) -> int:
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= 3:
        return 1
    word = re.sub(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$", lambda found: found[0][0], word)
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(texts: list[Shown]) -> float | None:
    """The reading grade (Flesch and Kincaid) of the whole sentences of a page, mail or guide."""
    whole = [each for text in texts for each in running(text.words)]
    words = [word for each in whole for word in _words(each)]
    if len(words) < FEW_WORDS:
        return None
    return 0.39 * len(words) / len(whole) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def by_file(texts: Iterable[Shown]) -> dict[str, list[Shown]]:
    """The texts of each page, mail and guide."""
    found = defaultdict[str, list[Shown]](list)
    for text in texts:
        found[text.file].append(text)
    return found


def easy_reading(texts: list[Shown]) -> Faults:
    """2: pages and mails read at grade 8, guides at grade 10."""
    for file, own in by_file(texts).items():
        most = GRADE_OF_GUIDES if "guides/" in file else GRADE
        if (reached := grade(own)) is not None and reached > most:
            yield f"{file}: grade {reached:.1f}"


def american(texts: list[Shown]) -> Faults:
    """3: American spelling."""
    yield from _found(texts, "|".join(BRITISH))


def email(texts: list[Shown]) -> Faults:
    """4: an email is an email."""
    yield from _found(texts, r"e-?mails?(?<!email)(?<!emails)|mails?|letters? (?:was|is) sent")


def contractions(texts: list[Shown]) -> Faults:
    """5: "not" is contracted where people would say it so."""
    yield from _found(texts, _NOT)


def no_shall(texts: list[Shown]) -> Faults:
    """6: nothing "shall"."""
    yield from _found(texts, "shall")


def plain(texts: list[Shown]) -> Faults:
    """7: the plain word."""
    yield from _found(texts, "|".join(FANCY))


def no_hidden_verbs(texts: list[Shown]) -> Faults:
    """8: decide, not make a decision."""
    yield from _found(texts, "|".join(HIDDEN))


def active(texts: list[Shown]) -> Faults:
    """9: at most one sentence in ten of a page is passive, and no error or button."""
    for file, own in by_file(texts).items():
        whole = [each for text in own for each in running(text.words)]
        passive = [each for each in whole if PASSIVE.search(each)]
        if len(whole) >= FEW_SENTENCES and len(passive) > PASSIVES * len(whole):
            yield f"{file}: {len(passive)} of {len(whole)}: {passive}"
    yield from active_errors(texts)


def active_errors(texts: list[Shown]) -> Faults:
    """9, the second half: no error, button or link is passive."""
    for text in texts:
        if text.kind in {"error", "missing", "button"} and PASSIVE.search(text.words):
            yield f"{text.place}: {text.words}"


def named_acts(texts: list[Shown]) -> Faults:
    """10: "select" or the verb that the button has, no hand that moves and no place on the screen."""
    yield from _found(texts, COMMANDS)


def no_please(texts: list[Shown]) -> Faults:
    """11: no please, and no doubt in what somebody decided."""
    rest = [text for text in texts if "Please don’t reply to this email" not in text.words]
    yield from _found(rest, r"please|are you sure")


def no_latin(texts: list[Shown]) -> Faults:
    """12: no Latin, no sign for "and" but in a name."""
    yield from _found(texts, LATIN)
    for text in texts:
        if re.search(r"\w &(?!\w+;)(?: |$)", re.sub(r"\b[A-Z]\w+ & (?=[A-Z])", "", text.words)):
            yield f"{text.place}: {text.words}"


def no_there_is(texts: list[Shown]) -> Faults:
    """13: no sentence begins with "There is"."""
    for text in texts:
        for each in sentences(text.words):
            if re.match(r"There(?:’s| is| are| was| were| isn’t| aren’t)\b", each):
                yield f"{text.place}: {each}"


def helpful_errors(texts: list[Shown]) -> Faults:
    """15: an error says what to enter and blames nobody."""
    yield from _found([text for text in texts if text.kind in {"error", "missing"}], BLAME)
    for text in texts:
        if text.kind == "missing" and text.words.split()[0] not in ASKING:
            yield f"{text.place}: {text.words}"


def verbs_first(texts: list[Shown]) -> Faults:
    """14: a button, and a link that stands alone, begins with a verb and names its object."""
    pages = {text.words.lower() for text in texts if text.kind == "heading"}
    for text in texts:
        if text.kind not in {"button", "link"} or text.words.startswith("Name") or names_a_place(text, pages):
            continue
        first, *rest = re.split(r"[ :]+", text.words.lstrip("×"))
        if first not in VERBS or not (rest or first in WHOLE):
            yield f"{text.place}: {text.words}"


def names_a_place(text: Shown, pages: set[str]) -> bool:
    """True for links in menus, contents and pagers, and for an answer in the reader's own words."""
    in_place = (
        bool(_MENUS.search(text.file)) or text.words.lower() in pages or bool(_PLACES.match(text.words))
    )
    return (text.kind == "link" and in_place) or bool(_ANSWERS.match(text.words))


RULES: tuple[Rule, ...] = (
    short_sentences, easy_reading, american, email, contractions, no_shall,
    plain, no_hidden_verbs, active, named_acts, no_please,
    no_latin, no_there_is, verbs_first, helpful_errors,
)  # fmt: skip
