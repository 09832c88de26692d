"""The small form of one request: a few boxes, never asked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from namro.catalogue import queries
from namro.catalogue.actions.storing import store_version
from namro.catalogue.models import Form, FormVersion
from namro.kernel.elements import CellKey, ElementKind
from namro.kernel.form_drafts import Draft, add_cells, add_section
from namro.kernel.forms import Prefill, form_from_dict, form_to_dict
from namro.kernel.problems import Refused
from namro.kernel.times import PeriodKind
from namro.organisations import audit
from namro.organisations.models import Person

SECTION_TITLE = "Số liệu được yêu cầu"
# What is the same as before until someone changes it; what happened since a day is always counted anew.
CARRIED = frozenset({ElementKind.STOCK, ElementKind.REGISTER, ElementKind.BASE})


@transaction.atomic
def make_request_form(
    *, by: Person, at: datetime, title: str, cells: Sequence[CellKey], source: str, since: date
) -> FormVersion:
    """Who may ask is asked by the action that makes the request. Refused for no box, or one nobody can fill in."""
    elements = queries.elements()
    if not cells:
        raise Refused("request-empty", "Chọn ít nhất một số liệu.")
    if computed := [key for key in cells if key.element in elements and elements[key.element].kind == "D"]:
        raise Refused("request-computed", f"«{elements[computed[0].element].name}» do máy tự tính, không hỏi được.")
    code = f"YC-{_next_number()}"
    spec: Draft = {
        "code": code,
        "title": title,
        "audience": [],
        "period_kinds": [str(PeriodKind.CAMPAIGN)],
        "source": source,
        "valid_from": since.isoformat(),
        "sections": [],
        "narratives": [{"code": "results", "label": "Ghi chú", "max_length": 1000}],
        "identities": [{"id": "H1", "kind": "figures"}],
        "warnings": [{"id": "W1", "kind": "personal_data"}],
    }
    spec, section = add_section(spec)
    spec = add_cells(spec, section, cells, elements)
    spec["sections"][0] |= {"title": SECTION_TITLE, "owner": "Đơn vị báo cáo", "help": source}
    for cell in spec["sections"][0]["cells"]:
        kind = elements[cell["element"]].kind
        cell["prefill"] = str(Prefill.PREVIOUS if kind in CARRIED else Prefill.NONE)
    form = Form.objects.create(code=code, title=title, for_request=True)
    version = store_version(form, form_to_dict(form_from_dict(spec)), since=since, by=by, at=at)
    audit.record(by=by, at=at, action="form.request", subject=version, cells=len(cells))
    return version


def _next_number() -> int:
    """Codes are only names within this installation; two requests at once meet at the unique code."""
    codes = Form.objects.filter(for_request=True).values_list("code", flat=True)
    return max((int(code.rpartition("-")[2]) for code in codes if code.rpartition("-")[2].isdecimal()), default=0) + 1
