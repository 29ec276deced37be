"""A mail to write in tests, and who writes it."""

from uuid import UUID, uuid4

from core.mail import Mail
from core.site import find_site, load_site

BASE = "https://portal.example"
SITE = load_site(find_site("careconnect"))
MAIL = Mail(SITE, BASE, "portal@portal.example")


async def send_confirmation(to: str = "ada@practice.example", mail: Mail = MAIL, **context: object) -> UUID:
    """A mail with a link and a code, inside the change that is open."""
    values: dict[str, object] = {
        "path": "/confirm/abc",
        "code": "123456",
        "minutes": 30,
        "denial_path": "/no",
    }
    return await mail.send(to=to, template="verify-address", about=("account", uuid4()), **(values | context))
