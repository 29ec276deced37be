"""A server for whoever writes a plugin: a made-up site with that one plugin, begun anew after each change."""

from web.plugin_serving.watching import watch

__all__ = ["watch"]
