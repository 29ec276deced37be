"""What decisions about people and applications are made with."""

from __future__ import annotations

from dataclasses import dataclass

from core.applications import Catalogue
from core.mail import Mail
from core.site import SiteProfile


@dataclass(frozen=True, slots=True)
class Portal:
    """Site profile, applications and mail of one deployment; made once, at start-up."""

    site: SiteProfile
    applications: Catalogue
    mail: Mail
