"""What a new version of a form changes against the one in force, line by line, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from namro.kernel.elements import CellKey
from namro.kernel.form_words import rule_in_words
from namro.kernel.forms import CellSpec, FormSpec, Prefill, SectionSpec


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """what: the part, e.g. «Mục B, ô Mới đưa vào danh sách». detail: from what to what; "" for added and removed."""

    kind: ChangeKind
    what: str
    detail: str = ""


PREFILLS = {
    Prefill.NONE: "không điền sẵn",
    Prefill.OPENING_DERIVED: "máy tính từ đầu kỳ",
    Prefill.PREVIOUS: "như kỳ trước",
    Prefill.BASE: "số nền đã có",
}


def differences(before: FormSpec, after: FormSpec) -> tuple[Difference, ...]:
    """Empty where both ask the same in the same way. The day from which they hold is not compared."""
    parts = (_head, _sections, _cells, _words, _rules)
    return tuple(found for part in parts for found in part(before, after))


def _head(before: FormSpec, after: FormSpec) -> Iterator[Difference]:
    yield from _field("Tên biểu", before.title, after.title)
    yield from _field("Đơn vị điền", ", ".join(before.audience), ", ".join(after.audience))
    yield from _field("Loại kỳ", ", ".join(before.period_kinds), ", ".join(after.period_kinds))
    yield from _field("Căn cứ", before.source, after.source)


def _sections(before: FormSpec, after: FormSpec) -> Iterator[Difference]:
    old, new = _by_code(before), _by_code(after)
    yield from (Difference(ChangeKind.REMOVED, _section_name(s)) for code, s in old.items() if code not in new)
    yield from (Difference(ChangeKind.ADDED, _section_name(s)) for code, s in new.items() if code not in old)
    for code in (code for code in new if code in old):
        was, now, name = old[code], new[code], f"Mục {code}"
        yield from _field(f"{name}, tên", was.title, now.title)
        yield from _field(f"{name}, phụ trách", was.owner, now.owner)
        yield from _field(f"{name}, hướng dẫn", was.help, now.help)
        yield from _field(f"{name}, nút «Không phát sinh»", _yes(was.zero_button), _yes(now.zero_button))
        yield from _field(f"{name}, lũy kế từ đầu năm", _yes(was.cumulative), _yes(now.cumulative))
    kept = [code for code in new if code in old]
    if kept != [code for code in old if code in new]:
        yield Difference(ChangeKind.CHANGED, "Thứ tự các mục", " → ".join(kept))


def _cells(before: FormSpec, after: FormSpec) -> Iterator[Difference]:
    old, new = _boxes(before), _boxes(after)
    yield from (_box(ChangeKind.REMOVED, *old[key]) for key in old if key not in new)
    yield from (_box(ChangeKind.ADDED, *new[key]) for key in new if key not in old)
    for key in (key for key in new if key in old):
        (at, was), (to, now) = old[key], new[key]
        name = f"Mục {to}, ô {now.label}"
        yield from _field(f"{name}, mục", at, to)
        yield from _field(f"{name}, nhãn", was.label, now.label)
        yield from _field(f"{name}, hướng dẫn", was.help, now.help)
        yield from _field(f"{name}, điền sẵn", PREFILLS[was.prefill], PREFILLS[now.prefill])
        yield from _field(f"{name}, trong đó của", str(was.of_which or ""), str(now.of_which or ""))
        yield from _field(f"{name}, bắt buộc", _yes(was.required), _yes(now.required))
        yield from _field(f"{name}, nhận «không áp dụng»", _yes(was.not_applicable), _yes(now.not_applicable))
    yield from _order(before, after)


def _order(before: FormSpec, after: FormSpec) -> Iterator[Difference]:
    for code, section in _by_code(after).items():
        was = _by_code(before).get(code)
        if was is None:
            continue
        now_keys, was_keys = [c.key for c in section.cells], [c.key for c in was.cells]
        common = set(now_keys) & set(was_keys)
        if [k for k in now_keys if k in common] != [k for k in was_keys if k in common]:
            yield Difference(ChangeKind.CHANGED, f"Mục {code}, thứ tự các ô")


def _words(before: FormSpec, after: FormSpec) -> Iterator[Difference]:
    old, new = {n.code: n for n in before.narratives}, {n.code: n for n in after.narratives}
    yield from (Difference(ChangeKind.REMOVED, f"Phần lời {n.label}") for code, n in old.items() if code not in new)
    yield from (Difference(ChangeKind.ADDED, f"Phần lời {n.label}") for code, n in new.items() if code not in old)
    for code in (code for code in new if code in old):
        name = f"Phần lời {new[code].label}"
        yield from _field(f"{name}, tên", old[code].label, new[code].label)
        yield from _field(f"{name}, hướng dẫn", old[code].help, new[code].help)
        yield from _field(f"{name}, tối đa", str(old[code].max_length), str(new[code].max_length))


def _rules(before: FormSpec, after: FormSpec) -> Iterator[Difference]:
    """Derived figures and rules, by what they say: a rule that only got another number is the same rule."""
    labels = _labels(before) | _labels(after)
    old, new = _said(before, labels), _said(after, labels)
    yield from (Difference(ChangeKind.REMOVED, said) for said in old if said not in new)
    yield from (Difference(ChangeKind.ADDED, said) for said in new if said not in old)


def _labels(form: FormSpec) -> dict[CellKey, str]:
    return {**{c.key: c.label for c in form.cells()}, **{d.key: d.label for d in form.derived}}


def _said(form: FormSpec, labels: Mapping[CellKey, str]) -> dict[str, None]:
    rules = (
        f"Quy tắc: {rule_in_words(rule, lambda key: labels.get(key, str(key)))}"
        for rule in (*form.identities, *form.warnings)
    )
    return dict.fromkeys([*(f"Số máy tính: {item.label}" for item in form.derived), *rules])


def _by_code(form: FormSpec) -> Mapping[str, SectionSpec]:
    return {section.code: section for section in form.sections}


def _boxes(form: FormSpec) -> dict[CellKey, tuple[str, CellSpec]]:
    return {cell.key: (section.code, cell) for section in form.sections for cell in section.cells}


def _section_name(section: SectionSpec) -> str:
    return f"Mục {section.code}. {section.title}"


def _box(kind: ChangeKind, section: str, cell: CellSpec) -> Difference:
    return Difference(kind, f"Mục {section}, ô {cell.label}")


def _yes(value: bool) -> str:  # noqa: FBT001
    return "có" if value else "không"


def _field(name: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(ChangeKind.CHANGED, name, f"{before or '(trống)'} → {after or '(trống)'}")
