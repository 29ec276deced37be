"""What depends on the site alone is made once for each: models, and the lists they offer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, create_model

from core.site import SiteProfile

Model = type[BaseModel]
Made = TypeVar("Made")


class Answers(BaseModel):
    """What every form of an enrollment has in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def once(make: Callable[..., Made]) -> Callable[..., Made]:
    """Keep what `make(site, …)` answers; the sites themselves are kept too, so that none is mistaken."""
    made: dict[tuple[object, ...], tuple[SiteProfile, Made]] = {}

    def known(site: SiteProfile, *what: Any, **more: Any) -> Made:
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
