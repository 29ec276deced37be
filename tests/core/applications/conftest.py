import pytest

from core.site import SiteProfile, find_site, load_site


@pytest.fixture(scope="session")
def banner() -> SiteProfile:
    return load_site(find_site("banner"))
