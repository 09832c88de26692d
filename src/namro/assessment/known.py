"""Which rule sets there are, which one applies on a day, and how its open places are read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from namro.assessment.models import ReadingChoice, RuleSetAdoption, UploadedRuleSet
from namro.kernel.problems import Refused
from namro.kernel.rule_set_files import read_rule_set
from namro.kernel.rule_sets import RuleSet
from namro.organisations.asking import answer


@cache
def built_in() -> Mapping[str, RuleSet]:
    """Those that come with the program, by code, the newest in front."""
    found = [
        read_rule_set(file.read_bytes(), file.name)
        for file in (files("namro.assessment") / "rulesets").iterdir()
        if file.name.endswith(".toml")
    ]
    return {one.code: one for one in sorted(found, key=lambda one: one.valid_from, reverse=True)}


def content_of(code: str) -> bytes:
    """The file of a rule set, built in or loaded. Raises Refused where there is none of this code."""
    found = rule_set(code)
    for file in (files("namro.assessment") / "rulesets").iterdir():
        if file.name.endswith(".toml") and hashlib.sha256(file.read_bytes()).hexdigest() == found.digest:
            return file.read_bytes()
    return bytes(UploadedRuleSet.objects.get(code=code).content)


@lru_cache(maxsize=32)
def _read(code: str, digest: str) -> RuleSet:
    """digest: part of the key; what was loaded never changes."""
    kept = UploadedRuleSet.objects.get(code=code, digest=digest)
    return read_rule_set(bytes(kept.content), kept.filename)


def rule_sets() -> dict[str, RuleSet]:
    """All of them by code: loaded ones first, the newest in front. One query."""
    kept = answer("uploaded rule sets", lambda: list(UploadedRuleSet.objects.values_list("code", "digest")))
    return {**{code: _read(code, digest) for code, digest in kept}, **built_in()}


def rule_set(code: str) -> RuleSet:
    """Raises Refused where there is none of this code."""
    found = rule_sets().get(code)
    if found is None:
        raise Refused("no-rule-set", f"Không có bộ tiêu chí «{code}»; hãy chọn một bộ trong danh sách.")
    return found


def in_force(day: date) -> RuleSet:
    """The rule set by which a year that ends on `day` is judged: as adopted, else the built-in one valid then."""
    adoptions = answer("rule set adoptions", lambda: list(RuleSetAdoption.objects.all()))
    adopted = next((one for one in adoptions if one.applies_from <= day), None)
    if adopted is not None:
        return rule_set(adopted.code)
    for one in built_in().values():
        if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
            return one
    raise Refused("no-rule-set", f"Chưa có bộ tiêu chí nào có hiệu lực ngày {day:%d/%m/%Y}.")


def readings_of(code: str, on: date) -> dict[str, ReadingChoice]:
    """By option, the choice that counts on a day."""
    rows = ReadingChoice.objects.filter(rule_set=code, applies_from__lte=on).select_related("by")
    kept = answer(("readings", code, on), lambda: list(rows))
    found: dict[str, ReadingChoice] = {}
    for row in kept:
        found.setdefault(row.option, row)
    return found


def options_of(code: str, on: date) -> dict[str, str]:
    return {option: row.choice for option, row in readings_of(code, on).items()}
