"""What Report2Web asks: fax, laboratories, which alerts in which way, and who gets the e-mails."""

from typing import Any, Literal

from pydantic import BaseModel, model_validator

from core.forms import Choice, PhoneNumber, field, wrong_at

Way = Literal["fax", "email", "both"]
_WAYS = (Choice("fax", "Fax"), Choice("email", "Email"), Choice("both", "Fax and email"))
_ALERTS = (
    Choice("visits", "Emergency visits, admissions, and obstetric patients over 20 weeks"),
    Choice("discharges", "Discharges"),
    Choice("documents", "Cerner documents"),
    Choice("labs", "Labs you ordered"),
    # It has one way, and so no question of its own about how it is sent.
    Choice(
        "census",
        "Physician census workbook",
        "For primary providers. A spreadsheet of how their patients move during a stay. By email only.",
    ),
)


def _way(alert: str, called: str) -> Any:
    return field(
        f"How to send {called}",
        kind="radios",
        choices=_WAYS,
        missing=f"Choose how to send {called}",
        shown_when=("alerts", alert),
        scope="practice",
    )


class Subscription(BaseModel):
    """At least one alert, and somebody to get the e-mails when an alert goes by email."""

    fax: PhoneNumber = field(
        "Report2Web fax number",
        kind="tel",
        hint="Include the area code. Choose a machine that only your staff can see.",
        autocomplete="off",
        missing="Enter the fax number for Report2Web",
        width="20",
        scope="practice",
    )
    lab_facilities: tuple[str, ...] = field(
        "Facilities you send patients to for outpatient labs",
        kind="checkboxes",
        hint="Select each one that tests samples of your patients.",
        missing="Choose at least one facility for outpatient labs",
        choices="facilities",
        scope="practice",
    )
    alerts: tuple[str, ...] = field(
        "Alerts you want to receive",
        kind="checkboxes",
        choices=_ALERTS,
        missing="Choose at least one alert",
        scope="practice",
    )
    visits_by: Way | Literal[""] = _way("visits", "alerts about visits")
    discharges_by: Way | Literal[""] = _way("discharges", "alerts about discharges")
    documents_by: Way | Literal[""] = _way("documents", "Cerner documents")
    labs_by: Way | Literal[""] = _way("labs", "labs you ordered")
    recipients: tuple[str, ...] = field(
        "People who get the emails",
        kind="checkboxes",
        hint="Needed when an alert goes by email.",
        choices="members",
        optional=True,
        scope="practice",
    )

    @property
    def census(self) -> bool:
        """Whether the workbook with the census is wanted, which goes by email and in no other way."""
        return "census" in self.alerts

    def ends_census_of(self, before: "Subscription | None") -> bool:
        """Tell whether the workbook was sent until now and is not wanted any more."""
        return before is not None and before.census and not self.census

    @property
    def by_email(self) -> bool:
        """Whether any alert goes by email."""
        return self.census or bool(
            {self.visits_by, self.discharges_by, self.documents_by, self.labs_by} & {"email", "both"}
        )

    @model_validator(mode="after")
    def _somebody_gets_the_emails(self) -> "Subscription":
        if self.by_email and not self.recipients:
            raise wrong_at(recipients="Choose at least one person who gets the emails")
        return self
