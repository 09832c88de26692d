"""A real Chromium at desktop and phone size, with an accessibility check."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fail with the rule and the element for anything that axe finds, and for a page wider than its screen."""

    def check(page: Page) -> None:
        expect(page.locator(".htmx-request")).to_have_count(0)  # a part under way is shown paler
        found = Axe().run(page).response["violations"]
        assert not found, "\n".join(
            f"{page.url} {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]
        )
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), f"{page.url} is too wide"

    return check
