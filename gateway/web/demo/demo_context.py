"""What the demo's pages need: phones to text back from, and who is logged in by itself."""

from dataclasses import dataclass

from aiohttp import web

from gateway.demo.carrier import SandboxCarrier


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo, as it is shown.

    Attributes:
        carrier: whose phones they are.
        our_number: the number that the practice texts from, E.164.
        phones: (client's name, number in E.164), in the order to show.
        sign_in: address of the member of staff whom a visitor on this machine is logged in as.
    """

    carrier: SandboxCarrier
    our_number: str
    phones: tuple[tuple[str, str], ...]
    sign_in: str


DEMO: web.AppKey[Demo] = web.AppKey("demo", Demo)
