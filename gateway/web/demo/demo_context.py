"""The context of the demo's pages: the carrier, the phones, and the account to log in."""

from dataclasses import dataclass

from aiohttp import web

from gateway.demo.carrier import SandboxCarrier


@dataclass(frozen=True, slots=True)
class Demo:
    """The objects and settings of a running demo.

    Attributes:
        carrier: the sandbox carrier, which has the phones.
        our_number: the number that the practice texts from, E.164.
        phones: (owner's name, number in E.164), in the order in which the pages show them.
        sign_in: email address of the account that visitors on this machine are logged in to.
    """

    carrier: SandboxCarrier
    our_number: str
    phones: tuple[tuple[str, str], ...]
    sign_in: str


DEMO: web.AppKey[Demo] = web.AppKey("demo", Demo)
