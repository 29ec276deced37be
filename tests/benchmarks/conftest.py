"""Pages are asked of the application as it is served."""

from tests.web.conftest import app

__all__ = ["app"]
