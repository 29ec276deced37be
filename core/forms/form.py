"""What a template gets: inputs with their values and errors, ready to draw."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.forms.declare import Choice, Kind


class Input(NamedTuple):
    """One control of a form. `name` carries the form's prefix; so does the other name in `shown_when`."""

    name: str
    label: str
    kind: Kind
    hint: str
    value: str | tuple[str, ...]
    choices: tuple[Choice, ...]
    error: str | None
    autocomplete: str
    inputmode: str
    width: str
    optional: bool
    max_length: int
    shown_when: tuple[str, str] | None

    @property
    def id(self) -> str:
        """The control's id; radios and checkboxes use it for their first one."""
        return re.sub(r"[^A-Za-z0-9_-]", "-", self.name)


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands: `problems` concern all of it, an input's own error stands at the input."""

    inputs: tuple[Input, ...]
    problems: tuple[str, ...] = ()
    prefix: str = ""

    def __getitem__(self, name: str) -> Input:
        """Return the input of a field, by the field's name (without prefix)."""
        for drawn in self.inputs:
            if drawn.name == self.prefix + name:
                return drawn
        raise KeyError(name)

    def __iter__(self) -> Iterator[Input]:
        return iter(self.inputs)

    def __contains__(self, name: object) -> bool:
        return any(drawn.name == f"{self.prefix}{name}" for drawn in self.inputs)

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """(id of the input, message) in the order of the page, with the very words that stand at the
        input.
        """
        return tuple([(drawn.id, drawn.error) for drawn in self.inputs if drawn.error])

    @property
    def wrong(self) -> bool:
        """Whether anything at all is to be put right."""
        return bool(self.problems) or any([drawn.error for drawn in self.inputs])

    @property
    def typed(self) -> dict[str, str | list[str]]:
        """What stands in the inputs, by field name, fit for JSON and for `draw`; passwords and files
        left out.
        """
        return {
            drawn.name.removeprefix(self.prefix): drawn.value
            if isinstance(drawn.value, str)
            else list(drawn.value)
            for drawn in self.inputs
            if drawn.kind not in {"password", "file"}
        }

    @property
    def sent(self) -> dict[str, list[str]]:
        """What a browser would send for it as it stands; `read` it to see whether a draft is complete."""
        texts = {
            drawn.name: [drawn.value] if isinstance(drawn.value, str) else [*drawn.value] for drawn in self
        }
        return {name: [text for text in values if text] for name, values in texts.items()}

    def with_values(self, values: Mapping[str, str]) -> "Form":
        """Return the form with other texts in some inputs, by field name."""
        put = {f"{self.prefix}{name}": value for name, value in values.items()}
        inputs = tuple(
            drawn._replace(value=put[drawn.name], error=None) if drawn.name in put else drawn
            for drawn in self.inputs
        )
        return replace(self, inputs=inputs)

    def with_errors(self, errors: Mapping[str, str]) -> "Form":
        """Return the form with messages at fields, by field name; those for no field concern all of it."""
        if not errors:
            return self
        said = {f"{self.prefix}{name}": message for name, message in errors.items() if message}
        inputs = tuple(
            drawn._replace(error=said[drawn.name]) if drawn.name in said else drawn for drawn in self.inputs
        )
        others = tuple(message for name, message in errors.items() if name not in self)
        return replace(self, inputs=inputs, problems=(*self.problems, *others))
