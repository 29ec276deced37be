"""Connectors: how the work of an application is done, as its section `[plugins.<slug>.connector]` says.

Each has the three calls of a `Provisioner` and wraps the plugin's own, whose check-list people get when a
machine cannot decide.
"""
