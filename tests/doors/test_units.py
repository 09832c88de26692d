"""The pages of units over time: the map of a day, a change shown before it is written, history, undo."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from namro.organisations import marking, official_list, queries, reorganising
from namro.organisations.models import Person, Unit, UnitChange
from namro.web.unit_labels import SLUGS
from tests.cast import AT, Cast

ON = date(2026, 11, 1)
LAW = "Nghị quyết số 9/NQ-TN"
PAPERS = {"effective_on": ON.isoformat(), "legal_reference": LAW}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(answer: Any) -> str:
    """What a person reads on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def doing(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"by": cast.admin, "at": AT, "effective_on": ON, "legal_reference": LAW} | more


def merge(cast: Cast) -> dict[str, Any]:
    return {**PAPERS, "absorbed": [str(cast.a.pk)], "into": str(cast.b.pk)}


def send(cast: Cast, slug: str, **posted: Any) -> Any:
    return signed_in(cast.admin).post(reverse("units:make-change", args=[slug]), posted)


def test_the_list_is_the_map_of_the_chosen_day(cast: Cast) -> None:
    client = signed_in(cast.clerk_a)
    seen = [
        "Xã Cẩm Thử" in text_of(client.get(reverse("units:list-units"), {"ngay": day}))
        for day in ("2026-06-30", "2026-07-01")
    ]
    assert seen == [True, False]
    assert "Các mốc thay đổi: 1/7/2026" in text_of(client.get(reverse("units:list-units")))


def test_a_change_is_shown_before_it_is_written(cast: Cast) -> None:
    said = text_of(send(cast, "sap-nhap", **merge(cast)))
    assert "Xem trước; chưa ghi gì." in said
    assert "Phường Bình Thử tiếp nhận trọn Xã An Thử" in said
    assert "3 vai trò kết thúc ở đơn vị cũ" in said
    assert not UnitChange.objects.exists()


def test_what_was_shown_is_written_when_confirmed(cast: Cast) -> None:
    answer = send(cast, "sap-nhap", **merge(cast), ghi="1")
    change = UnitChange.objects.get()
    assert answer["Location"] == reverse("units:show-change", args=[change.pk])
    assert cast.a.pk not in queries.tree_on(ON)


def test_the_preview_sends_along_all_that_was_typed(cast: Cast) -> None:
    page = send(cast, "sap-nhap", **merge(cast)).content.decode()
    form = page[page.index("action-bar") :]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    assert {(name, value) for name, value in hidden if name != "csrfmiddlewaretoken"} == {
        ("absorbed", str(cast.a.pk)),
        ("into", str(cast.b.pk)),
        *PAPERS.items(),
    }


def test_the_boxes_come_back_as_they_were_to_be_corrected(cast: Cast) -> None:
    page = send(cast, "sap-nhap", **merge(cast), sua="1").content.decode()
    assert re.search(rf'name="absorbed" value="{cast.a.pk}"[^>]* checked', page)
    assert f'value="{LAW}"' in page


def test_a_rule_that_is_broken_is_one_sentence_at_the_form(cast: Cast) -> None:
    posted = merge(cast) | {"into": str(cast.a.pk)}
    answer = send(cast, "sap-nhap", **posted)
    assert answer.status_code == 422
    assert "khác với đơn vị tiếp nhận" in text_of(answer)


def test_units_merge_into_a_new_one_of_their_kind(cast: Cast) -> None:
    both = [str(cast.a.pk), str(cast.b.pk)]
    send(cast, "sap-nhap", **PAPERS | {"absorbed": both, "into": "moi", "code": "99010", "name": "Xã Mới"}, ghi="1")
    (row,) = [row for row in queries.units_on(ON).values() if row.code == "99010"]
    assert (row.name, row.kind, row.parent) == ("Xã Mới", "commune", cast.province.pk)
    assert row.letterhead_name == "ỦY BAN NHÂN DÂN XÃ MỚI"


def test_a_new_unit_without_a_name_is_asked_for_it(cast: Cast) -> None:
    answer = send(cast, "sap-nhap", **merge(cast) | {"into": "moi"})
    assert "Đơn vị mới cần mã và tên" in text_of(answer)


def test_a_unit_is_split_by_percent(cast: Cast) -> None:
    parts = {
        "to_1": str(cast.a.pk),
        "percent_1": "62,5",
        "to_2": "moi",
        "percent_2": "37,5",
        "code_2": "99011",
        "name_2": "Xã Hai",
    }
    send(cast, "chia-tach", **PAPERS, **parts, **{"don-vi": cast.a.pk}, ghi="1")
    new = Unit.objects.get(code="99011")
    assert [(s.from_unit, float(s.share)) for s in new.predecessors.all()] == [(cast.a, 0.375)]


def test_a_renamed_commune_signs_by_its_new_name(cast: Cast) -> None:
    send(cast, "doi-ten", **PAPERS, **{"don-vi": cast.a.pk}, name="Phường An Thử", ghi="1")
    row = queries.units_on(ON)[cast.a.pk]
    assert (row.letterhead_name, row.place) == ("ỦY BAN NHÂN DÂN PHƯỜNG AN THỬ", "An Thử")
    assert "UBND Phường An Thử" in row.other_names


@pytest.mark.parametrize(
    ("slug", "posted", "found"),
    [
        (
            "chuyen",
            {"parent": "health"},
            lambda cast: queries.tree_on(ON).parent(cast.drug_police.pk) == cast.health.pk,
        ),
        ("giai-the", {}, lambda cast: cast.drug_police.pk not in queries.tree_on(ON)),
        ("dac-diem", {"tags": ["border"]}, lambda cast: queries.units_on(ON)[cast.drug_police.pk].tags == ("border",)),
        ("phuc-vu", {"served": ["a", "b"]}, lambda cast: len(queries.serving(cast.drug_police.pk, ON)[0]) == 2),
        (
            "chuc-nang",
            {"other": "quản lý cai nghiện", "to": "police"},
            lambda cast: queries.units_on(ON)[cast.police.pk].functions,
        ),
        (
            "lap-moi",
            {"code": "X", "name": "Sở Mới", "like": "health", "parent": "province"},
            lambda cast: Unit.objects.get(code="X"),
        ),
    ],
)
def test_every_kind_of_change_has_its_page(cast: Cast, slug: str, posted: dict[str, Any], found: Any) -> None:
    def value(one: Any) -> Any:
        return getattr(cast, one).pk if isinstance(one, str) and hasattr(cast, one) else one

    values = {key: [value(x) for x in one] if isinstance(one, list) else value(one) for key, one in posted.items()}
    assert send(cast, slug, **PAPERS, **values, **{"don-vi": cast.drug_police.pk}, ghi="1").status_code == 302
    assert found(cast)


def test_every_kind_of_change_can_be_begun(cast: Cast) -> None:
    client = signed_in(cast.admin)
    for slug in SLUGS:
        for unit in ({}, {"don-vi": cast.a.pk}):
            assert client.get(reverse("units:make-change", args=[slug]), unit).status_code == 200, slug
    assert client.get(reverse("units:make-change", args=["khong-co"])).status_code == 404
    assert client.get(reverse("units:make-change", args=["doi-ten"]), {"don-vi": "x"}).status_code == 404


def test_the_page_of_a_unit_tells_its_history(cast: Cast) -> None:
    marking.set_tags(unit=cast.b, tags={"class_2"}, **doing(cast, effective_on=date(2026, 9, 1)))
    reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    said = text_of(signed_in(cast.clerk_b).get(reverse("units:show-unit", args=[cast.b.pk]), {"ngay": "2026-11-02"}))
    assert "1/11/2026 Nhận từ Xã An Thử Nghị quyết số 9/NQ-TN" in said
    assert "1/9/2026 Có đặc điểm trọng điểm loại II" in said
    assert (
        said.index("1/11/2026 Nhận từ") < said.index("1/9/2026 Có đặc điểm") < said.index("1/7/2026 Nhận từ Xã Cẩm Thử")
    )
    gone = text_of(signed_in(cast.clerk_b).get(reverse("units:show-unit", args=[cast.a.pk]), {"ngay": "2026-11-02"}))
    assert "không tồn tại vào ngày 2/11/2026" in gone
    assert "Giao cho Phường Bình Thử" in gone


def test_a_change_is_listed_and_undone_on_its_page(cast: Cast) -> None:
    change = reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    admin = signed_in(cast.admin)
    assert LAW in text_of(admin.get(reverse("units:list-changes")))
    assert "Hoàn tác" in text_of(admin.get(reverse("units:show-change", args=[change.pk])))
    admin.post(reverse("units:undo-change", args=[change.pk]))
    assert cast.a.pk in queries.tree_on(ON)
    assert "đã hoàn tác" in text_of(admin.get(reverse("units:list-changes")))
    assert "Hoàn tác" not in text_of(signed_in(cast.clerk_a).get(reverse("units:show-change", args=[change.pk])))


def test_the_difference_can_be_cut_to_one_kind(cast: Cast) -> None:
    change = reorganising.add_unit(unit=official_list.commune("99020", "Xã Mới", "99"), **doing(cast))
    reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    page = reverse("units:show-change", args=[change.pk])
    said = text_of(signed_in(cast.clerk_a).get(page, {"khac": "new"}))
    assert "Xã Mới" in said
    assert "Xã An Thử" not in said


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("sap-xep.csv", text.encode())


def taking_in(cast: Cast, **posted: Any) -> Any:
    fields = PAPERS | {"source": "file", "known_since": "2026-01-01"} | posted
    return signed_in(cast.admin).post(reverse("units:import-units"), fields)


LIST = "mã cũ,tên cũ,mã mới,tên mới\n99001,Xã An Thử,99001,Xã An Bình\n99002,Phường Bình Thử,99001,Xã An Bình\n"


def test_a_list_is_shown_and_then_taken_in(cast: Cast) -> None:
    answer = taking_in(cast, file=upload(LIST))
    assert "2 dòng của tỉnh này." in text_of(answer)
    assert "Xã An Bình tiếp nhận trọn Xã An Thử, Phường Bình Thử" in text_of(answer)
    assert not UnitChange.objects.exists()
    taking_in(cast, rows=answer.context["rows_text"], ghi="1")
    assert {cast.a.pk, cast.b.pk}.isdisjoint(queries.tree_on(ON))


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"file": upload("mã cũ,tên cũ,mã mới\n1,Xã,77777\n")}, "Dòng 2: Không có đơn vị nào mang mã mới 77777."),
        ({"file": upload("gì đó\n")}, "Dòng đầu thiếu cột"),
        ({"file": SimpleUploadedFile("a.csv", b"\xff\xfe\x00")}, "không phải văn bản UTF-8"),
        ({}, "Chọn tệp CSV."),
    ],
)
def test_a_list_that_is_wrong_says_where(cast: Cast, posted: dict[str, Any], sentence: str) -> None:
    answer = taking_in(cast, **posted)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
