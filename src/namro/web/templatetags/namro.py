"""Tags and filters of the pages. docs/giao-dien.md shows each in use."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from namro.kernel.figures import format_number
from namro.kernel.targets import LABELS
from namro.kernel.targets import Status as TargetStatus
from namro.web.pages import drawing
from namro.writing.charts import Chart

register = template.Library()


class Status(NamedTuple):
    """How a state looks: its words, its sign in a narrow cell, its drawing and its tone. Never a colour alone."""

    label: str | Promise
    sign: str
    icon: str
    tone: str


def _of_target(state: TargetStatus) -> str | Promise:
    """The label is the word with which the sentence beside it begins."""
    return gettext_lazy(LABELS[state])


STATUSES: Mapping[str, Status] = {
    # reports
    "not_due": Status(gettext_lazy("Chưa đến hạn"), "·", "clock", "calm"),
    "due": Status(gettext_lazy("Đến hạn"), "○", "clock", "warn"),
    "overdue": Status(gettext_lazy("Quá hạn"), "!", "overdue", "bad"),
    "draft": Status(gettext_lazy("Đang nhập"), "…", "draft", "calm"),
    "printed": Status(gettext_lazy("Đã in, chờ ký"), "⎙", "print", "wait"),
    "submitted": Status(gettext_lazy("Đã gửi"), "↑", "sent", "wait"),
    "returned": Status(gettext_lazy("Trả lại"), "↩", "returned", "warn"),
    "accepted": Status(gettext_lazy("Đã tiếp nhận"), "✓", "received", "good"),
    "sent_up": Status(gettext_lazy("Đã gửi lên trên"), "⇑", "up", "good"),
    "accepted_late": Status(gettext_lazy("Đã tiếp nhận, gửi muộn"), "✓*", "received", "warn"),
    "late": Status(gettext_lazy("Gửi muộn"), "↑*", "sent", "warn"),
    "asked": Status(gettext_lazy("Đề nghị"), "–", "info", "calm"),
    # items read from a plan
    "proposed": Status(gettext_lazy("Chờ xem"), "?", "circle", "calm"),
    "item_accepted": Status(gettext_lazy("Đã nhận"), "✓", "check", "good"),
    "corrected": Status(gettext_lazy("Đã sửa"), "✎", "draft", "good"),
    "rejected": Status(gettext_lazy("Đã bỏ"), "×", "close", "calm"),
    "withdrawn": Status(gettext_lazy("Đã rút"), "×", "close", "calm"),
    "followed": Status(gettext_lazy("Theo dõi"), "◇", "info", "calm"),
    "sure": Status(gettext_lazy("Chắc"), "✓", "check", "calm"),
    "look": Status(gettext_lazy("Cần xem"), "?", "info", "wait"),
    "unsure": Status(gettext_lazy("Không chắc"), "!", "alert", "warn"),
    "open": Status(gettext_lazy("Đang xem"), "…", "draft", "wait"),
    "published": Status(gettext_lazy("Đã công bố"), "✓", "publish", "good"),
    "abandoned": Status(gettext_lazy("Đã hủy"), "×", "close", "calm"),
    # difficulties and proposals
    "difficulty_open": Status(gettext_lazy("Chờ trả lời"), "?", "circle", "warn"),
    "difficulty_answered": Status(gettext_lazy("Đã trả lời"), "✓", "check", "good"),
    "difficulty_passed_up": Status(gettext_lazy("Đã chuyển cấp trên"), "⇑", "up", "wait"),
    "difficulty_closed": Status(gettext_lazy("Đã kết thúc"), "–", "dash", "calm"),
    # files of an upload
    "file_waiting": Status(gettext_lazy("Chờ kiểm tra"), "…", "clock", "calm"),
    "file_ready": Status(gettext_lazy("Ghi được"), "✓", "check", "good"),
    "file_unchanged": Status(gettext_lazy("Không có gì mới"), "–", "dash", "calm"),
    "file_conflict": Status(gettext_lazy("Có người vừa sửa"), "!", "alert", "warn"),
    "file_override": Status(gettext_lazy("Lấy số trong tệp"), "✓", "check", "wait"),
    "file_refused": Status(gettext_lazy("Phải sửa"), "×", "overdue", "bad"),
    "file_left": Status(gettext_lazy("Để lại"), "–", "close", "calm"),
    "file_stored": Status(gettext_lazy("Đã ghi"), "✓", "received", "good"),
    "file_sent": Status(gettext_lazy("Đã ghi và gửi"), "↑", "sent", "good"),
    # tasks; what is under way is called the same of a task and of a target
    "not_started": Status(gettext_lazy("Chưa thực hiện"), "○", "circle", "calm"),
    "in_progress": Status(_of_target(TargetStatus.IN_PROGRESS), "…", "clock", "wait"),
    "done": Status(gettext_lazy("Hoàn thành"), "✓", "check", "good"),
    # targets
    "reached": Status(_of_target(TargetStatus.REACHED), "✓", "received", "good"),
    "on_track": Status(_of_target(TargetStatus.ON_TRACK), "→", "check", "wait"),
    "at_risk": Status(_of_target(TargetStatus.AT_RISK), "△", "alert", "warn"),
    "missed": Status(_of_target(TargetStatus.MISSED), "!", "overdue", "bad"),
    "no_data": Status(_of_target(TargetStatus.NO_DATA), "–", "dash", "calm"),
    "no_occurrence": Status(_of_target(TargetStatus.NO_OCCURRENCE), "0", "dash", "calm"),
}

NOTICE_ICONS = {"info": "info", "success": "received", "warning": "alert", "error": "overdue"}


def status_of(state: str, of: str = "") -> Status:
    """The look of a state, whatever its case; `of` says whose state it is where the words differ ("item").

    Raises KeyError for a state that has no words yet.
    """
    own = f"{of}_{state}".lower()
    return STATUSES[own] if own in STATUSES else STATUSES[str(state).lower()]


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("namro/icons.svg"), name
    )


@register.inclusion_tag("components/status.html")
def status(state: str, of: str = "", label: str = "") -> dict[str, object]:
    look = status_of(state, of)
    return {"label": label or look.label, "symbol": look.icon, "tone": look.tone}


@register.simple_tag
def status_label(state: str) -> str:
    return str(status_of(state).label)


@register.simple_tag
def status_mark(state: str) -> SafeString:
    """The sign of a state as it stands in a grid, for the legend beside it."""
    look = status_of(state)
    return format_html('<span class="cell tone-{}" aria-hidden="true">{}</span>', look.tone, look.sign)


@register.simple_tag
def grid_cell(cell: Mapping[str, Any] | None) -> SafeString:
    """One cell of a grid: sign for the eye, words for the ear and the pointer. None: nothing is expected here."""
    if cell is None:
        return format_html('<span class="cell cell--none"><span class="sr-only">{}</span></span>', _("Không yêu cầu"))
    look = status_of(cell["state"])
    before, after, plain = _cell_of(look.tone, look.sign, str(cell.get("label") or look.label))
    url = cell.get("url")
    return before + escape(url) + after if url else plain


@lru_cache(maxsize=256)
def _cell_of(tone: str, sign: str, words: str) -> tuple[SafeString, SafeString, SafeString]:
    """What stands before and after the address of a linked cell, and a cell without address: a grid has thousands."""
    inside = format_html('<span aria-hidden="true">{}</span><span class="sr-only">{}</span>', sign, words)
    return (
        format_html('<a class="cell tone-{}" href="', tone),
        format_html('" title="{}">{}</a>', words, inside),
        format_html('<span class="cell tone-{}" title="{}">{}</span>', tone, words, inside),
    )


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str, words: str = "") -> dict[str, object]:
    """`label` is read out, `words` stand behind the two numbers ("đơn vị đã gửi")."""
    return {"done": done, "total": total, "label": label, "words": words}


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    kind = kind if kind in NOTICE_ICONS else "info"
    return render_to_string(
        "components/notice.html", {"content": content, "kind": kind, "symbol": NOTICE_ICONS[kind], "title": title}
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002
    """Opened by an element with data-dialog="ID"; without script by a link to #ID."""
    return render_to_string("components/dialog.html", {"content": content, "id": id, "title": title})


@register.simple_block_tag
def nothing_yet(content: str, title: str, symbol: str = "empty") -> SafeString:
    return render_to_string("components/nothing_yet.html", {"content": content, "title": title, "symbol": symbol})


@register.simple_block_tag
def table(
    content: str,
    caption: str,
    *,
    id: str = "",  # noqa: A002
    style: str = "",
    cards: bool = False,
    tall: bool = False,
    hide_caption: bool = False,
) -> SafeString:
    """cards: on a phone each row becomes a card (cells carry data-label); tall: scrolls inside, the head stays."""
    context = {
        "content": content,
        "caption": caption,
        "id": id or f"table-{zlib.crc32(caption.encode()):x}",
        "style": f"{style} table--cards".strip() if cards else style,
        "tall": tall,
        "hide_caption": hide_caption,
    }
    return render_to_string("components/table.html", context)


@register.inclusion_tag("components/chart.html")
def chart(drawn: Chart, xlsx: str = "", *, open: bool = False, bare: bool = False) -> dict[str, object]:  # noqa: A002
    """A chart with the table of its numbers, which can be unfolded. xlsx: where that table can be had as a workbook.

    bare: the drawing alone, for a page that says the rest anyway.
    """
    return {"chart": drawn, "drawing": drawing(drawn), "xlsx": xlsx, "open": open, "bare": bare}


@register.filter
def number(value: Decimal | int | None, decimals: int = 0) -> str:
    """A number as Vietnamese documents write it; a dash where there is none."""
    return "–" if value is None else format_number(Decimal(value), decimals)


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """15/3/2026, on the clock of Vietnam; a dash where there is none."""
    if value is None:
        return "–"
    day = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{day.day}/{day.month}/{day.year}"


@register.filter
def vn_datetime(value: datetime | date | None) -> str:
    """10:32 ngày 15/3/2026."""
    if not isinstance(value, datetime):
        return vn_date(value)
    local = timezone.localtime(value)
    return _("%(time)s ngày %(day)s") % {"time": f"{local:%H:%M}", "day": vn_date(value)}


@register.filter
def days_from(due: date, today: date) -> str:
    """How far a due date is from `today`, in words."""
    days = (due - today).days
    if days == 0:
        return _("hôm nay")
    if days > 0:
        return ngettext("còn %(days)d ngày", "còn %(days)d ngày", days) % {"days": days}
    return ngettext("quá hạn %(days)d ngày", "quá hạn %(days)d ngày", -days) % {"days": -days}


@register.filter
def step_words(step: int) -> str:
    """When one is reminded, in days from the due day: «3 ngày làm việc trước hạn»."""
    if step < 0:
        return _("%(days)d ngày làm việc trước hạn") % {"days": -step}
    return _("%(days)d ngày sau hạn") % {"days": step} if step else _("đúng ngày hạn")
