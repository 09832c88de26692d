"""Composing a form: a change never loses what it does not touch, and what is wrong is said with place and remedy."""

from datetime import date
from typing import Any

import pytest

from namro.kernel import form_drafts
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.form_differences import ChangeKind, differences
from namro.kernel.form_drafts import Draft
from namro.kernel.form_mistakes import examine
from namro.kernel.form_words import rule_in_words
from namro.kernel.forms import form_from_dict
from namro.kernel.problems import Refused


def element(code: str, name: str, kind: str = "F", **more: Any) -> ElementSpec:
    about: dict[str, Any] = {
        "unit": "người",
        "supplier": "commune",
        "source": "Thử",
        "valid_from": date(2025, 12, 15),
    } | more
    return ElementSpec(code=code, name=name, kind=ElementKind(kind), **about)


ELEMENTS = {
    e.code: e
    for e in (
        element("arrived", "Người đến"),
        element("left", "Người đi"),
        element("present", "Người có mặt", "S"),
        element("trained", "Người được tập huấn", "Y"),
        element("rate", "Tỷ lệ máy tính", "D"),
        element("events", "Cuộc họp", breakdowns=(("day", "Ban ngày"), ("night", "Ban đêm"))),
        element("later", "Số liệu của năm sau", valid_from=date(2026, 12, 15)),
    )
}
ARRIVED, LEFT, PRESENT = CellKey("arrived"), CellKey("left"), CellKey("present")


def draft(*keys: CellKey) -> Draft:
    """A form without a mistake: one section with these boxes."""
    made = form_drafts.new_draft(code="THU", title="Biểu thử", valid_from=date(2026, 3, 15))
    made = form_drafts.with_head(made, {"audience": ["commune"], "source": "Kế hoạch số 1"})
    made, code = form_drafts.add_section(made)
    made = form_drafts.change_section(made, code, {"title": "Người", "owner": "Công an xã"})
    return form_drafts.add_cells(made, code, keys, ELEMENTS)


def balanced() -> Draft:
    return form_drafts.add_balance(
        draft(ARRIVED, LEFT, PRESENT), result=PRESENT, sign="=", opening=True, plus=[ARRIVED], minus=[LEFT]
    )


def said(made: Draft) -> list[str]:
    return [p.message for p in examine(made, ELEMENTS).errors]


def labels(made: Draft, section: int = 0) -> list[str]:
    return [cell["label"] for cell in made["sections"][section]["cells"]]


def test_a_form_put_together_from_elements_holds() -> None:
    made = balanced()
    assert said(made) == []
    form = form_from_dict(made)
    assert form.identity_of(PRESENT) is not None
    assert form.cell(PRESENT).prefill == "opening_derived"  # type: ignore[union-attr]


def test_a_change_leaves_the_draft_before_it_alone() -> None:
    before = draft(ARRIVED)
    after = form_drafts.change_cell(before, ARRIVED, {"label": "Đến trong kỳ"})
    assert labels(before) == ["Người đến"]
    assert labels(after) == ["Đến trong kỳ"]


def test_an_element_with_groups_brings_a_box_for_each() -> None:
    made = draft(*ELEMENTS["events"].cells())
    assert labels(made) == ["Cuộc họp: Ban ngày", "Cuộc họp: Ban đêm"]


def test_a_box_is_never_taken_in_twice() -> None:
    made = draft(ARRIVED, LEFT)
    again = form_drafts.add_cells(made, "A", [LEFT, PRESENT], ELEMENTS)
    assert labels(again) == ["Người đến", "Người đi", "Người có mặt"]


def test_boxes_move_within_their_section_and_over_its_edge() -> None:
    made, other = form_drafts.add_section(draft(ARRIVED, LEFT))
    assert labels(form_drafts.move_cell(made, LEFT, -1)) == ["Người đi", "Người đến"]
    over = form_drafts.move_cell(made, LEFT, 1)
    assert (labels(over), labels(over, 1)) == (["Người đến"], ["Người đi"])
    assert other == "B"
    assert form_drafts.move_cell(made, ARRIVED, -1) == made


@pytest.mark.parametrize(
    "change",
    [
        lambda d: form_drafts.change_section(d, "Z", {"title": "x"}),
        lambda d: form_drafts.remove_cell(d, PRESENT),
        lambda d: form_drafts.change_narrative(d, "gone", {}),
        lambda d: form_drafts.remove_rule(d, "H99"),
        lambda d: form_drafts.add_cells(d, "A", [CellKey("nothing")], ELEMENTS),
    ],
)
def test_a_part_that_is_gone_is_said_to_be_gone(change: Any) -> None:
    with pytest.raises(Refused, match="không"):
        change(draft(ARRIVED))


def test_every_mistake_is_told_at_once_with_its_place() -> None:
    made = balanced()
    made["title"] = " "
    made["sections"][0]["cells"].append({"element": "invented", "label": "Bịa"})
    made["sections"].append({"code": "B", "title": "", "owner": "Trạm y tế", "cells": [{"element": "left"}]})
    found = examine(made, ELEMENTS).problems
    assert {p.place for p in found} == {"head", "invented[total]", "section:B", "left[total]"}
    assert "Ô «left[total]» có hai lần: ở mục A và ở mục B." in [p.message for p in found]
    assert all(p.remedy for p in found)


def test_an_identity_that_names_a_box_that_is_gone_is_named() -> None:
    made = form_drafts.remove_cell(balanced(), LEFT)
    assert "Đẳng thức H3 nói tới ô «Người đi», nay không còn trong biểu." in said(made)
    mended = form_drafts.remove_rule(made, "H3")
    assert said(mended) == ["Ô «Người có mặt» điền theo đầu kỳ nhưng không có đẳng thức nào tính ra nó."]


def test_a_part_of_a_box_that_is_gone_is_named() -> None:
    made = form_drafts.change_cell(draft(ARRIVED, LEFT), ARRIVED, {"of_which": str(LEFT)})
    assert said(made) == []
    assert "«trong đó»" in said(form_drafts.remove_cell(made, LEFT))[0]


@pytest.mark.parametrize(
    ("key", "told"), [("rate", "máy tự tính"), ("later", "không có hiệu lực"), ("arrived", "không điền sẵn")]
)
def test_what_cannot_be_asked_so_is_told(key: str, told: str) -> None:
    made = draft(CellKey(key))
    if key == "arrived":
        made = form_drafts.change_cell(made, ARRIVED, {"prefill": "previous"})
    assert told in " ".join(f"{p.message} {p.remedy}" for p in examine(made, ELEMENTS).errors)


def test_what_holds_can_be_shown_whatever_else_is_wrong() -> None:
    made = form_drafts.remove_cell(balanced(), LEFT)
    made["sections"][0]["cells"].append({"element": "invented", "label": "Bịa"})
    form = examine(made, ELEMENTS).form
    assert [str(cell.key) for cell in form.cells()] == ["arrived[total]", "present[total]"]
    assert [rule.id for rule in form.identities] == ["H1", "H2"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"plus": []}, "ít nhất một ô"),
        ({"plus": [PRESENT]}, "một chỗ"),
        ({"sign": "!="}, "bằng"),
    ],
)
def test_a_balance_that_says_nothing_is_refused(wrong: dict[str, Any], told: str) -> None:
    given: dict[str, Any] = {
        "result": PRESENT,
        "sign": "<=",
        "opening": False,
        "plus": [ARRIVED],
        "minus": [LEFT],
    } | wrong
    with pytest.raises(Refused, match=told):
        form_drafts.add_balance(draft(ARRIVED, LEFT, PRESENT), **given)


def test_rules_are_read_in_words() -> None:
    rule = form_from_dict(balanced()).identities[-1]
    spoken = rule_in_words(rule, lambda key: ELEMENTS[key.element].name)
    assert spoken == "«Người có mặt» = «Người có mặt» (đầu kỳ) + «Người đến» − «Người đi»"


def test_differences_tell_what_came_went_and_changed() -> None:
    before = form_from_dict(balanced())
    made = form_drafts.change_cell(balanced(), ARRIVED, {"label": "Mới đến"})
    made = form_drafts.add_cells(made, "A", [CellKey("trained")], ELEMENTS)
    made = form_drafts.remove_rule(form_drafts.remove_narrative(made, "proposals"), "H2")
    found = {(d.kind, d.what): d.detail for d in differences(before, form_from_dict(made))}
    assert found == {
        (ChangeKind.ADDED, "Mục A, ô Người được tập huấn"): "",
        (ChangeKind.CHANGED, "Mục A, ô Mới đến, nhãn"): "Người đến → Mới đến",
        (ChangeKind.REMOVED, "Phần lời Kiến nghị"): "",
        (ChangeKind.REMOVED, "Quy tắc: Số lũy kế không giảm trong năm"): "",
    }
    assert differences(before, before) == ()


def test_a_code_of_a_form_is_plain() -> None:
    with pytest.raises(Refused, match="Mã biểu"):
        form_drafts.new_draft(code="biểu 1", title="", valid_from=date(2026, 3, 15))
