import pytest

from core.applications import Catalogue, load_applications
from core.site import SiteProfile, find_site, load_site


@pytest.fixture(scope="session")
def banner() -> SiteProfile:
    return load_site(find_site("banner"))


@pytest.fixture(scope="session")
def applications(banner: SiteProfile) -> Catalogue:
    return load_applications(banner)
