"""Routes of one's own account."""

from gateway.web.server.logins import SECURITY
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.account import account_page, security_page

_OWN = RoutePermission.ACCOUNT
_FACTORS = RoutePermission.ENROLMENT
_KEY = r"/account/security/passkeys/{key:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/account", account_page.show, _OWN),
    PageRoute("POST", "/account/password", account_page.change_password, _OWN),
    PageRoute("POST", r"/account/sessions/{session:[0-9a-f]{64}}/end", account_page.end_one, _OWN),
    PageRoute("POST", "/account/sessions/end-others", account_page.end_others, _OWN),
    PageRoute("GET", SECURITY, security_page.show, _FACTORS),
    PageRoute("POST", f"{SECURITY}/codes", security_page.set_up_codes, _FACTORS),
    PageRoute("POST", f"{SECURITY}/codes/remove", security_page.remove_codes, _FACTORS),
    PageRoute("POST", f"{SECURITY}/recovery", security_page.new_recovery_codes, _FACTORS),
    PageRoute("POST", f"{SECURITY}/passkeys", security_page.add_passkey, _FACTORS),
    PageRoute("POST", f"{_KEY}/remove", security_page.remove_passkey, _FACTORS),
)
