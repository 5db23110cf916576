"""Tables of staff: accounts, log-ins, second factors, links of invitations, grants of support."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    false,
    text,
)

from calendar_store.schema.base import metadata, of_practice, practice_id, row_id
from calendar_store.schema.columns import Instant

_WORKING = text("retired_at IS NULL")
_CURRENT = text("ended_at IS NULL")
_UNTOLD = text("told_at IS NULL")

staff = Table(
    "staff",
    metadata,
    practice_id(),
    row_id(),
    Column("email", String, nullable=False),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("password_hash", String, nullable=False),
    # the practitioner that the member is; NULL for none
    Column("practitioner_id", BigInteger),
    # the language of mails to the member; "" for the practice's
    Column("locale", String, nullable=False, server_default=text("''")),
    # the shared secret of one-time codes (RFC 6238), in Base32; "" for none
    Column("totp_secret", String, nullable=False, server_default=text("''")),
    # the time step of the code that was used last: no code is used twice
    Column("totp_step", BigInteger, nullable=False, server_default=text("0")),
    # whether the member also runs the service itself: its carriers and store
    Column("runs_service", Boolean, nullable=False, server_default=false()),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Index(
        "ix_staff_email",
        "email",
        unique=True,
        sqlite_where=_WORKING,
        postgresql_where=_WORKING,
    ),
)


logins = Table(
    "logins",
    metadata,
    practice_id(),
    Column("token_hash", LargeBinary, primary_key=True),
    Column("staff_id", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    # the network address from which the login was opened
    Column("address", String, nullable=False),
    # what the browser calls itself
    Column("user_agent", String, nullable=False, server_default=text("''")),
    # since when the password has to be entered again; NULL: the login is open
    Column("locked_at", Instant),
    # the grant by which support has entered another practice; NULL: none
    Column("grant_practice_id", BigInteger),
    Column("grant_id", BigInteger),
    Index(None, "token_hash", unique=True),
)


staff_tokens = Table(
    "staff_tokens",
    metadata,
    practice_id(),
    row_id(),
    Column("staff_id", BigInteger, nullable=False),
    # what the token is for: a `TokenKind`
    Column("kind", String, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    # wrong codes that were entered with it
    Column("tries", SmallInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    of_practice("staff", "staff_id"),
    Index(None, "token_hash", unique=True),
    Index(None, "practice_id", "staff_id"),
)


recovery_codes = Table(
    "recovery_codes",
    metadata,
    practice_id(),
    row_id(),
    Column("staff_id", BigInteger, nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("used_at", Instant),
    of_practice("staff", "staff_id"),
    Index(None, "practice_id", "staff_id"),
)


passkeys = Table(
    "passkeys",
    metadata,
    practice_id(),
    row_id(),
    Column("staff_id", BigInteger, nullable=False),
    Column("name", String, nullable=False),
    Column("credential_id", LargeBinary, nullable=False),
    # in COSE form (RFC 9052)
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    of_practice("staff", "staff_id"),
    Index(None, "credential_id", unique=True),
    Index(None, "practice_id", "staff_id"),
)


# challenges that were answered: none is answered twice
spent_challenges = Table(
    "spent_challenges",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("expires_at", Instant, nullable=False),
    Index(None, "expires_at"),
)


# access of support to a practice, for hours; `support_*` is the account that it is given to
support_grants = Table(
    "support_grants",
    metadata,
    practice_id(),
    row_id(),
    Column("support_practice_id", BigInteger, nullable=False),
    Column("support_id", BigInteger, nullable=False),
    Column("email", String, nullable=False),
    # whether support may also change things
    Column("writes", Boolean, nullable=False),
    Column("granted_by", String, nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String, nullable=False),
    # whether clients' numbers and addresses are shown
    Column("shows_contacts", Boolean, nullable=False, server_default=false()),
    # why support opened the practice without being asked; "" for access that was given
    Column("reason", String, nullable=False, server_default=text("''")),
    Index(
        "ix_support_grants_current",
        "practice_id",
        "expires_at",
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    ),
    Index(None, "support_practice_id", "support_id"),
)


# each stay of support in a practice, and whether the practice was told of it
support_visits = Table(
    "support_visits",
    metadata,
    practice_id(),
    row_id(),
    Column("grant_id", BigInteger, nullable=False),
    Column("email", String, nullable=False),
    # the hash of the log-in's token
    Column("login", LargeBinary, nullable=False),
    Column("began_at", Instant, nullable=False),
    # when a page was opened last
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("told_at", Instant),
    Index(
        "ix_support_visits_untold",
        "practice_id",
        "id",
        sqlite_where=_UNTOLD,
        postgresql_where=_UNTOLD,
    ),
)
