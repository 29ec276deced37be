"""How a model says what is asked: `field(...)` as the default of each pydantic field."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part
from functools import lru_cache
from types import NoneType
from typing import Any, Literal, NamedTuple, TypedDict, Unpack, get_args

from pydantic import BaseModel, Field

from core.forms.home import Shown

Kind = Literal[
    "text",
    "email",
    "tel",
    "password",
    "textarea",
    "date",
    "select",
    "radios",
    "checkboxes",
    "checkbox",
    "hidden",
    "file",
]
Scope = Literal["person", "practice"]
ONE_OF_A_LIST = frozenset({"select", "radios"})
_CHOSEN = ONE_OF_A_LIST | {"checkboxes", "checkbox"}
TICKED = "yes"
_LONGEST_WORDS = 1000
# Labels that need no article in "Enter the phone number".
_DETERMINED = re.compile(
    r"(the|a|an|your|their|my|each|all|any|how|who|what|when|where|which)\b", re.IGNORECASE
)
_MAX_LENGTH = {"email": 254, "tel": 40, "password": 128, "textarea": 4000}


class Choice(NamedTuple):
    """One thing that can be chosen: what is stored, what is read, and a line of help below it."""

    value: str
    label: str
    hint: str = ""


class How(TypedDict, total=False):
    """What may be said about a question beside its label; everything has a sensible default.

    `kind` how it is drawn; `hint` help below the label; `missing` the words when it is not answered;
    `max_length` in characters; `choices` the list itself, or the name of a list that the host brings
    when it draws ("facilities", "members"); `autocomplete`, `inputmode`, `width` as in HTML (width in
    characters, as text); `shown_when` an earlier field and the value it must have for this one to be
    asked; `optional` when it need not be answered; `none_is_empty` when words such as "N/A" or "none" are
    no answer to such a question, as if it were left empty; `needless_with` a tick box that stands for having
    no answer here: one of the two is needed, and not both; `scope` is "practice" where everybody of a
    practice usually answers the same: it is asked once for all of them, and of a person only if they differ.
    """

    kind: Kind
    hint: str
    missing: str
    max_length: int
    choices: Sequence[Choice] | str
    autocomplete: str
    inputmode: str
    width: str
    shown_when: tuple[str, str] | None
    optional: bool
    none_is_empty: bool
    needless_with: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Question:
    """What `field` was told, with the name of its field and whether "no answer" is None there."""

    label: str
    kind: Kind = "text"
    hint: str = ""
    missing: str = ""
    max_length: int = 200
    choices: tuple[Choice, ...] = ()
    source: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    width: str = ""
    shown_when: tuple[str, str] | None = None
    optional: bool = False
    none_is_empty: bool = False
    needless_with: str = ""
    scope: Scope = "person"
    name: str = ""
    nullable: bool = False
    shown: Shown | None = part(default=None, repr=False)

    def __call__(self, schema: dict[str, Any]) -> None:
        """Leave the schema alone: pydantic's `json_schema_extra`, which a question is, must be callable."""

    @property
    def many(self) -> bool:
        return self.kind == "checkboxes"

    @property
    def numeric(self) -> bool:
        """Whether the answer is made of digits."""
        return self.kind == "tel" or self.inputmode == "numeric"

    @property
    def chosen(self) -> bool:
        """Whether the answer comes from a list."""
        return self.kind in _CHOSEN

    @property
    def nothing(self) -> str | bool | tuple[str, ...] | None:
        """What the model holds when this was not asked or not answered."""
        if self.nullable:
            return None
        if self.kind == "checkbox":
            return False
        return () if self.many else ""


class NotDrawable(Exception):
    """A model that cannot be a form; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def field(label: str, **how: Unpack[How]) -> Any:
    """Ask for one answer: use it as the default of a pydantic field. See `How` for what may be said."""
    if unknown := sorted(how.keys() - How.__annotations__):
        raise TypeError(f"field({label!r}, ...) does not know {', '.join(unknown)}")
    listed = how.get("choices", ())
    kind = how.get("kind", "text")
    question = Question(
        label=label,
        kind=kind,
        hint=how.get("hint", ""),
        missing=how.get("missing") or _missing(label, kind),
        max_length=how.get("max_length") or _MAX_LENGTH.get(kind, 200),
        choices=(Choice(TICKED, label, how.get("hint", "")),) if kind == "checkbox" else _choices(listed),
        source=listed if isinstance(listed, str) else "",
        autocomplete=how.get("autocomplete", ""),
        inputmode=how.get("inputmode", ""),
        width=how.get("width", ""),
        shown_when=how.get("shown_when"),
        optional=how.get("optional", False),
        none_is_empty=how.get("none_is_empty", False),
        needless_with=how.get("needless_with", ""),
        scope=how.get("scope", "person"),
    )
    # A question that may stay unasked needs a value for that case; pydantic does not validate defaults.
    may_be_absent = question.optional or question.shown_when is not None or kind == "file"
    if may_be_absent or question.needless_with:
        return Field(default=question.nothing, json_schema_extra=question)
    return Field(json_schema_extra=question)


@lru_cache(maxsize=512)
def questions(model: type[BaseModel]) -> tuple[Question, ...]:
    """List the questions of a model in their order; raise NotDrawable with everything that is wrong."""
    asked: dict[str, Question] = {}
    faults: list[str] = []
    for name, info in model.model_fields.items():
        question = info.json_schema_extra
        if not isinstance(question, Question):
            faults.append(f"{model.__name__}.{name} is not made with field(...)")
            continue
        faults += [f"{model.__name__}.{name} {fault}" for fault in _faults(question, asked)]
        nullable = NoneType in get_args(info.annotation)
        asked[name] = replace(
            question, name=name, nullable=nullable, shown=_shown(info.annotation, info.metadata)
        )
    if faults:
        raise NotDrawable(faults)
    return tuple(asked.values())


def _faults(question: Question, earlier: dict[str, Question]) -> list[str]:
    faults = []
    if question.kind not in get_args(Kind):
        faults.append(f"has the unknown kind {question.kind!r}")
    if not isinstance(question.label, str) or not question.label.strip():
        faults.append("has no label")
    elif question.scope not in get_args(Scope):
        faults.append(f"has the unknown scope {question.scope!r}")
    elif max(map(len, _words(question))) > _LONGEST_WORDS:
        faults.append(f"has words of more than {_LONGEST_WORDS} characters")
    return faults + _never_shown(question, earlier)


def _words(question: Question) -> list[str]:
    """Everything of a question that is drawn."""
    choices = [str(word) for choice in question.choices for word in choice]
    return [question.label, question.missing, question.hint, *choices]


def _never_shown(question: Question, earlier: dict[str, Question]) -> list[str]:
    if question.shown_when is None:
        return []
    name, value = question.shown_when
    if name not in earlier:
        return [f"is shown by {name!r}, which is not an earlier field"]
    if earlier[name].scope != question.scope:
        return [f"is shown by {name!r}, which is not asked in the same place"]
    values = [choice.value for choice in earlier[name].choices]
    if values and value not in values:
        return [f"is shown when {name!r} is {value!r}, which no choice of it is"]
    return []


def _choices(listed: Sequence[Choice] | str) -> tuple[Choice, ...]:
    return () if isinstance(listed, str) else tuple(Choice(*choice) for choice in listed)


def _missing(label: str, kind: Kind) -> str:
    if kind == "checkbox":
        return f"Select the box: {label}"
    verb = "Choose" if kind in ONE_OF_A_LIST or kind in {"checkboxes", "file"} else "Enter"
    # "Zip code" continues a sentence in lower case; "NPI", "M.I." and "National Provider" do not.
    keeps_capitals = re.match(r"\w[A-Z.]|\w+ [A-Z]", label) is not None
    said = label if keeps_capitals else label[:1].lower() + label[1:]
    return f"{verb} {said}" if _DETERMINED.match(said) else f"{verb} the {said}"


def _shown(annotation: Any, metadata: Sequence[Any]) -> Shown | None:
    for item in metadata:
        if isinstance(item, Shown):
            return item
    for inner in get_args(annotation):
        found = _shown(inner, getattr(inner, "__metadata__", ()))
        if found is not None:
            return found
    return None
