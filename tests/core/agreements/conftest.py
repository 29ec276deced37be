"""Agreements are sealed with the key that all tests share."""

from tests.core.seal.conftest import data, made_once

__all__ = ["data", "made_once"]
