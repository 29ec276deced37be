"""A client for the tests of plugin authors: its pages, opened as people of a made-up practice do.

Everything is made up and of this process alone: site, database and folder go when the block ends, and no
setting of a portal is read. What runs in production imports none of it.

    from web.plugin_testing import plugin_client

    async with plugin_client(APPLICATION, answers=ANSWERS) as client:
        assert "My account" in (await client.page("my-account")).text
"""

from web.plugin_testing.client import PluginClient, plugin_client
from web.plugin_testing.practice import NoAccess

__all__ = ["NoAccess", "PluginClient", "plugin_client"]
