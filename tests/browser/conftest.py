"""A real Chromium at desktop and phone size, with an accessibility check."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        if os.environ.get("NAMRO_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium on this machine, and NAMRO_REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium)
        yield running
        running.close()


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page at each size; fails the test on an error in the page's own script."""
    context = browser.new_context(viewport=SIZES[request.param], locale="vi-VN", has_touch=request.param == "phone")  # type: ignore[arg-type]
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fail with the rule and the element for anything that axe finds, and for a page wider than its screen."""

    def check(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        assert not found, "\n".join(
            f"{page.url} {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]
        )
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), f"{page.url} is too wide"

    return check
