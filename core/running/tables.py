"""What a site administrator changed in the browser, laid over the files of the profile."""

from piccolo.columns import JSON, UUID, Integer, Timestamptz, Varchar

from core.database import OwnTable


class SiteChange(OwnTable, tablename="site_change"):
    """One change of the site, which stays for ever.

    `settings` is a list of `[path, before, after]`: the steps to one item of the profile, and its content as
    TOML would have it; None where there is no item. It holds from `begins_at` on, and `undoes` is the number
    of the change with which this one does away.
    """

    number = Integer(primary_key=True)
    settings = JSON()
    begins_at = Timestamptz()
    reason = Varchar(length=500)
    made_at = Timestamptz()
    made_by = UUID(null=True, default=None)
    made_name = Varchar(length=200)
    undoes = Integer(null=True, default=None)
