"""The pages of verdicts: who sees which communes, what a verdict shows, rule sets from a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from namro.assessment import known
from namro.assessment.models import ReadingChoice, RuleSetAdoption, UploadedRuleSet
from namro.organisations.models import AuditEntry, Person
from namro.reporting.models import Figure
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, accepted, baseline, make_plan
from tests.cast import Cast, make_cast, start_chain_anew
from tests.kernel.test_rule_set_files import MINIMAL

pytestmark = pytest.mark.django_db
UP_TO = f"?den={Q1.end}"


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Made once: commune a has 45 addicts and 12 users of 9.000, one spot, four arrests; b has sent nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        start_chain_anew()
        made = make_cast()
        make_plan(made)
        baseline(made, made.a, **CLOSINGS, **NOTHING_LEFT)
        accepted(made, made.a, by=made.clerk_a, residents_current=9000, arrests_in_area=4, hotspots_detected=1)
        yield made
        transaction.set_rollback(True)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(person: Person, name: str, *args: Any, query: str = UP_TO) -> str:
    answer = signed_in(person).get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_province_sees_every_commune_and_a_commune_its_own(cast: Cast) -> None:
    everybody = text(cast.leader, "verdicts:list-verdicts")
    assert "Xã An Thử" in everybody
    assert "Phường Bình Thử" in everybody
    own = signed_in(cast.clerk_a).get(reverse("verdicts:list-verdicts") + UP_TO)
    assert own["Location"] == reverse("verdicts:show-verdict", args=[cast.a.pk]) + f"?den={Q1.end}"
    assert signed_in(cast.clerk_a).get(reverse("verdicts:show-province")).status_code == 404


def test_the_list_is_narrowed_and_comes_as_a_workbook(cast: Cast) -> None:
    undecided = text(cast.leader, "verdicts:list-verdicts", query=UP_TO + "&ket-qua=open")
    assert "Phường Bình Thử" in undecided
    assert "Xã An Thử" not in undecided
    answer = signed_in(cast.leader).get(reverse("verdicts:verdicts-workbook") + UP_TO + "&tim=an+thu")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Xã An Thử", "Loại III"] in [row[1:3] for row in rows]
    assert "Phường Bình Thử" not in [row[1] for row in rows]


def test_a_verdict_shows_each_criterion_with_figure_threshold_and_article(cast: Cast) -> None:
    page = text(cast.clerk_a, "verdicts:show-verdict", cast.a.pk)
    assert "57 người trên 9.000 nhân khẩu (0,6333…%)" in page
    assert "từ 0,5% trở lên" in page
    assert "điểm a khoản 1 Điều 4" in page
    where = [cast.a.pk, "arrests_in_area", "total", Q1.start.isoformat(), Q1.end.isoformat()]
    trace = reverse("reports:trace-figure", args=where)
    assert trace in page
    assert signed_in(cast.clerk_a).get(trace).status_code == 200
    # Half a per mille of 9.000 residents is 4,5 arrests.
    assert "Thêm 1 người: người bị bắt về tội phạm ma túy tại địa bàn xã" in page


def test_what_is_missing_is_named(cast: Cast) -> None:
    page = text(cast.leader, "verdicts:show-verdict", cast.b.pk)
    assert "Chưa đủ số liệu" in page
    assert "Người nghiện trong danh sách cuối kỳ" in page


def test_other_figures_are_tried_and_nothing_is_stored(cast: Cast) -> None:
    before = Figure.objects.count(), AuditEntry.objects.count()
    url = reverse("verdicts:try-figures", args=[cast.a.pk])
    page = signed_in(cast.clerk_a).get(url + UP_TO)
    boxes = {box["label"]: box for box in page.context["boxes"]}
    arrests = boxes["Người bị bắt về tội phạm ma túy tại địa bàn xã"]
    typed = {box["name"]: box["text"] for box in boxes.values()} | {arrests["name"]: "5"}
    tried = signed_in(cast.clerk_a).get(url, {"den": Q1.end, "thu": "1", **typed})
    assert tried.context["badge"].label == "Loại III"
    assert tried.context["trial_badge"].label == "Loại II"
    unreadable = signed_in(cast.clerk_a).get(url, {"den": Q1.end, "thu": "1", **typed, arrests["name"]: "năm"})
    assert "«năm» không phải là số." in unreadable.content.decode()
    assert (Figure.objects.count(), AuditEntry.objects.count()) == before


def test_two_rule_sets_are_compared_over_all_communes(cast: Cast) -> None:
    answer = signed_in(cast.leader).get(reverse("verdicts:compare-rule-sets") + UP_TO)
    moves = [(m["before"].label, m["after"].label, [c["name"] for c in m["communes"]]) for m in answer.context["moves"]]
    # 45 addicts and a hot spot are class III by 3122 as well; nothing is known of b under either.
    assert moves == []
    assert answer.context["total"] == 2


def test_a_broken_file_is_answered_line_by_line(cast: Cast) -> None:
    broken = MINIMAL.replace("min_true = 1", "min_true = 7").replace("addicts_closing", "addicts_gone")
    file = SimpleUploadedFile("thu.toml", broken.encode())
    page = signed_in(cast.admin).post(reverse("verdicts:load-rule-set"), {"file": file}).content.decode()
    assert "Tệp có 2 chỗ phải sửa" in page
    assert "thu.toml, dòng 18" in page
    assert "Danh mục không có số liệu «addicts_gone»." in page
    assert not UploadedRuleSet.objects.exists()


def test_a_rule_set_is_looked_at_kept_and_put_into_force(cast: Cast) -> None:
    admin = signed_in(cast.admin)
    file = SimpleUploadedFile("thu.toml", MINIMAL.encode())
    seen = admin.post(reverse("verdicts:load-rule-set"), {"file": file})
    moves = [(m["before"].label, m["after"].label) for m in seen.context["moves"]]
    assert seen.context["rules"].code == "THU"
    assert not UploadedRuleSet.objects.exists()
    with transaction.atomic():
        posted = {"ten-tep": "thu.toml", "noi-dung": seen.context["content"]}
        assert admin.post(reverse("verdicts:load-rule-set"), posted).status_code == 302
        kept = UploadedRuleSet.objects.get()
        assert (bytes(kept.content), kept.by) == (MINIMAL.encode(), cast.admin)
        assert known.in_force(Q1.end).code == "QD-28-2025"
        given = {"applies_from": "2026-01-01", "legal_reference": "Quyết định số 1/QĐ-TN"}
        assert admin.post(reverse("verdicts:adopt-rule-set", args=["THU"]), given).status_code == 302
        assert known.in_force(Q1.end).code == "THU"
        assert RuleSetAdoption.objects.get().by == cast.admin
        assert "Loại I" in text(cast.leader, "verdicts:show-verdict", cast.a.pk)
        again = admin.post(reverse("verdicts:load-rule-set"), {"file": SimpleUploadedFile("t.toml", MINIMAL.encode())})
        assert "không bị ghi đè" in again.content.decode()
        transaction.set_rollback(True)
    assert isinstance(moves, list)


def test_a_built_in_rule_set_is_never_overwritten(cast: Cast) -> None:
    file = SimpleUploadedFile("a.toml", known.content_of("QD-28-2025"))
    page = signed_in(cast.admin).post(reverse("verdicts:load-rule-set"), {"file": file}).content.decode()
    assert "không bị ghi đè" in page


def test_the_standing_agency_settles_how_an_open_place_is_read(cast: Cast) -> None:
    url = reverse("verdicts:settle-reading", args=["QD-28-2025", "higher"])
    with transaction.atomic():
        given = {"choice": "strict", "applies_from": "2026-01-01", "reason": "Công văn hướng dẫn số 9"}
        assert signed_in(cast.standing).post(url, given).status_code == 302
        assert ReadingChoice.objects.get().by == cast.standing
        # a by class I, b by class II, c by class III: read strictly the third alone.
        page = text(cast.leader, "verdicts:show-rule-set", "QD-28-2025", query="")
        assert "Công văn hướng dẫn số 9" in page
        transaction.set_rollback(True)
    without_reason = signed_in(cast.standing).post(url, {"choice": "strict", "applies_from": "2026-01-01"})
    assert without_reason.context["form"].errors.keys() == {"reason"}


def test_the_rules_are_shown_in_words_with_their_articles(cast: Cast) -> None:
    page = text(cast.clerk_a, "verdicts:show-rule-set", "QD-28-2025", query="")
    assert "đạt ít nhất 3 trong 5 tiêu chí" in page
    assert "Chưa xác nhận." in page
    assert "đọc đơn điệu</b> (đang dùng)" in page
