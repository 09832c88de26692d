"""A rule set from its file: what it says, and every mistake with its line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from importlib.resources import files

import pytest

from namro.kernel.rule_set_files import RuleSetMistakes, read_rule_set
from namro.kernel.toml_lines import line_map, line_of
from tests.spec.test_classification_vectors import rule_set

MINIMAL = """code = "THU"
number = "1/QĐ-TN"
title = "Tiêu chí thử"
issuer = "Tỉnh Thử"
issued_on = 2026-01-01
valid_from = 2026-01-01
source = "tệp thử"

[period]
start = "15/12"
end = "14/12"
article = "Điều 9"

[[measures]]
code = "persons"
name = "Người có hồ sơ"
unit = "người"
formula = "addicts_closing + users_closing"

[[scales]]
code = "commune"
name = "Xã"
article = "Điều 4"
levels = ["COMMUNE"]

[[scales.classes]]
code = "I"
name = "loại I"
article = "khoản 1"
rank = 1
min_true = 1

[[scales.classes.criteria]]
code = "a"
text = "Từ 10 người trở lên"
article = "điểm a"
measure = "persons"
at_least = 10
"""


def mistakes(text: str, **more: object) -> list[tuple[int, str]]:
    with pytest.raises(RuleSetMistakes) as raised:
        read_rule_set(text.encode(), "thu.toml", **more)  # type: ignore[arg-type]
    found = [(int(p.place.rsplit(" ", 1)[1]), p.message) for p in raised.value.problems]
    assert all(p.remedy and p.place.startswith("thu.toml, dòng ") for p in raised.value.problems)
    return found


def line(text: str, words: str) -> int:
    return next(n for n, row in enumerate(text.splitlines(), 1) if words in row)


def test_a_small_file_is_a_rule_set() -> None:
    found = read_rule_set(MINIMAL.encode(), "thu.toml", elements={"addicts_closing", "users_closing"})
    assert (found.code, found.valid_from, found.valid_to) == ("THU", date(2026, 1, 1), None)
    assert found.scale("commune").classes[0].criteria[0].bands[0].at_least == Fraction(10)
    assert len(found.digest) == 64


def test_a_share_is_read_exactly() -> None:
    first = rule_set("qd-28-2025").scale("commune").class_of("I")
    assert first is not None
    assert first.criteria[0].bands[0].at_least == Fraction(5, 1000)


def test_every_built_in_criterion_cites_its_article() -> None:
    for name in ("qd-28-2025", "qd-3122-2010"):
        for scale in rule_set(name).scales:
            for one in scale.classes:
                assert all(c.article and c.text for c in one.criteria)


def test_the_line_of_a_syntax_error_is_told() -> None:
    broken = MINIMAL.replace('unit = "người"', 'unit = "người')
    [(at, message)] = mistakes(broken)
    assert at == line(broken, 'unit = "người')
    assert "cú pháp" in message


def test_all_mistakes_are_told_at_once_each_at_its_line() -> None:
    broken = (
        MINIMAL.replace('issuer = "Tỉnh Thử"\n', "")
        .replace("addicts_closing +", "addicts_closng +")
        .replace("min_true = 1", "min_true = 2")
        .replace('measure = "persons"', 'measure = "person"')
        .replace("at_least = 10", 'at_least = "mười"\nzzz = 1')
    )
    found = mistakes(broken, elements={"addicts_closing", "users_closing"})
    told = {message.split(" ")[0] + "…" + message[-12:]: at for at, message in found}
    assert [at for at, _ in found] == sorted(at for at, _ in found)
    assert line(broken, "addicts_closng") in told.values()
    assert line(broken, "min_true = 2") in told.values()
    assert line(broken, 'measure = "person"') in told.values()
    assert line(broken, "at_least =") in told.values()
    assert line(broken, "zzz") in told.values()
    assert any("issuer" in message for _, message in found)


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ('start = "15/12"', 'start = "01/4"', "start =", "kỳ đánh giá"),
        ('start = "15/12"', 'start = "rằm"', "start =", "ngày, tháng"),
        ("at_least = 10", "", 'measure = "persons"', "ngưỡng"),
        ("at_least = 10", "at_least = 10\nbelow = 5", "below", "Ngưỡng trên"),
        ("at_least = 10", "at_least = -1", "at_least", "âm"),
        ("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2025-01-01", "valid_to", "hết hiệu lực"),
        ('formula = "addicts_closing + users_closing"', 'formula = "2 * x"', "formula", "cộng, trừ"),
        ('formula = "addicts_closing + users_closing"', 'formula = "prev(x)"', "formula", "hàm"),
        ('formula = "addicts_closing + users_closing"', 'formula = "a ++ b"', "formula", "công thức"),
        ('code = "commune"', 'code = "xa"', "[[scales]]", "commune"),
        ('code = "THU"', 'code = "Thử nghiệm"', 'code = "Thử', "Mã"),
        ('measure = "persons"\n', 'count_of = { class = "X", min_true = 1 }\n', "count_of", "loại «X»"),
        ('measure = "persons"\n', 'measure = "persons"\nflag = "tuyen"\n', "flag", "cờ"),
    ],
)
def test_what_cannot_be_meant_is_refused(old: str, new: str, where: str, says: str) -> None:
    broken = MINIMAL.replace(old, new)
    found = mistakes(broken)
    assert any(says in message and at == line(broken, where) for at, message in found), found


def test_an_option_that_the_engine_does_not_know_is_refused() -> None:
    option = '\n[[options]]\ncode = "la"\nname = "Lạ"\nexplanation = "x"\ndefault = "a"\n'
    choice = '[[options.choices]]\ncode = "a"\nname = "a"\nmeaning = "a"\n'
    broken = MINIMAL + option + choice
    assert [(at, "la" in message) for at, message in mistakes(broken)] == [(line(broken, 'code = "la"'), True)]


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(RuleSetMistakes) as raised:
        read_rule_set(b'code = "a"\n\xff\xfe', "thu.toml")
    assert raised.value.problems[0].place == "thu.toml, dòng 2"


def test_each_table_and_key_has_its_line() -> None:
    text = (files("namro.assessment") / "rulesets" / "qd-28-2025.toml").read_text("utf-8")
    lines = line_map(text)
    at = line_of(lines, ("scales", 0, "classes", 1, "criteria", 1, "below"))
    assert text.splitlines()[at - 1] == "below = 2"
    inside = line_of(lines, ("scales", 0, "classes", 1, "criteria", 3, "any_of", 1, "below"))
    assert text.splitlines()[inside - 1] == "any_of = ["
