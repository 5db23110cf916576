"""Second factors of staff, for tests."""

from collections.abc import Sequence
from datetime import datetime

import pyotp

from calendar_store.model.practices import StaffMember
from gateway.accounts import one_time_codes
from gateway.use_cases import own_factors
from tests.support.desk import Desk


def code_at(secret: str, moment: datetime) -> str:
    """Return the code that an app on the phone shows at a moment."""
    return pyotp.TOTP(secret).at(moment)


async def with_codes(
    desk: Desk, member: StaffMember, login: str = "here"
) -> tuple[str, Sequence[str]]:
    """Set codes of the phone up for a member; return their secret and the recovery codes.

    Args:
        desk: of the practice, at the present moment.
        member: the member.
        login: the token of the log-in that stays open.
    """
    secret = one_time_codes.new_secret()
    async with desk.database.write() as tx:
        recovery = await own_factors.set_up_codes(
            *(tx, member, secret, code_at(secret, desk.now)), token=login, now=desk.now
        )
    return secret, recovery
