"""Recovery codes: ten, shown once, each works once."""

from uuid import UUID

from core import clock
from core.keys import Keys
from core.mfa.tables import RecoveryCode
from core.tokens import new_letter_code, typed_letter_code

HOW_MANY = 10
_PURPOSE = "recovery code"


async def replace(account: UUID, keys: Keys) -> tuple[str, ...]:
    """Make new codes in place of all earlier ones; the answer is the only time they can be read."""
    codes = tuple(new_letter_code(groups=3) for _ in range(HOW_MANY))
    await RecoveryCode.delete().where(RecoveryCode.account == account)
    await RecoveryCode.insert(
        *(
            RecoveryCode(account=account, code_hash=keys.code(_PURPOSE, _text(account, code)))
            for code in codes
        )
    )
    return codes


async def use(account: UUID, typed: str, keys: Keys) -> bool:
    """Use up a code, in one statement; tell whether it was an unused one of the account."""
    code = RecoveryCode
    used = (
        await code.update({code.used_at: clock.now()})
        .where(
            code.account == account,
            code.code_hash.is_in(keys.codes(_PURPOSE, _text(account, typed))),
            code.used_at.is_null(),
        )
        .returning(code.id)
    )
    return bool(used)


async def forget(account: UUID) -> None:
    """Delete every code of an account; part of a change."""
    await RecoveryCode.delete().where(RecoveryCode.account == account)


async def left(account: UUID) -> int:
    """Count the codes that still work."""
    unused = RecoveryCode.used_at.is_null()
    return int(await RecoveryCode.count().where(RecoveryCode.account == account, unused))


def _text(account: UUID, code: str) -> str:
    return f"{account} {typed_letter_code(code)}"
