"""Models that depend on the site are made once for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from core.site import SiteProfile

Model = type[BaseModel]


class Answers(BaseModel):
    """What every form of an enrollment has in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def once(make: Callable[..., Model]) -> Callable[..., Model]:
    """Keep what `make(site, …)` answers; the sites themselves are kept too, so that none is mistaken."""
    made: dict[tuple[object, ...], tuple[SiteProfile, Model]] = {}

    def known(site: SiteProfile, *what: Any, **more: Any) -> Model:
        key = (id(site), *what, *more.items())
        if key not in made:
            made[key] = (site, make(site, *what, **more))
        return made[key][1]

    return known


def model(name: str, fields: dict[str, tuple[Any, Any]], base: Model = Answers) -> Model:
    """Make a form model with these fields, in this order."""
    # pydantic's own types for create_model allow no dictionary of definitions.
    definitions: dict[str, Any] = dict(fields)
    made: Model = create_model(name, __base__=base, **definitions)
    return made
