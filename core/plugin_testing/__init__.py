"""Everything that the tests of a plugin may import, beside `core.plugin_api` and `core.forms`.

What is made here is made up, and looks it: names, addresses and numbers belong to nobody. A plugin itself
imports nothing of it.

    from core.plugin_testing import a_grant, a_person

    async def test_an_account_is_made_once():
        grant = a_grant(APPLICATION, person=a_person(last_name="Sample"), answers={"role": ["nurse"]})
        assert await APPLICATION.provisioner.grant(grant) == await APPLICATION.provisioner.grant(grant)
"""

from core.plugin_testing.grants import UnfitAnswers, a_grant, held_of
from core.plugin_testing.people import a_person, a_practice
from core.plugin_testing.site import made_up_site

__all__ = ["UnfitAnswers", "a_grant", "a_person", "a_practice", "held_of", "made_up_site"]
