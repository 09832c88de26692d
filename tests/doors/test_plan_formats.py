"""Plans handed in as other files than plain text: what the review page shows of them."""

from __future__ import annotations

from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.kernel.problems import Severity
from namro.plans.models import Draft
from tests.apps.plan_text import PLAN
from tests.cast import Cast
from tests.reading.mutations.fonts import old_font
from tests.reading.printed import Sheet, pdf

pytestmark = pytest.mark.django_db


def hand_in(cast: Cast, name: str, data: bytes) -> str:
    client = Client()
    client.force_login(cast.standing)
    response = client.post("/ke-hoach/tai-len/", {"file": SimpleUploadedFile(name, data)}, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def printed_plan() -> bytes:
    """PLAN on pages of 40 lines."""
    sheets, y = [Sheet()], 60.0
    for line in filter(None, map(str.strip, PLAN.splitlines())):
        if y > 700:
            sheets.append(Sheet())
            y = 60
        y = sheets[-1].wrap(line, top=y)
    return pdf(*sheets)


def test_a_pdf_is_shown_with_its_pages(cast: Cast) -> None:
    html = hand_in(cast, "ke-hoach.pdf", printed_plan())
    assert "[trang 1]" in html
    assert "[trang 2]" in html
    assert Draft.objects.get().header["number"] == "12/KH-UBND"


def test_a_text_in_an_old_font_is_shown_in_letters_of_today(cast: Cast) -> None:
    old = old_font(PLAN, Random(0))
    html = hand_in(cast, "ke-hoach.txt", old.encode())
    draft = Draft.objects.select_related("document").get()
    assert bytes(draft.document.content) == old.encode()
    assert "Kế hoạch" in draft.document.text
    assert "KÕ ho¹ch" not in html
    for item in draft.items.exclude(start=None):
        assert draft.document.text[item.start : item.end] == item.quote


def test_what_reading_could_not_read_is_said_on_the_review_page(cast: Cast) -> None:
    hand_in(cast, "ke-hoach.pdf", printed_plan())
    draft = Draft.objects.get()
    note = {
        "code": "reading",
        "severity": Severity.ERROR,
        "place": "trang 2",
        "message": "Chưa đọc được.",
        "remedy": "",
    }
    Draft.objects.update(problems=[note])
    client = Client()
    client.force_login(cast.standing)
    html = client.get(f"/ke-hoach/ban-nhap/{draft.pk}/").content.decode()
    assert "Chưa đọc được. (trang 2)" in html


def test_the_page_offers_every_format_that_can_be_read(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.standing)
    html = client.get("/ke-hoach/tai-len/").content.decode()
    assert all(f"{ending}," in html for ending in (".docx", ".doc", ".pdf", ".html", ".txt", ".png"))
    assert '<textarea name="text"' in html
