"""Indicators that the standing agency adds, new versions of those there are, and going back to a former one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from namro.catalogue import queries
from namro.catalogue.actions.composing import require_composer
from namro.catalogue.actions.elements import code_of
from namro.catalogue.actions.storing import store_indicator
from namro.catalogue.models import Indicator, IndicatorVersion
from namro.kernel.formulas import examine_indicator
from namro.kernel.indicators import indicator_to_dict
from namro.kernel.problems import Refused
from namro.organisations import audit
from namro.organisations.models import Person

_WORDS = {"name": "tên", "source": "căn cứ"}


@transaction.atomic
def define_indicator(*, by: Person, at: datetime, data: Mapping[str, Any], valid_from: date) -> Indicator:
    """Add an indicator that is computed from a day on. data: its dictionary form; the code is made from the name."""
    require_composer(by, at)
    _require_words(data)
    taken = set(Indicator.objects.values_list("code", flat=True))
    code = code_of(str(data["name"]), taken=taken)
    spec = _examined({**data, "code": code}, valid_from)
    valid = DateRange(valid_from, None)
    indicator = Indicator.objects.create(code=code, name=spec["name"], spec=spec, valid=valid)
    IndicatorVersion.objects.create(indicator=indicator, number=1, spec=spec, valid=valid, made_by=by, made_at=at)
    audit.record(by=by, at=at, action="indicator.define", subject=indicator, code=code)
    return indicator


@transaction.atomic
def change_indicator(
    *, by: Person, at: datetime, indicator: Indicator, data: Mapping[str, Any], valid_from: date, reason: str
) -> IndicatorVersion:
    """Compute an indicator otherwise from a day on; periods that ended before keep the version of their own end."""
    require_composer(by, at)
    _require_words(data)
    row = Indicator.objects.select_for_update().get(pk=indicator.pk)
    spec = _examined({**data, "code": row.code}, valid_from)
    return _follow(row, spec | _phrases(row), by=by, at=at, valid_from=valid_from, reason=reason)


@transaction.atomic
def restore_indicator(
    *, by: Person, at: datetime, version: IndicatorVersion, valid_from: date, reason: str
) -> IndicatorVersion:
    """Go back to a former version from a day on; what was computed in between stays as it was."""
    require_composer(by, at)
    row = Indicator.objects.select_for_update().get(pk=version.indicator_id)
    _examined(queries.described(version.spec), valid_from)  # an element that it reads may have gone since
    return _follow(row, version.spec, by=by, at=at, valid_from=valid_from, reason=reason)


def _follow(
    row: Indicator, spec: dict[str, Any], *, by: Person, at: datetime, valid_from: date, reason: str
) -> IndicatorVersion:
    newest = row.versions.order_by("-number").first()
    assert newest is not None
    if not reason.strip():
        raise Refused("indicator-reason", "Ghi điều gì thay đổi so với trước và vì sao.")
    if newest.spec == spec:
        raise Refused("indicator-same", "Không có gì khác phiên bản đang dùng.")
    if newest.valid.lower is not None and valid_from < newest.valid.lower:
        raise Refused(
            "indicator-early", f"Phiên bản mới phải có hiệu lực từ ngày {newest.valid.lower:%d/%m/%Y} trở đi."
        )
    version = store_indicator(row, spec, since=valid_from, reason=reason.strip(), by=by, at=at)
    audit.record(by=by, at=at, action="indicator.change", subject=row, code=row.code, number=version.number)
    return version


def _examined(data: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The dictionary to store, without what is empty; Refused with the first mistake of the formula."""
    found = examine_indicator(data, queries.elements(), queries.indicators_by_code(on))
    if found.indicator is None:
        first = found.errors[0]
        raise Refused("indicator-formula", f"{first.message} {first.remedy}".strip())
    return {name: value for name, value in indicator_to_dict(found.indicator).items() if value not in ("", None, [])}


def _phrases(row: Indicator) -> dict[str, Any]:
    """The phrases that suggest an indicator stay with it, however it is computed."""
    return {"match": row.spec["match"]} if row.spec.get("match") else {}


def _require_words(data: Mapping[str, Any]) -> None:
    for field, said in _WORDS.items():
        if not str(data.get(field, "")).strip():
            raise Refused("indicator-words", f"Ghi {said} của chỉ báo.")
