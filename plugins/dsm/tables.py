"""What is kept of the test messages between a practice and the health system."""

from piccolo.columns import Timestamptz, Varchar

from core.plugin_api import PluginTable


class Handshake(PluginTable, tablename="dsm_handshake"):
    """The two test messages of one provider, and who recorded each step; `grant` is the key of the access."""

    grant = Varchar(length=64, unique=True)
    asked_at = Timestamptz(null=True, default=None)
    asked_by = Varchar(length=200)
    sent_at = Timestamptz(null=True, default=None)
    sent_by = Varchar(length=200)
    arrived_at = Timestamptz(null=True, default=None)
    arrived_by = Varchar(length=200)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = Varchar(length=200)
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_by = Varchar(length=200)
