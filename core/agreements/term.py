"""How long a signature binds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from core.agreements.records import AgreementRecord
from core.site import SiteProfile
from core.site.rules import Renewal


def end_of_term(since: datetime, months: int, zone: ZoneInfo) -> datetime:
    """Return the same day and hour so many months on, or the last day of a shorter month."""
    return (since.astimezone(zone) + relativedelta(months=months)).astimezone(UTC)


def term_of(agreement: AgreementRecord, signed_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when a term ends that all have signed now: no day of the term before is lost."""
    begins = max(signed_at, agreement.content.term_from or signed_at)
    return end_of_term(begins, agreement.content.term_months, zone)


def days_on(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same hour of the site so many days later, or with a negative number earlier."""
    return (moment.astimezone(zone) + timedelta(days=days)).astimezone(UTC)


def rule_of(site: SiteProfile, slug: str) -> Renewal:
    """Return the rule by which an agreement is renewed, also one that the site has no more."""
    return (site.agreement_called(slug) or site.agreement).renewal


def bound_until(site: SiteProfile, slug: str, ends_at: datetime) -> datetime:
    """Return until when an agreement binds whose term ends then: with grace, where that is with access."""
    rule = rule_of(site, slug)
    return days_on(ends_at, rule.grace_days if rule.grace_access else 0, site.zone)


def can_be_renewed_until(site: SiteProfile, slug: str, ends_at: datetime) -> datetime:
    """Return until when the agreement that follows can be signed at least: to the end of the grace."""
    return days_on(ends_at, rule_of(site, slug).grace_days, site.zone)
