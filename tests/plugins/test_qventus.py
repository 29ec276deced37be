from core.applications import Catalogue
from core.forms import read
from plugins.qventus.fields import Scheduling


def answered(applications: Catalogue, **answers: list[str]):
    return read(Scheduling, answers, choices=applications.choices("qventus"))


def test_a_facility_that_does_not_offer_it_is_refused(applications: Catalogue, banner):
    elsewhere = next(
        f.code for f in banner.facilities if f.code not in banner.plugins["qventus"]["facilities"]
    )
    form = answered(applications, role=["surgeon"], facilities=["BDMC", elsewhere]).form
    assert str(form["facilities"].error).endswith("isn’t available any more")
    assert [each.value for each in form["facilities"].choices if each.value == elsewhere] == [elsewhere]


def test_another_role_is_put_in_words(applications: Catalogue):
    form = answered(applications, role=["other"], facilities=["BDMC"]).form
    assert form.errors == (("other_role", "Say what the person will do in Qventus"),)
