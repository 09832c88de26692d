"""The frame and the components that every page is made of."""

from __future__ import annotations

import mimetypes
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route
from pytest_django import Settings

import namro
from namro.plans.rules import DraftState, ItemState, TaskState
from namro.reporting.rules import ReportState
from namro.web.pages import page
from namro.web.templatetags import namro as tags
from tests.doors.gallery import sample

HERE = Path(__file__).parent
PACKAGE = Path(namro.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("web/templates/**/*.html"))
HOST = "http://namro.test"
# What a template says through translation, and what it says to its author only.
TRANSLATED = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%\s*blocktrans.*?{%\s*endblocktrans\w*\s*%}"
    r"|{%\s*trans(?:late)?\s.*?%}|_\((?:\"[^\"]*\"|'[^']*')\)",
    re.DOTALL,
)


@pytest.fixture
def _gallery_templates(settings: Settings) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [HERE / "gallery" / "templates"]}]


def ask(**headers: str) -> HttpRequest:
    return RequestFactory().get("/", headers=headers)


@page(template="parts.html", partials=("list",))
def parts(request: HttpRequest, *, then: HttpResponse | None = None, status: int = 200) -> Any:
    return then or {"name": "xã <Thạch Lâm>", "secret": "thứ hai", "status": status, "frame": {"version": "0"}}


def said(response: HttpResponseBase) -> str:
    assert isinstance(response, TemplateResponse)
    return response.render().content.decode()


@pytest.mark.usefixtures("_gallery_templates")
class TestParts:
    def test_a_listed_part_comes_alone(self) -> None:
        assert said(parts(ask(hx_partial="list"))).strip() == "<ul><li>xã &lt;Thạch Lâm&gt;</li></ul>"

    @pytest.mark.parametrize("name", ["", "other", "content", "list "])
    def test_any_other_name_gives_the_whole_page(self, name: str) -> None:
        text = said(parts(ask(hx_partial=name)))
        assert "<!doctype html>" in text
        assert "thứ hai" in text

    def test_caches_keep_part_and_page_apart(self) -> None:
        assert "HX-Partial" in parts(ask()).headers["Vary"]

    def test_an_answer_that_is_no_dictionary_passes_through(self) -> None:
        answer = HttpResponse(status=204)
        assert parts(ask(), then=answer) is answer

    def test_the_view_sets_the_status(self) -> None:
        assert parts(ask(), status=409).status_code == 409


class TestWords:
    def test_numbers_and_dates_are_written_as_in_documents(self) -> None:
        assert tags.number(Decimal(22450)) == "22.450"
        assert tags.number(Decimal("0.5"), 1) == "0,5"
        assert tags.number(None) == "–"
        assert tags.vn_date(date(2026, 3, 5)) == "5/3/2026"

    def test_an_instant_is_shown_on_the_clock_of_vietnam(self) -> None:
        assert tags.vn_datetime(datetime(2026, 6, 9, 20, 5, tzinfo=UTC)) == "03:05 ngày 10/6/2026"

    def test_a_due_date_is_told_in_days(self) -> None:
        today = date(2026, 6, 14)
        assert tags.days_from(date(2026, 6, 17), today) == "còn 3 ngày"
        assert tags.days_from(today, today) == "hôm nay"
        assert tags.days_from(date(2026, 6, 12), today) == "quá hạn 2 ngày"

    @pytest.mark.parametrize("states", [ReportState, DraftState, ItemState, TaskState])
    def test_every_state_has_a_look(self, states: type[StrEnum]) -> None:
        for state in states:
            assert str(tags.status_of(state).label)

    def test_accepting_an_item_is_not_accepting_a_report(self) -> None:
        assert tags.status_of("ACCEPTED").label == "Đã tiếp nhận"
        assert tags.status_of("ACCEPTED", of="item").label == "Đã nhận"

    def test_every_sentence_has_its_english(self) -> None:
        call_command("messages", check=True, verbosity=0)


class TestTemplates:
    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(PACKAGE)))
    def test_nothing_is_inline_that_the_security_policy_forbids(self, template: Path) -> None:
        text = re.sub(r"{%.*?%}", "", template.read_text())
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|hx-on", text)

    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(PACKAGE)))
    def test_every_word_can_be_read_in_english(self, template: Path) -> None:
        bare = TRANSLATED.sub("", template.read_text()).replace("Năm Rõ", "").replace("Tiếng Việt", "")
        assert not [line for line in bare.splitlines() if re.search("[À-ÖØ-öø-ỹ]", line)]

    def test_every_icon_that_is_used_is_drawn(self) -> None:
        drawn = set(re.findall(r'symbol id="(\w+)"', (PACKAGE / "web/static/namro/icons.svg").read_text()))
        used = {name for file in TEMPLATES for name in re.findall(r'{% icon "(\w+)"', file.read_text())}
        assert used | {look.icon for look in tags.STATUSES.values()} <= drawn


def rendered(name: str) -> str:
    context = sample.context() | {
        "user": SimpleNamespace(is_authenticated=True),
        "defect": "3fa9c21b",
        "refused": SimpleNamespace(message="Báo cáo đã gửi nên không sửa số được."),
        "demo_accounts": [{"username": "a", "role": "Đầu mối", "name": "Nguyễn Văn Ví Dụ", "unit": "Xã Thạch Lâm"}],
    }
    return render_to_string(name, context, RequestFactory().get(f"/{name}"))


def answer(route: Route) -> None:
    """What the server would say, without a server: pages from their templates, files from the finders."""
    address = urlsplit(route.request.url)
    path = address.path
    if path.startswith("/static/"):
        file = finders.find(path.removeprefix("/static/"))
        assert isinstance(file, str), path
        route.fulfill(body=Path(file).read_bytes(), content_type=mimetypes.guess_type(file)[0])
        return
    policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    with translation.override(address.query or "vi"):
        route.fulfill(body=rendered(path.removeprefix("/")), headers=headers)


def opened(browser: Browser, name: str, width: int, **more: Any) -> Page:
    tab = browser.new_page(viewport={"width": width, "height": 800}, **more)
    tab.set_default_timeout(5_000)
    tab.route("**/*", answer)
    tab.goto(f"{HOST}/{name}")
    return tab


PAGES = [
    "gallery.html",
    "account/login.html",
    "account/logout.html",
    "403.html",
    "404.html",
    "500.html",
    "503.html",
    "refused.html",
]


@pytest.mark.browser
@pytest.mark.usefixtures("_gallery_templates")
class TestInABrowser:
    @pytest.mark.parametrize("width", [360, 1280])
    @pytest.mark.parametrize("name", PAGES)
    def test_page_is_accessible_and_fits(self, browser: Browser, name: str, width: int) -> None:
        tab = opened(browser, name, width)
        found = Axe().run(tab).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_page_in_english_says_so(self, browser: Browser) -> None:
        tab = opened(browser, "404.html?en", 360)
        assert tab.locator("html").get_attribute("lang") == "en"

    def test_what_a_finger_meets_on_a_phone_is_large_enough(self, browser: Browser) -> None:
        tab = opened(browser, "gallery.html", 360)
        small = tab.evaluate(
            """() => [...document.querySelectorAll('button, .button, .nav a, .tabs a, summary, input[inputmode]')]
                .filter(e => e.offsetParent && !e.closest('.tree')).filter(e => e.getBoundingClientRect().height < 43.5)
                .map(e => e.outerHTML.slice(0, 120))"""
        )
        assert small == []

    def test_clicking_a_passage_lights_its_item_and_back(self, browser: Browser) -> None:
        tab = opened(browser, "gallery.html", 1280)
        tab.locator("#m2").click()
        assert "item--lit" in (tab.locator("#i2").get_attribute("class") or "")
        tab.locator("#i1").click(position={"x": 5, "y": 5})
        assert "mark--lit" in (tab.locator("#m1").get_attribute("class") or "")
        assert "mark--lit" not in (tab.locator("#m2").get_attribute("class") or "")

    def test_no_occurrence_fills_blank_boxes_only(self, browser: Browser) -> None:
        tab = opened(browser, "gallery.html", 1280)
        tab.get_by_role("button", name="Các ô trống: không phát sinh").click()
        boxes = {name: tab.locator(f"#id-{name}").input_value() for name in ("addicts_new_female", "addicts_closing")}
        assert boxes == {"addicts_new_female": "0", "addicts_closing": "31"}
        assert tab.locator("#id-officers").input_value() == ""

    @pytest.mark.parametrize("script", [True, False])
    def test_dialog_opens_with_and_without_script(self, browser: Browser, script: bool) -> None:
        tab = opened(browser, "gallery.html", 1280, java_script_enabled=script)
        tab.get_by_text("Mở hộp thoại").click()
        tab.locator("#hop-thoai").wait_for(state="visible")
        tab.locator("#hop-thoai").get_by_text("Thôi").click()
        tab.locator("#hop-thoai").wait_for(state="hidden")

    def test_navigation_works_on_a_phone_without_script(self, browser: Browser) -> None:
        tab = opened(browser, "gallery.html", 360, java_script_enabled=False)
        tab.get_by_text("Thêm", exact=True).click()
        tab.locator(".nav--phone").get_by_role("link", name="Đơn vị").wait_for(state="visible")

    def test_filter_ignores_vietnamese_marks(self, browser: Browser) -> None:
        tab = opened(browser, "gallery.html", 1280)
        tab.get_by_label("Tìm đơn vị").fill("dong yen")
        assert tab.locator("tr.filterable:visible").count() == 1

    def test_paper_shows_matter_and_keeps_the_banner(self, browser: Browser) -> None:
        tab = opened(browser, "gallery.html", 1280)
        tab.emulate_media(media="print")
        assert tab.locator(".demonstration").is_visible()
        assert not tab.locator(".nav--desk").is_visible()
        assert not tab.locator(".masthead").is_visible()
