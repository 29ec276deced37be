"""Practices in any number, cast from moulds that were lived through by the product's own acts."""

from benchmarks.data.making import SIZES, make

__all__ = ["SIZES", "make"]
