"""Reports as workbooks to be filled: what goes onto the sheets, and the sealed token that tells whose they are."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer

from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.kernel.times import short_date
from namro.reporting.queries import ReportPage
from namro.writing.xlsx import FormSheet, render_forms

_SEAL = Signer(salt="namro.form-sheet")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetToken:
    """What a sheet was made from: the report, the digest of its form, and the version of every box and text then.

    A box or a text that was never filled is absent.
    """

    report: int
    form: str
    versions: Mapping[CellKey, int]
    texts: Mapping[str, int]

    def seal(self) -> str:
        versions = {str(key): version for key, version in sorted(self.versions.items())}
        return _SEAL.sign_object([self.report, self.form, versions, dict(self.texts)], compress=True)


def unseal(token: str) -> SheetToken:
    """Raises Refused for a token that was not made here, or by an installation with another key."""
    try:
        report, form, versions, texts = _SEAL.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        raise Refused(
            "token", "Trang ẩn của tệp đã bị sửa hoặc tệp thuộc hệ thống khác; tải lại biểu rồi chép số sang."
        ) from None
    return SheetToken(
        report=report, form=form, versions={CellKey.parse(k): v for k, v in versions.items()}, texts=texts
    )


def form_digest(page: ReportPage) -> str:
    """Of the version of the form; empty for a report in words only."""
    version = page.report.form_version
    return version.digest if version else ""


def book_of(pages: Sequence[ReportPage], *, at: datetime, demonstration: bool) -> bytes:
    """The workbook of one unit: a sheet for each of its reports."""
    return render_forms([_sheet(page, demonstration=demonstration) for page in pages], at=at)


def _sheet(page: ReportPage, *, demonstration: bool) -> FormSheet:
    token = SheetToken(
        report=page.report.pk,
        form=form_digest(page),
        versions=page.versions,
        texts={code: narrative.version for code, narrative in page.texts.items()},
    ).seal()
    return FormSheet(
        form=page.form,
        elements=page.elements,
        unit=page.unit.name,
        plan=f"{page.plan}: {page.plan.title}" if page.plan else "",
        period=page.period.label,
        days=page.period.in_words,
        due=short_date(page.report.due_on),
        code=_code(token),
        token=token,
        values=page.values,
        opening=page.around.opening,
        previous=page.around.history[0] if page.around.history else {},
        last_year=page.around.last_year,
        texts={code: narrative.text for code, narrative in page.texts.items()},
        locked=page.around.locked,
        demonstration=demonstration,
    )


def _code(token: str) -> str:
    """«7K3M-Q9XD»: what ties a sheet to its token."""
    letters = base64.b32encode(hashlib.sha256(token.encode()).digest()[:5]).decode()
    return f"{letters[:4]}-{letters[4:]}"


def book_name(page: ReportPage) -> str:
    return f"Bieu {page.unit.code} {page.unit.short_name or page.unit.name} {page.period.code}.xlsx".replace("/", "-")


def books_by_unit(pages: Iterable[ReportPage]) -> dict[int, list[ReportPage]]:
    """The reports of each unit, in the order in which they come."""
    grouped: dict[int, list[ReportPage]] = {}
    for page in pages:
        grouped.setdefault(page.report.unit_id, []).append(page)
    return grouped
