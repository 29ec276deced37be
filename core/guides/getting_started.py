"""The getting-started guide of one person: the same words as a page of the product and on paper.

It is read by whoever opens the mail, and for as long as it lies in a mailbox. So it holds no secret and no
link that can be used up, only what is true of every first sign-in here and what was asked for this person.
"""

from __future__ import annotations

from datetime import datetime

from core.guides.parts import Guide, computer, contacts, rules
from core.guides.queries import Asked, Reader
from core.guides.signing_in import first_sign_in, later_sign_ins, second_step
from core.mail import Attachment
from core.names import first_upper
from core.paper import paper_of
from core.portal import Portal
from core.site import SiteProfile
from core.texts import Block, Facts, blocks_with_links
from core.texts.blocks import facts, heading, paragraph, without_headings

FILE_NAME = "Getting started.pdf"


def attached(portal: Portal, reader: Reader, moment: datetime) -> Attachment:
    """Make the guide a PDF that goes with a mail or is downloaded."""
    return getting_started(portal, reader, moment).as_attachment(FILE_NAME)


def getting_started(portal: Portal, reader: Reader, moment: datetime) -> Guide:
    """Write the whole guide, for the page and for paper alike."""
    site = portal.site
    return Guide(
        title=f"Getting started with {site.brand.name}",
        organization=site.brand.organization,
        paper=paper_of(site.address.country),
        name=reader.name,
        blocks=(
            _facts(site, reader, moment),
            *first_sign_in(portal, reader),
            *second_step(site, reader),
            *later_sign_ins(portal, reader),
            *_applications(portal, reader),
            *rules(site),
            *computer(site),
            *contacts(site),
        ),
    )


def _facts(site: SiteProfile, reader: Reader, moment: datetime) -> Facts:
    return facts(
        ["For", reader.name],
        [first_upper(site.terms.login), reader.portal_id],
        *([["Name with domain", reader.upn]] if reader.upn else []),
        ["Works for", *(reader.groups or ("–",))],
        ["As of", site.dates.day(moment)],
    )


def _applications(portal: Portal, reader: Reader) -> list[Block]:
    places = {slug: position for position, slug in enumerate(portal.applications)}
    asked = sorted(reader.asked, key=lambda each: places.get(each.slug, len(places)))
    several = len(reader.groups) > 1
    found = [block for each in asked for block in _application(portal, each, several)]
    administrator = portal.site.terms.administrator
    words = (
        "These were requested for you. Each is set up by itself; you get an email when it works."
        if asked
        else f"Nothing has been requested for you yet. Your {administrator} can do that."
    )
    return [heading(2, "Your applications"), paragraph(words), *found]


def _application(portal: Portal, asked: Asked, several: bool) -> list[Block]:
    application = portal.applications.get(asked.slug)
    groups = [paragraph(f"Requested by {' and by '.join(asked.groups)}.")] if several else []
    if application is None:
        return [heading(3, asked.name), *groups]
    days, login = application.expected_days, portal.site.terms.login
    soon = f"Usually ready within {days} business day{'' if days == 1 else 's'} after your {login} was made."
    opened = " Open it under My applications." if application.launch_url else ""
    browser = (
        f" Use {application.browser}: other browsers may not work as well." if application.browser else ""
    )
    return [
        heading(3, application.name),
        paragraph(application.summary),
        *groups,
        paragraph(("It works." if asked.works else soon) + opened + browser),
        *without_headings(blocks_with_links(application.guide)),
    ]
