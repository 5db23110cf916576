"""No page's first request waits for its template, nor for a package that takes a while to load."""

import sys

import aiohttp_jinja2
import pytest

from gateway.web.server.app import make_app
from gateway.web.server.warming import warm_pages
from tests.support.sms import NOBODY


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_every_template_is_compiled_and_slow_packages_are_loaded(database, now):
    app = make_app(
        *(database,),
        clock=lambda: now,
        public_url="http://127.0.0.1",
        secret_key=None,
        tariff=NOBODY,
    )
    environment = aiohttp_jinja2.get_env(app)
    warm_pages(app)
    assert {name for _, name in environment.cache} == set(environment.list_templates(["html"]))
    assert {"fpdf", "holidays", "pygal"} <= sys.modules.keys()
