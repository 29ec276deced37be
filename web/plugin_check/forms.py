"""The forms of a plugin, and what the host offers in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel, create_model

from core.forms import Choice, Offered, questions
from core.plugin_api import NoFields
from web.plugin_check.subject import Exempt, Subject

MEMBERS = (Choice("person-1", "Robin Example"), Choice("person-2", "Kim Sample"))


class Asked(NamedTuple):
    """One form: what it is called in a report, its model, and its lists."""

    name: str
    model: type[BaseModel]
    lists: Offered


def forms_of(subject: Subject) -> list[Asked]:
    """List the forms of a plugin, of which there is at least one; Exempt without any.

    The lists of a page that it makes itself, when the page is opened, are made up.
    """
    found = list(_forms(subject))
    if not found:
        raise Exempt("it asks nothing")
    return found


def _forms(subject: Subject) -> Iterator[Asked]:
    application = subject.application
    lists = subject.catalogue.choices(subject.slug, MEMBERS)
    if application.fields is not NoFields:
        yield Asked("its questions", _here(application.fields), lists)
    for page in application.pages:
        if page.fields is not None:
            more = {
                each.name: MEMBERS
                for each in questions(page.fields)
                if each.chosen and not each.choices and not each.source
            }
            own = subject.catalogue.choices(subject.slug) if page.scope == "site" else lists
            yield Asked(f'page "{page.path}"', _here(page.fields), {**own, **more})


def _here(model: type[BaseModel]) -> type[BaseModel]:
    """The same model, whose code is called here and not in the plugin's own thread: the kit has the time."""
    made: type[BaseModel] = create_model(model.__name__, __base__=model)
    return made
