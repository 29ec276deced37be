import pytest

from core.applications import load_applications
from core.forms import Choice
from core.site import SiteFaults, SiteProfile


def test_applications_stand_in_the_order_of_the_site(banner: SiteProfile):
    turned = dict(reversed(banner.plugins.items()))
    assert list(load_applications(banner.model_copy(update={"plugins": turned}))) == list(turned)


def test_the_site_s_own_words_and_figures_go_before_the_plugin_s(banner: SiteProfile):
    plugins = {"cerner": {"launch_url": "https://cerner.example/open", "guide": "*Ours*"}, "pacs": {}}
    site = banner.model_copy(update={"plugins": plugins, "expected_days": {"cerner": 9}})
    catalogue = load_applications(site)
    cerner, pacs = catalogue["cerner"], catalogue["pacs"]
    assert (cerner.launch_url, cerner.guide, cerner.expected_days) == (
        "https://cerner.example/open",
        "*Ours*",
        9,
    )
    assert (pacs.launch_url, pacs.expected_days) == ("", 3)


def test_members_can_be_chosen_by_their_keys(banner: SiteProfile):
    members = [Choice("1", "Ana")]
    assert list(load_applications(banner).choices("report2web", members)["members"]) == members


def test_a_guide_of_the_site_that_paper_cannot_show_is_a_fault_at_its_place(banner: SiteProfile):
    plugins = {"cerner": {"guide": "## Fine\n\n```\nnot fine\n```"}}
    with pytest.raises(SiteFaults) as raised:
        load_applications(banner.model_copy(update={"plugins": plugins}))
    (words,) = [str(fault) for fault in raised.value.faults]
    assert words.startswith("plugins.cerner.guide: ") and "line 3: it may not have a fence" in words
