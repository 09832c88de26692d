"""Search over plans: with and without marks, phrases, filters, what a person may see, and an index that keeps up."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps

from namro.plans import actions, reviewing, search
from namro.plans.indexing import TEXT, index_draft
from namro.plans.models import Draft, SearchEntry
from namro.plans.rules import ItemKind, ItemState
from namro.plans.search import Filters, Found, Hit
from namro.plans.search_words import Piece, Query, parse_query, places, snippet, vector, words_in
from tests.apps.plan_text import PLAN
from tests.apps.test_plans import accept_all, item, published, upload
from tests.cast import AT, Cast

# ---- words ----


def query(text: str) -> Query:
    found = parse_query(text)
    assert found is not None
    return found


def hits_in(text: str, typed: str) -> list[str]:
    return [text[start:end] for start, end in places(text, query(typed))]


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Phòng, chống ma túy", "ma tuy", ["ma", "túy"]),
        ("PHÒNG, CHỐNG MA TÚY", "ma túy", ["MA", "TÚY"]),
        ("phòng, chống ma tuý", "ma túy", ["ma", "tuý"]),
        ("phòng, chống ma túy", "ma tuy", ["ma", "túy"]),
        ("điều tra tội phạm tụy", "túy", []),
        ("cấp đất ở", "cap dat", ["cấp", "đất"]),
        ("Kế hoạch số 58/KH-UBND", "58/kh-ubnd", ["58/KH-UBND"]),
        ("số 158/KH-UBND, số 58/QĐ-UBND", "58/kh-ubnd", []),
    ],
)
def test_a_word_is_found_as_it_was_typed(text: str, typed: str, found: list[str]) -> None:
    assert hits_in(text, typed) == found


def test_marks_that_are_typed_must_be_there_and_those_that_are_not_need_not() -> None:
    assert hits_in("ban, bản, bàn", "ban") == ["ban", "bản", "bàn"]
    assert hits_in("ban, bản, bàn", "bản") == ["bản"]


@pytest.mark.parametrize("typed", ['"trạm y tế"', "«trạm y tế»", "“trạm y tế”"])
def test_a_phrase_in_quotes_stands_together(typed: str) -> None:
    assert hits_in("y tế, trạm cấp xã; trạm y tế cấp xã", typed) == ["trạm y tế"]


@pytest.mark.parametrize("typed", ["", "  ", '""', "!!! ... ---", "'", "\\"])
def test_nothing_is_no_query(typed: str) -> None:
    assert parse_query(typed) is None


def test_places_point_into_the_text_as_it_is_typed() -> None:
    decomposed = "Phòng, chống ma tu\u0301y"
    (ma, tuy) = places(decomposed, query("ma túy"))
    assert decomposed[tuy[0] : tuy[1]] == "tu\u0301y"
    assert decomposed[ma[0] : ma[1]] == "ma"


def test_a_snippet_is_cut_at_words_around_what_was_found() -> None:
    text = "từ " * 200 + "MA TÚY" + " ngữ" * 200
    pieces = snippet(text, query('"ma túy"'))
    assert pieces[0] == Piece("… ")
    assert [piece.text for piece in pieces if piece.is_hit] == ["MA TÚY"]
    assert "".join(piece.text for piece in pieces).endswith("ngữ …")
    assert len("".join(piece.text for piece in pieces)) < 400


def test_both_forms_of_a_word_stand_at_one_place_and_texts_apart() -> None:
    assert vector(["ma túy", "xã"], label="TEXT") == "'=TEXT' 'ma':1 'tuy':2 'túy':2 'xa':13 'xã':13"
    assert [word.plain for word in words_in("Đề-án 06")] == ["de", "an", "06"]


# ---- the index and the search ----


def seek(cast: Cast, typed: str, **filters: Any) -> Found:
    return search.search(query(typed), reads_in=[cast.province.pk], filters=Filters(**filters))


def seek_published(typed: str) -> Found:
    return search.search(query(typed), reads_in=[], filters=Filters())


def first(found: Found) -> Hit:
    return found.plans[0].hits[0]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("trạm y tế đủ điều kiện", ItemKind.TARGET),
        ("tap huan", ItemKind.DUTY),
        ("ra soat lap danh sach", ItemKind.GENERAL_TASK),
        ('"báo cáo quý"', ItemKind.REPORTING),
        ("163/2024/QH15", ItemKind.CITATION),
    ],
)
def test_every_kind_of_item_is_found(cast: Cast, typed: str, kind: ItemKind) -> None:
    draft = upload(cast)
    found = seek(cast, typed, item_kind=kind)
    assert [plan.draft for plan in found.plans] == [draft]
    assert first(found).kind == kind
    assert any(piece.is_hit for piece in first(found).pieces)


def test_a_duty_is_found_by_the_body_in_the_heading_above_it(cast: Cast) -> None:
    upload(cast)
    hit = first(seek(cast, '"sở y tế" tập huấn'))
    assert (hit.kind, [piece.text for one in hit.said for piece in one if piece.is_hit]) == ("DUTY", ["Sở Y tế"])


@pytest.mark.parametrize("typed", ["12/KH-UBND", "cong tac phong chong ma tuy 2026", "ke hoach tinh thu"])
def test_a_plan_is_found_by_what_stands_at_its_head(cast: Cast, typed: str) -> None:
    draft = upload(cast)
    assert [plan.draft for plan in seek(cast, typed, item_kind="DOCUMENT").plans] == [draft]


def test_running_text_is_found_where_no_item_stands(cast: Cast) -> None:
    upload(cast)
    found = seek(cast, '"độc lập - tự do"')
    assert first(found).kind == TEXT
    assert found.plans[0].count == 1


def test_a_paragraph_is_not_told_again_beside_its_item(cast: Cast) -> None:
    upload(cast)
    kinds = [hit.kind for hit in seek(cast, "xét xử lưu động").plans[0].hits]
    assert kinds == ["DUTY"]


def test_wrong_marks_find_what_the_letters_mean_and_say_so(cast: Cast) -> None:
    upload(cast)
    found = seek(cast, "trám ý té")
    assert (found.loose, found.total) == (True, 1)
    assert seek(cast, "trạm y tế").loose is False


def test_header_first_then_the_newest(cast: Cast) -> None:
    older = upload(cast, PLAN.replace("12/KH-UBND", "13/KH-UBND").replace("20 tháng 01", "10 tháng 01"))
    newer = upload(cast)
    titled = upload(
        cast, PLAN.replace("12/KH-UBND", "14/KH-UBND").replace("Công tác", "Tập huấn").replace("2026", "2025")
    )
    assert [plan.draft for plan in seek(cast, "tập huấn").plans] == [titled, newer, older]


def test_a_title_is_marked_only_where_all_that_is_sought_stands_in_it(cast: Cast) -> None:
    upload(cast)
    marked = {typed: [p.text for p in seek(cast, typed).plans[0].title if p.is_hit] for typed in ("ma túy", "tổ chức")}
    assert marked == {"ma túy": ["ma", "túy"], "tổ chức": []}


def test_filters_narrow(cast: Cast) -> None:
    upload(cast)
    for narrowed in ({"document_kind": "Kế hoạch"}, {"year": "2026"}, {"item_kind": "DUTY"}):
        assert seek(cast, "tập huấn", **narrowed).total == 1
    for elsewhere in (
        {"document_kind": "Quyết định"},
        {"year": "2025"},
        {"issuer": "Nơi khác"},
        {"item_kind": "EVENT"},
    ):
        assert seek(cast, "tập huấn", **elsewhere).total == 0


def test_a_draft_is_for_those_who_read_plans_in(cast: Cast) -> None:
    upload(cast)
    assert seek_published("tập huấn").total == 0
    assert search.choices([])["year"] == []
    published(cast)
    assert seek_published("tập huấn").total == 1
    assert search.choices([])["year"] == ["2026"]


def test_another_unit_s_draft_is_not_found(cast: Cast) -> None:
    upload(cast)
    assert search.search(query("tập huấn"), reads_in=[cast.health.pk], filters=Filters()).total == 0


def test_a_corrected_item_is_found_by_what_it_says_now(cast: Cast) -> None:
    duty = item(upload(cast), ItemKind.DUTY, section="III.2.a")
    data = {**duty.data, "agencies": ["Trung tâm Kiểm soát bệnh tật"]}
    reviewing.correct_item(by=cast.standing, at=AT, item=duty, version=duty.version, data=data)
    assert first(seek(cast, '"kiểm soát bệnh tật"')).item == duty.pk
    assert seek(cast, '"sở y tế" tập huấn', item_kind="DUTY").total == 0


def test_a_rejected_item_is_found_as_text_and_comes_back(cast: Cast) -> None:
    duty = item(upload(cast), ItemKind.DUTY, section="III.2.a")
    rejected = reviewing.decide_item(by=cast.standing, at=AT, item=duty, version=duty.version, state=ItemState.REJECTED)
    assert first(seek(cast, "tập huấn")).kind == TEXT
    reviewing.decide_item(by=cast.standing, at=AT, item=rejected, version=rejected.version, state=ItemState.PROPOSED)
    assert first(seek(cast, "tập huấn")).kind == ItemKind.DUTY


def test_a_corrected_header_is_found_and_the_old_one_no_more(cast: Cast) -> None:
    draft = upload(cast)
    actions.correct_header(
        by=cast.standing, at=AT, draft=draft, version=draft.version, header={**draft.header, "number": "77/KH-UBND"}
    )
    assert seek(cast, "77/KH-UBND").total == 1
    assert seek(cast, "12/KH-UBND", item_kind="DOCUMENT").total == 0


def test_an_abandoned_draft_leaves_the_search(cast: Cast) -> None:
    draft = upload(cast)
    actions.abandon_draft(by=cast.standing, at=AT, draft=draft)
    assert seek(cast, "tập huấn").total == 0
    assert not SearchEntry.objects.exists()


def test_what_is_kept_up_step_by_step_is_what_indexing_anew_gives(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    one = item(draft, ItemKind.TARGET)
    reviewing.decide_item(by=cast.standing, at=AT, item=one, version=one.version, state=ItemState.REJECTED)
    kept = entries(draft)
    index_draft(Draft.objects.get(pk=draft.pk))
    assert entries(draft) == kept


def test_what_was_read_in_before_there_was_a_search_is_found_after_the_update(cast: Cast) -> None:
    draft = upload(cast)
    kept = entries(draft)
    SearchEntry.objects.all().delete()
    migration = importlib.import_module("namro.plans.migrations.0005_index_present_drafts")
    migration.index_present_drafts(apps, None)
    assert entries(draft) == kept
    migration.index_present_drafts(apps, None)
    assert entries(draft) == kept


def entries(draft: Draft) -> list[tuple[Any, ...]]:
    rows = draft.search_entries.values_list("kind", "item", "start", "end", "paragraph", "words")
    return sorted(rows, key=str)


def test_a_paragraph_of_any_length_is_found_to_its_last_word(cast: Cast) -> None:
    draft = upload(cast, PLAN.replace("a) Chủ trì tập huấn", "a) Chủ trì " + "nội dung " * 9000 + "tận cùng tập huấn"))
    assert [plan.draft for plan in seek(cast, '"tận cùng"').plans] == [draft]
