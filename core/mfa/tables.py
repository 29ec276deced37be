"""What is stored about second factors."""

from piccolo.columns import UUID, BigInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable


class Authenticator(OwnTable, tablename="authenticator"):
    """An app that shows codes.

    An account has at most one that is confirmed and one that is being set up. `last_step` is the time step
    of the last code that was taken; only later ones are.
    """

    id = UUID(primary_key=True, default=UUID4())
    account = UUID(index=True)
    seed = Text()
    last_step = BigInt(default=0)
    created_at = Timestamptz()
    confirmed_at = Timestamptz(null=True, default=None)


class RecoveryCode(OwnTable, tablename="recovery_code"):
    """A code for the day the authenticator is lost; works once."""

    id = UUID(primary_key=True, default=UUID4())
    account = UUID(index=True)
    code_hash = Varchar(length=64)
    used_at = Timestamptz(null=True, default=None)
