"""Begins a plugin: a package of its own that is right as it stands, to be changed into what it shall be."""

from web.plugin_making.making import Begun, NotBegun, begin

__all__ = ["Begun", "NotBegun", "begin"]
