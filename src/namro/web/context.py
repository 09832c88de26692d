"""What every page shows besides its own matter: who is signed in, where one may go, whether this is a demonstration."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from namro.organisations import access, queries
from namro.organisations.models import Person
from namro.organisations.rules import Permission, Role
from namro.web.in_app import app_around

ROLE_LABELS: dict[Role, str | Promise] = {
    Role.STANDING_AGENCY: _("Cơ quan thường trực"),
    Role.LEADER: _("Lãnh đạo"),
    Role.FOCAL_POINT: _("Đầu mối"),
    Role.SECTION_OWNER: _("Phụ trách phần"),
    Role.APPROVER: _("Người duyệt"),
    Role.CASE_WORKER: _("Cán bộ hồ sơ"),
    Role.INSPECTOR: _("Kiểm tra"),
    Role.AUDITOR: _("Kiểm toán"),
    Role.ADMINISTRATOR: _("Quản trị"),
}


class Destination(NamedTuple):
    """One entry of the main navigation. `short` is what fits under a picture on a phone."""

    view: str
    label: str | Promise
    short: str | Promise
    icon: str
    permission: Permission | None


DESTINATIONS = (
    Destination("home", _("Trang chính"), _("Chính"), "home", None),
    Destination("plans:list-plans", _("Kế hoạch"), _("Kế hoạch"), "plan", Permission.PLAN_VIEW),
    Destination("reports:my-reports", _("Báo cáo"), _("Báo cáo"), "report", Permission.REPORT_VIEW),
    Destination("reports:completeness", _("Tình hình nộp"), _("Nộp"), "grid", Permission.COMPLETENESS_VIEW),
    Destination(
        "publications:list-publications",
        _("Báo cáo tổng hợp"),
        _("Tổng hợp"),
        "publish",
        Permission.PUBLICATION_VIEW,
    ),
    Destination("forms:list-forms", _("Biểu mẫu"), _("Biểu"), "circle", Permission.FORM_EDIT),
    Destination("units:list-units", _("Đơn vị"), _("Đơn vị"), "units", Permission.UNIT_VIEW),
    Destination("units:list-people", _("Người dùng"), _("Người"), "people", Permission.PERSON_MANAGE),
    Destination("units:audit", _("Nhật ký"), _("Nhật ký"), "trace", Permission.AUDIT_VIEW),
)


def namro(request: HttpRequest) -> dict[str, Any]:
    """Nothing here asks the database before a template does.

    Called "frame" because the sign-in library puts a "site" of its own into the context of its pages.
    """
    return {
        "frame": {
            "demonstration": SimpleLazyObject(queries.is_demonstration),
            "province": SimpleLazyObject(lambda: queries.province_name(timezone.localdate())),
            "version": settings.VERSION,
            "app": app_around(request.headers.get("User-Agent", "")),
            "navigation": SimpleLazyObject(lambda: navigation(request)),
            "person": SimpleLazyObject(lambda: person_card(request)),
        }
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    person = request.user
    if not isinstance(person, Person):
        return []
    held = access.permissions_on(person, on=timezone.localdate())
    entries = []
    for destination in DESTINATIONS:
        if destination.permission is not None and destination.permission not in held:
            continue
        try:
            url = reverse(destination.view)
        except NoReverseMatch:
            continue
        entries.append((url, destination))
    above = [url for url, _entry in entries if url != "/" and request.path.startswith(url)]
    here = max(above, key=len, default=request.path)
    return [
        {"url": url, "label": entry.label, "short": entry.short, "icon": entry.icon, "current": url == here}
        for url, entry in entries
    ]


def person_card(request: HttpRequest) -> dict[str, Any]:
    """Name, role and posts of who is signed in."""
    person = request.user
    assert isinstance(person, Person)
    today = timezone.localdate()
    held = queries.roles_on(person.pk, today)
    units = queries.short_names_on(today, {assignment.unit_id for assignment in held})
    posts = [(ROLE_LABELS[Role(a.role)], units[a.unit_id]) for a in held if a.unit_id in units]
    return {
        "name": person.full_name,
        "role": f"{posts[0][0]} · {posts[0][1]}" if posts else "",
        "posts": [f"{role}, {unit}" for role, unit in posts],
    }
