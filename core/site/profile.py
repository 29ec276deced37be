"""The words, places and rules of one site, frozen after loading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, EmailStr, Field, NonNegativeInt, PositiveInt, StringConstraints

from core.dates import LocaleName
from core.site.address import Address
from core.site.announcements import Announcement
from core.site.holidays import Holidays
from core.site.identifiers import Identifier
from core.site.parts import Code, Digest, NpiRegister, Part, Register, Slug, Words
from core.site.portal_ids import PortalIds
from core.site.public_pages import PublicPages
from core.site.purposes import Purposes
from core.site.rules import Dormancy, Renewal, Reviews
from core.site.terms import Terms
from core.site.webhooks import Webhook
from core.texts import Block, blocks_of, blocks_with_links


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        message = f'"{name}" is not a known time zone'
        raise ValueError(message) from problem
    return name


class Brand(Part):
    """How the product and its owner are called on every page."""

    name: Words
    organization: Words
    tagline: Words


class Jurisdiction(Part):
    """A state or province in which addresses and licenses are accepted.

    `postcodes` are how its postcodes begin, as single beginnings ("201") or ranges ("850-865"); when there
    are none, any postcode of the site's country is taken.
    """

    code: Code
    name: Words
    postcodes: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,5}(-[A-Z0-9]{1,5})?$")], ...] = ()

    def holds(self, postcode: str) -> bool:
        """Tell whether a postcode begins as one of this jurisdiction's does."""
        start = postcode.strip().upper()
        ranges = (each.partition("-") for each in self.postcodes)
        return not self.postcodes or any(low <= start[: len(low)] <= (high or low) for low, _, high in ranges)


class Region(Part):
    """A part of a jurisdiction: all of it, or only postcodes that begin with one of the prefixes."""

    slug: Slug
    name: Words
    jurisdiction: Code
    postcode_prefixes: tuple[Code, ...] = ()

    def holds(self, jurisdiction: str, postcode: str) -> bool:
        """Tell whether an address lies in this region."""
        if jurisdiction != self.jurisdiction:
            return False
        return not self.postcode_prefixes or postcode.strip().upper().startswith(self.postcode_prefixes)


class Facility(Part):
    """A hospital or clinic of the site's organization; one that is `closed` is chosen no more.

    Where it was chosen before, its name is still read.
    """

    code: Code
    name: Words
    region: Slug
    closed: bool = False


class SuffixKind(Part):
    """What a suffix counts as when eligibility is decided, and whether who carries one shows a license."""

    slug: Slug
    name: Words
    license: bool = False


class Suffix(Part):
    """A professional suffix or job title a person may carry."""

    code: Code
    kind: Slug
    name: str = ""

    @property
    def label(self) -> str:
        """What people read: the name, or the code where that says it all."""
        return self.name or self.code


class StaffType(Part):
    """A kind of person in a group, and the suffixes they may carry."""

    slug: Slug
    name: Words
    role: Literal["sponsor", "administrator", "member"]
    suffix_kinds: tuple[Slug, ...] = Field(min_length=1)
    authorized_by: tuple[
        Slug, ...
    ] = ()  # staff types of the same group, one of whom must vouch for this person
    hint: str = ""


def _can_be_drawn(markdown: str) -> str:
    blocks_with_links(markdown)
    return markdown


class Text(Part):
    """One version of a text that people read and accept, in Markdown."""

    title: Words
    version: Code
    date: dt.date
    file: Path
    markdown: Annotated[str, Field(min_length=1), AfterValidator(_can_be_drawn)]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text as blocks, for a page to draw."""
        return blocks_with_links(self.markdown)


class Texts(Part):
    """The texts every account holder accepts."""

    privacy: Text
    terms: Text


def _can_be_signed(markdown: str) -> str:
    blocks_of(markdown)
    return markdown


class SignedText(Text):
    """A text that people sign or agree to while signing: the same words on the screen and on paper."""

    markdown: Annotated[str, Field(min_length=1), AfterValidator(_can_be_signed)]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text as blocks that look the same on the screen and on paper."""
        return blocks_of(self.markdown)


class Agreement(Part):
    """A document that must be signed before anything is granted: who signs it, and by when.

    `text` is the version that is sent out from now on; `consent` is what a signer agrees to about signing
    electronically. The mail that asks for a signature is sent again `reminder_days` after it first went out;
    after `expires_days` nobody can sign any more. A signature binds for `term_months`. A text that has to be
    signed anew by whoever signed an earlier version says by which day: `sign_by`. A group that gets another
    name signs again within `new_name_days`; with 0 it need not. One that `member` signs, and nobody else, is
    signed by each person of a group for themselves, beside that of the group.
    """

    slug: Slug
    name: Words
    short_name: Words
    signers: tuple[Literal["sponsor", "administrator", "officer", "member"], ...] = Field(min_length=1)
    term_months: PositiveInt = 12
    reminder_days: tuple[PositiveInt, ...] = (3, 7, 14)
    expires_days: PositiveInt = 30
    renewal: Renewal = Renewal()
    sign_by: dt.date | None = None
    new_name_days: NonNegativeInt = 30
    text: SignedText
    consent: SignedText

    @property
    def of_each_member(self) -> bool:
        """Whether each member signs one of their own."""
        return "member" in self.signers


class Enrollment(Part):
    """What a practice is asked when it enrolls.

    Its `people` are listed by it, with what each of them needs, or join for themselves once it is active,
    and then read `joining` in place of the `purpose`.
    """

    sponsor: bool
    people: Literal["listed", "join"] = "listed"
    officer: Literal["ask", "required", "never"]
    backup_administrator: Literal["required", "optional", "never"] = "optional"
    no_middle_initial: bool = False
    license_number: bool = True
    fax: bool = True
    ehr: bool = True
    purpose: Text
    joining: Text | None = None
    attestation: Text


class Support(Part):
    """One place to turn to, and what it is for."""

    slug: Slug
    name: Words
    topics: tuple[Words, ...] = Field(min_length=1)
    email: EmailStr | None = None
    phone: str = ""
    phone_option: str = ""


class Profile(Part):
    """What a site says of itself as a whole.

    `timezone` and `locale` decide how days and moments are written and typed. `expected_days` are business
    days from portal ID to access, by application, in place of the plugin's own. A request is due
    `request_days` business days after it was sent. A change of the administrator wants to be told
    `administrator_notice_days` before. Whoever is named as the next sponsor has `new_sponsor_days` to sign.

    Requests are numbered from `request_number_first`, behind `request_number_prefix`. Passwords have at least
    `password_min_length` characters. A second factor that support resets stays in force for
    `factor_reset_hours`, so that its owner can stop it; 0 is at once. A session ends after
    `session_idle_minutes` without use.

    A written report of misuse may take `misuse_report_hours`. What needs a second person waits
    `second_person_hours` for them. After `change_alarm_hours` support is told of a change of an account that
    has not reached its application.
    """

    slug: Slug
    folder: Path
    brand: Brand
    terms: Terms
    timezone: Annotated[str, AfterValidator(_known_zone)]
    locale: LocaleName = "en-US"
    address: Address
    jurisdictions: tuple[Jurisdiction, ...] = Field(min_length=1)
    regions: tuple[Region, ...] = ()
    facilities: tuple[Facility, ...] = ()
    suffix_kinds: tuple[SuffixKind, ...] = Field(min_length=1)
    suffixes: tuple[Suffix, ...] = Field(min_length=1)
    staff_types: tuple[StaffType, ...] = Field(min_length=1)
    agreements: tuple[Agreement, ...] = Field(min_length=1)
    enrollment: Enrollment
    purposes: Purposes | None = None
    registers: tuple[Register, ...] = ()
    npi_register: NpiRegister | None = None
    identifiers: tuple[Identifier, ...] = ()
    texts: Texts
    support: tuple[Support, ...] = Field(min_length=1)
    public: PublicPages
    reviews: Reviews = Reviews()
    dormancy: Dormancy = Dormancy()
    digest: Digest = Digest()
    portal_ids: PortalIds = PortalIds()
    plugins: Mapping[Slug, Mapping[str, object]] = Field(min_length=1)
    expected_days: Mapping[Slug, PositiveInt] = Field(default_factory=dict)
    request_days: PositiveInt = 7
    administrator_notice_days: NonNegativeInt = 0
    new_sponsor_days: PositiveInt = 30
    holidays: Holidays = Holidays()
    announcements: tuple[Announcement, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    request_number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,5}$")] = "CS"
    request_number_first: PositiveInt = 1
    password_min_length: Annotated[int, Field(ge=12, le=64)] = 15
    factor_reset_hours: Annotated[int, Field(ge=0, le=168)] = 0
    misuse_report_hours: Annotated[int, Field(ge=1, le=168)] = 24
    change_alarm_hours: Annotated[int, Field(ge=1, le=168)] = 24
    second_person_hours: Annotated[int, Field(ge=1, le=168)] = 24
    session_idle_minutes: Annotated[int, Field(ge=2, le=15)] = 15
