"""The key of the seal that all tests share, for the agreements of the demo."""

from tests.core.agreements.conftest import data, made_once

__all__ = ["data", "made_once"]
