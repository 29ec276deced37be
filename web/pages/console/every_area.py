"""Every area of a site that is changed in the browser, in the order of the overview."""

from __future__ import annotations

from collections.abc import Mapping

from web.pages.console.area_applications import APPLICATIONS
from web.pages.console.area_facilities import FACILITIES
from web.pages.console.areas import Area

AREAS: Mapping[str, Area] = {each.slug: each for each in (APPLICATIONS, FACILITIES)}
