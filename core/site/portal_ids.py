"""How the personal login names of a site are made."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.site.parts import Part, Slug


class PortalIds(Part):
    """How the personal login names of this site are made.

    `pattern` is put together from `{first}`, `{middle}` and `{last}`, each whole or cut (`{first:1}`), in
    plain letters; a number follows when the name is taken. `upn_domain` makes `name@domain` of it.
    `second_factor` says what becomes of an authenticator that was set up before there was such a name.
    """

    pattern: Annotated[
        str,
        StringConstraints(pattern=r"^([a-z0-9._-]|\{(first|middle|last)(:[1-9][0-9]?)?\})+$", max_length=80),
    ] = "{first:1}{last}"
    max_length: Annotated[int, Field(ge=4, le=60)] = 20
    upn_domain: Annotated[
        str, StringConstraints(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$|^$", max_length=180)
    ] = ""
    second_factor: Literal["carried-over", "anew"] = "carried-over"
    reserved: tuple[Slug, ...] = ("admin", "administrator", "help", "helpdesk", "portal", "root", "support")
