"""A bad plugin is refused at start-up with every fault named; a hostile one widens nothing."""

import sys

import pytest

from core.applications import PluginFaults, load_applications
from core.applications.limits import AS_SHIPPED, Limits
from core.plugin_api import Group, Person
from tests.core.applications.installed import YIELDS, install

DOCTOR = Person(key="1", staff_type="provider", suffix="MD", suffix_kind="provider")
CLERK = Person(key="2", staff_type="staff", suffix="Coder", suffix_kind="regular-staff")
ANYWHERE = Group(key="g", state="AZ", postcode="85004", regions=frozenset({"arizona"}))


@pytest.fixture
def load(tmp_path, monkeypatch, banner):
    """Loads a site whose only plugin is the one described."""

    def _load(
        source: str = "", *, changes: str = "", options: dict | None = None, limits: Limits = AS_SHIPPED
    ):
        install(tmp_path, monkeypatch, "guest", source, changes=changes)
        return load_applications(banner.model_copy(update={"plugins": {"guest": options or {}}}), limits)

    return _load


def faults(load, *arguments, **more) -> str:
    with pytest.raises(PluginFaults) as refused:
        load(*arguments, **more)
    return "\n".join(map(str, refused.value.faults))


def test_a_good_plugin_from_outside_the_tree_is_loaded(load):
    assert load()["guest"].name == "An application"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise RuntimeError('broken on purpose')", "cannot be imported: RuntimeError: broken on purpose"),
        ("raise SystemExit(3)", "cannot be imported: SystemExit"),
        ("@hookimpl\ndef clinical_applications():\n    raise KeyError('x')", "cannot be used: KeyError"),
        ("@hookimpl\ndef clinical_applications():\n    raise SystemExit", "cannot be used: SystemExit"),
        (
            "@hookimpl\ndef clinical_applications(database):\n    return []",
            "cannot be used: PluginValidationError",
        ),
        ("@hookimpl\ndef clinical_aplications():\n    return []", "hook that does not exist"),
        ("@hookimpl\ndef clinical_applications():\n    return 7", "cannot be used: TypeError"),
        ("@hookimpl\ndef clinical_applications():\n    return ['me']", "must yield one ClinicalApplication"),
        ("@hookimpl\ndef clinical_applications():\n    return []", "must yield one ClinicalApplication"),
        (
            "@hookimpl\ndef clinical_applications():\n    while True:\n        yield application()",
            "must yield one ClinicalApplication",
        ),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named_with_the_reason(load, source: str, words: str):
    found = faults(load, source)
    assert found.startswith("plugins.guest: ") and words in found


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ("slug='cerner'", "", 'claims the slug "cerner"'),
        ("name=''", ".name", "one line"),
        ("name='two\\nlines'", ".name", "one line"),
        ("summary='x' * 100_000_000", ".summary", "600 characters"),
        ("guide='x' * 100_000_000", ".guide", "Markdown"),
        ("guide='# Title'", ".guide", "headings (## and ###)"),
        ("guide='[x](/account)'", ".guide", "links"),
        ("fields=dict", ".fields", "pydantic model"),
        ("fields_version=0", ".fields_version", "from 1"),
        ("options_model=dict", ".options_model", "Options"),
        ("expected_days=0", ".expected_days", "1 to 60"),
        ("launch_url='javascript:alert(1)'", ".launch_url", "https"),
        ("requires_api='2'", ".requires_api", "needs plugin API 2, and this product has 1.0"),
        ("requires_api='1.9', expected_days=0", ".requires_api", "needs plugin API 1.9"),
        ("requires_api=1", ".requires_api", 'like "1"'),
        ("about='me'", ".about", "About"),
        ("about=About(version='')", ".about.version", "one line"),
        ("about=About(version='1', author='x\\ny')", ".about.author", "one line"),
        ("consent='yes'", ".consent", "Consent"),
        ("provisioner=object()", ".provisioner", "async grant"),
        ("eligibility=None", ".eligibility", "Eligibility"),
        ("eligibility=Eligibility(suffix_kinds='provider')", ".eligibility", "sets"),
        (
            "eligibility=type('E', (Eligibility,), {})(suffix_kinds=frozenset())",
            ".eligibility",
            "Eligibility",
        ),
        ("eligibility=Eligibility(suffix_kinds=frozenset())", ".suffix_kinds", "leaves nobody"),
        ("eligibility=Eligibility(suffix_kinds=frozenset({'wizard'}))", ".suffix_kinds", '"wizard"'),
        (
            "eligibility=Eligibility(suffix_kinds=frozenset({'provider'}), regions=frozenset({'moon'}))",
            ".regions",
            '"moon"',
        ),
    ],
)
def test_a_record_that_is_wrong_is_refused_at_its_place(load, changes: str, path: str, words: str):
    found = faults(load, changes=changes)
    assert found.startswith(f"plugins.guest{path}: ") and words in found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("name: str", "M.name is not made with field(...)"),
        ("name: str = field('N', choices='secrets', kind='select')", 'choices from "secrets"'),
        ("name: str = field('N', shown_when=('other', '1'))", "not an earlier field"),
    ],
)
def test_fields_that_cannot_be_drawn_are_refused(load, body: str, words: str):
    model = f"from pydantic import BaseModel\nfrom core.forms import field\nclass M(BaseModel):\n    {body}\n"
    hook = "@hookimpl\ndef clinical_applications():\n    yield application(fields=M)\n"
    assert words in faults(load, model + hook)


def test_options_that_the_application_does_not_know_are_refused_with_their_place(load):
    found = faults(load, options={"colour": "red", "launch_url": "http://plain.example"})
    assert "plugins.guest.colour: is not a known setting" in found and "plugins.guest.launch_url: " in found


def test_every_fault_of_every_plugin_is_said_at_once(tmp_path, monkeypatch, banner):
    install(tmp_path, monkeypatch, "guest", changes="name='', expected_days=900")
    plugins = {"guest": {}, "absent": {}, "../core": {}, "cerner": {}}
    with pytest.raises(PluginFaults) as refused:
        load_applications(banner.model_copy(update={"plugins": plugins}))
    paths = [fault.path for fault in refused.value.faults]
    assert paths == ["plugins.guest.name", "plugins.guest.expected_days", "plugins.absent", "plugins.../core"]


def test_a_distribution_cannot_take_the_place_of_another_plugin(tmp_path, monkeypatch, banner):
    install(tmp_path, monkeypatch, "cerner")
    with pytest.raises(PluginFaults) as refused:
        load_applications(banner.model_copy(update={"plugins": {"cerner": {}}}))
    assert "claimed by more than one plugin: plugins/, plugin_" in str(refused.value)


def test_one_plugin_cannot_change_what_another_says(tmp_path, monkeypatch, banner):
    stealing = (
        "@hookimpl(wrapper=True)\ndef clinical_applications():\n"
        "    yield\n    return [[application(name='Stolen')]]\n"
    )
    install(tmp_path, monkeypatch, "guest", stealing)
    plugins = {"guest": {}, "cerner": {}}
    assert (
        load_applications(banner.model_copy(update={"plugins": plugins}))["cerner"].name
        == "Cerner Millennium"
    )


def test_a_plugin_that_is_switched_off_is_not_imported(tmp_path, monkeypatch, banner):
    module = install(tmp_path, monkeypatch, "off", "raise RuntimeError('imported')")
    catalogue = load_applications(banner.model_copy(update={"plugins": {"cerner": {}}}))
    assert "off" not in catalogue and module not in sys.modules
    assert catalogue.why_not("off", DOCTOR, ANYWHERE).code == "unavailable"


def test_eligible_for_everyone_still_means_the_kinds_that_the_site_gives(load):
    everyone = (
        "eligibility=Eligibility(suffix_kinds=frozenset({'provider', 'regular-staff', 'surgery-scheduler'}))"
    )
    catalogue = load(changes=everyone, options={"suffix_kinds": ["provider"]})
    assert catalogue.why_not("guest", DOCTOR, ANYWHERE) is None
    assert catalogue.why_not("guest", CLERK, ANYWHERE).code == "suffix-kind"


@pytest.mark.parametrize(
    "person",
    [
        Person(key="1", staff_type="staff", suffix="MD", suffix_kind="provider"),
        Person(key="1", staff_type="staff", suffix="Coder", suffix_kind="provider"),
        Person(key="1", staff_type="provider", suffix="Esq", suffix_kind="provider"),
        Person(key="1", staff_type="", suffix="MD", suffix_kind="provider"),
        Person(key="1", staff_type="provider", suffix="", suffix_kind="provider"),
    ],
)
def test_a_person_the_site_does_not_allow_gets_nothing(load, person: Person):
    assert load().why_not("guest", person, ANYWHERE) is not None


@pytest.mark.parametrize("body", ["1 / 0", "exec('raise SystemExit')", "b'no'", "7", "''", "True"])
def test_a_rule_that_raises_or_talks_nonsense_keeps_people_out(load, body: str):
    rule = (
        f"eligibility=Eligibility(suffix_kinds=frozenset({{'provider'}}), rule=lambda person, group: {body})"
    )
    reason = load(changes=rule).why_not("guest", DOCTOR, ANYWHERE)
    assert reason is not None and reason.code == "unavailable"


def test_a_rule_with_very_much_to_say_is_cut_short(load):
    rule = "Eligibility(suffix_kinds=frozenset({'provider'}), rule=lambda person, group: 'x' * 10**8)"
    assert len(load(changes=f"eligibility={rule}").why_not("guest", DOCTOR, ANYWHERE).words) == 300


def test_markup_in_words_is_only_text(load):
    assert load(changes="name='<b>Bold</b>'")["guest"].name == "<b>Bold</b>"


FORM = """
from pydantic import BaseModel
from core.forms import Choice, field
LIST = [Choice("record", "Record")]

class Asked(BaseModel):
    {fields}

@hookimpl
def clinical_applications():
    yield application(fields=Asked)
"""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("a: str = field('A', widht='3')", "does not know widht"),
        (
            "mode: str = field('Mode', kind='radios', choices=LIST)\n"
            "    a: str = field('A', shown_when=('mode', 'recrod'))",
            "is shown when 'mode' is 'recrod', which no choice of it is",
        ),
        (
            "a: str = field('A', kind='radios', choices=[Choice('b', 'B' * 10_000_000)])",
            "words of more than 1000 characters",
        ),
        (
            "a: str = field('A', kind='radios', choices=[Choice('b', 'B', 'h' * 10_000_000)])",
            "words of more than 1000 characters",
        ),
    ],
)
def test_a_form_that_says_what_cannot_be_is_named(load, fields: str, words: str):
    found = faults(load, FORM.format(fields=fields))
    assert words in found and len(found) < 1000


PAGES = """
from dataclasses import dataclass
from pathlib import Path
from core.plugin_api import Page

async def load(opened):
    pass

async def told(opened):
    await opened.tell("analyst", "guest/MAIL")

PAGE = Page(path="own", title="Own", audience=frozenset({"analyst"}), template="guest/page.html", load=load)

@hookimpl
def clinical_applications():
    yield application(pages=(PAGE,), folder=Path(__file__).parent)
"""


@pytest.mark.parametrize(
    ("page", "mail", "words"),
    [
        ("{% if %}", "there", 'template "guest/page.html", line 1'),
        ("fine", "not-there", 'mails "guest/not-there", which has no template'),
    ],
)
def test_a_template_that_cannot_be_read_and_a_mail_without_one_are_named(
    load, tmp_path, page: str, mail: str, words: str
):
    folder = tmp_path / "templates" / "guest"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(page, "utf-8")
    (folder / "there.txt").write_text("Subject: There\n\nThere.", "utf-8")
    found = faults(load, PAGES.replace("MAIL", mail))
    assert words in found and found.count("\n") == 0


def test_an_import_that_takes_long_is_said(load, caplog):
    load("import time\ntime.sleep(0.2)\n" + YIELDS.format(changes=""), limits=Limits(importing=0.1))
    assert "plugins.guest: its import took 0 seconds" in caplog.text
