"""Every area of a site that is changed in the browser, in the order of the overview."""

from __future__ import annotations

from collections.abc import Mapping

from web.pages.console.area_announcements import ANNOUNCEMENTS
from web.pages.console.area_applications import APPLICATIONS
from web.pages.console.area_contacts import CONTACTS
from web.pages.console.area_expected_days import EXPECTED_DAYS
from web.pages.console.area_facilities import FACILITIES
from web.pages.console.area_holidays import HOLIDAYS
from web.pages.console.area_regions import REGIONS
from web.pages.console.area_texts import TEXTS
from web.pages.console.areas import Area

_EVERY = (FACILITIES, REGIONS, APPLICATIONS, CONTACTS, HOLIDAYS, EXPECTED_DAYS, ANNOUNCEMENTS, TEXTS)
AREAS: Mapping[str, Area] = {each.slug: each for each in _EVERY}
