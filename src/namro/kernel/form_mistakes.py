"""What is wrong with a form that is being composed, all of it at once, in sentences that name the place.

`examine` also gives the form as far as it holds together, which is what a preview shows: `kernel.forms` itself takes
only a whole form and stops at the first mistake.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.expressions import Cell, Comparison
from namro.kernel.form_drafts import Draft, key_of
from namro.kernel.form_rules import Must, Rule
from namro.kernel.forms import FormSpec, Prefill, cells_of_rule, form_from_dict, rule_from_dict
from namro.kernel.problems import Problem, Severity
from namro.kernel.records import as_date

LONGEST_NARRATIVE = 6000
LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Examined:
    """form: what holds together. problems: everything else, in the order of the page."""

    form: FormSpec
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


def examine(draft: Draft, elements: Mapping[str, ElementSpec]) -> Examined:
    examiner = _Examiner(draft, elements)
    whole = {
        **draft,
        "sections": list(examiner.sections()),
        "narratives": list(examiner.narratives()),
        "derived": list(examiner.derived()),
        "identities": list(examiner.rules("identities")),
        "warnings": list(examiner.rules("warnings")),
    }
    examiner.closings(whole)
    return Examined(form_from_dict(whole), (*_head(draft), *examiner.problems))


def _head(draft: Draft) -> Iterator[Problem]:
    if not str(draft.get("title", "")).strip():
        yield _error("title", "head", "Biểu chưa có tên.", "Ghi tên biểu.")
    if not draft.get("audience"):
        yield _error("audience", "head", "Chưa chọn đơn vị nào điền biểu này.", "Chọn loại đơn vị, nhóm hoặc nhãn.")
    if not draft.get("period_kinds"):
        yield _error("periods", "head", "Chưa chọn loại kỳ.", "Chọn ít nhất một loại kỳ.")
    if not str(draft.get("source", "")).strip():
        yield _error("source", "head", "Chưa ghi căn cứ.", "Ghi văn bản hoặc kế hoạch đòi biểu này.")
    if not draft["sections"] and not draft["narratives"]:
        yield _error("empty", "head", "Biểu chưa có mục nào.", "Thêm một mục số liệu hoặc một phần lời.")


@dataclass(slots=True)
class _Examiner:
    """Goes through a draft once, in the order in which the page shows it; keeps what holds."""

    draft: Draft
    elements: Mapping[str, ElementSpec]
    problems: list[Problem] = field(default_factory=list)
    known: set[CellKey] = field(default_factory=set)

    def sections(self) -> Iterator[Draft]:
        sections = self.draft["sections"]
        places: dict[CellKey, str] = {}
        for section in sections:
            code, place = section["code"], f"section:{section['code']}"
            if not section.get("title", "").strip():
                self._say("section-title", place, f"Mục {code} chưa có tên.", "Ghi tên mục.")
            if not section.get("owner", "").strip():
                self._say("section-owner", place, f"Mục {code} chưa có người phụ trách.", "Ghi ai điền mục này.")
            if not section["cells"]:
                self._say("section-empty", place, f"Mục {code} chưa có ô nào.", "Thêm số liệu hoặc bỏ mục.")
            cells = [cell for cell in section["cells"] if self._holds(cell, code, places)]
            yield {**section, "cells": cells}
        self.known = set(places)

    def _holds(self, cell: Draft, code: str, places: dict[CellKey, str]) -> bool:
        key, element = key_of(cell), self.elements.get(str(cell.get("element", "")))
        label = cell.get("label", "").strip() or str(key)
        if element is None or (key not in element.cells() and key != CellKey(key.element)):
            self._say(
                "unknown-element", str(key), f"Mục {code}, ô «{label}»: danh mục không có số liệu {key}.", "Bỏ ô."
            )
            return False
        if key in places:
            told = f"Ô «{label}» có hai lần: ở mục {places[key]} và ở mục {code}."
            self._say("twice", str(key), told, "Bỏ một ô; một số liệu chỉ hỏi một lần trong một biểu.")
            return False
        places[key] = code
        if not cell.get("label", "").strip():
            self._say("label", str(key), f"Mục {code}: ô {key} chưa có nhãn.", "Ghi nhãn hiện trên điện thoại.")
        elif len(cell["label"]) > LONGEST_LABEL:
            self._say("label", str(key), f"Nhãn của ô «{label[:40]}…» dài quá {LONGEST_LABEL} ký tự.", "Rút ngắn nhãn.")
        self._fits(cell, key, element, label)
        return True

    def _fits(self, cell: Draft, key: CellKey, element: ElementSpec, label: str) -> None:
        """A box that can be asked, though not so."""
        if element.kind is ElementKind.DERIVED:
            self._say("derived", str(key), f"Ô «{label}»: số này do máy tự tính, không hỏi được.", "Bỏ ô.")
        starts = as_date(self.draft.get("valid_from"))
        if starts and (element.valid_from > starts or (element.valid_to and element.valid_to < starts)):
            told = f"Ô «{label}»: định nghĩa của số liệu không có hiệu lực vào ngày biểu bắt đầu áp dụng."
            self._say("not-in-force", str(key), told, "Chọn số liệu thay thế hoặc đổi ngày áp dụng.")
        if cell.get("prefill") == Prefill.PREVIOUS and element.kind in (ElementKind.FLOW, ElementKind.ATTESTED):
            told = f"Ô «{label}»: số phát sinh trong kỳ không điền sẵn từ kỳ trước được."
            self._say("prefill", str(key), told, "Chọn «không điền sẵn».")

    def narratives(self) -> Iterator[Draft]:
        for narrative in self.draft["narratives"]:
            place = f"narrative:{narrative['code']}"
            if not narrative.get("label", "").strip():
                self._say("narrative-label", place, "Có phần lời chưa có tên.", "Ghi tên phần lời hoặc bỏ đi.")
            if not 1 <= int(narrative.get("max_length") or 0) <= LONGEST_NARRATIVE:
                told = f"Phần lời «{narrative.get('label', '')}»: độ dài tối đa từ 1 đến {LONGEST_NARRATIVE} ký tự."
                self._say("narrative-length", place, told, "Sửa độ dài.")
            yield narrative

    def derived(self) -> Iterator[Draft]:
        """Those above may be used below; below, an element of its own window only inside open(…)."""
        for item in self.draft.get("derived", ()):
            parsed = self._parsed({"id": "", "must": f"{item['formula']} = 0"})
            missing = self._missing(parsed, own=CellKey(item["element"]))
            if item["element"] not in self.elements or parsed is None:
                missing = missing or CellKey(item["element"])
            if missing:
                told = (
                    f"Số máy tính «{item.get('label') or item['element']}» cần ô {self._label(missing)}, nay không còn."
                )
                self._say("derived-cell", f"derived:{item['element']}", told, "Đưa ô trở lại hoặc bỏ số máy tính này.")
                continue
            self.known.add(CellKey(item["element"]))
            yield item

    def rules(self, name: str) -> Iterator[Draft]:
        seen: set[str] = set()
        sections = {section["code"] for section in self.draft["sections"]}
        for rule in self.draft.get(name, ()):
            what = f"{'Đẳng thức' if name == 'identities' else 'Cảnh báo'} {rule.get('id', '')}"
            place = f"rule:{rule.get('id', '')}"
            parsed = self._parsed(rule)
            if parsed is None or rule.get("id") in seen:
                self._say("rule", place, f"{what} không đọc được hoặc trùng mã.", "Bỏ rồi lập lại.")
            elif missing := self._missing(parsed):
                told = f"{what} nói tới ô {self._label(missing)}, nay không còn trong biểu."
                self._say("rule-cell", place, told, "Đưa ô trở lại, hoặc bỏ quy tắc này.")
            elif gone := set(getattr(parsed, "sections", ())) - sections:
                told = f"{what} nói tới mục {min(gone)}, nay không còn trong biểu."
                self._say("rule-section", place, told, "Đưa mục trở lại, hoặc bỏ quy tắc này.")
            else:
                seen.add(str(rule.get("id")))
                yield rule

    def closings(self, whole: dict[str, Any]) -> None:
        """Closings that no identity computes, and parts of boxes that are gone, lose that mark in what is shown."""
        computed = {
            left.key
            for rule in whole["identities"]
            if isinstance(parsed := self._parsed(rule), Must)
            and isinstance(parsed.must.node, Comparison)
            and parsed.must.node.sign == "="
            and isinstance(left := parsed.must.node.left, Cell)
        }
        for section in whole["sections"]:
            section["cells"] = [self._closed(dict(cell), computed) for cell in section["cells"]]

    def _closed(self, cell: Draft, computed: set[CellKey]) -> Draft:
        key = key_of(cell)
        if cell.get("prefill") == Prefill.OPENING_DERIVED and key not in computed:
            told = f"Ô «{cell['label']}» điền theo đầu kỳ nhưng không có đẳng thức nào tính ra nó."
            self._say("closing", str(key), told, "Lập đẳng thức, hoặc chọn «không điền sẵn».")
            cell["prefill"] = str(Prefill.NONE)
        if cell.get("of_which") and CellKey.parse(cell["of_which"]) not in self.known:
            told = (
                f"Ô «{cell['label']}» là «trong đó» của ô {self._label(CellKey.parse(cell['of_which']))} không còn nữa."
            )
            self._say("of-which", str(key), told, "Chọn lại ô tổng.")
            del cell["of_which"]
        return cell

    def _parsed(self, rule: Draft) -> Rule | None:
        try:
            return rule_from_dict(rule)
        except ValueError:
            return None

    def _missing(self, rule: Rule | None, own: CellKey | None = None) -> CellKey | None:
        """The first box that the rule names and the form lacks. own: may be named as it stood before."""
        if rule is None:
            return None
        return next((key for key in cells_of_rule(rule) if key not in self.known and key != own), None)

    def _label(self, key: CellKey) -> str:
        element = self.elements.get(key.element)
        part = dict(element.breakdowns).get(key.breakdown) if element else None
        return f"«{element.name}{f': {part}' if part else ''}»" if element else str(key)

    def _say(self, code: str, place: str, message: str, remedy: str) -> None:
        self.problems.append(_error(code, place, message, remedy))


def _error(code: str, place: str, message: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, place, message, remedy)
