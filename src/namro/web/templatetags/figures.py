"""One figure of a form with its box: a form has dozens of them, so that it is put together without a template."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


class Frame(NamedTuple):
    """What of a figure is the same on every page: what stands before the number, and after it."""

    before: SafeString
    described: SafeString
    past: SafeString


@register.simple_tag
def figure_field(row: Mapping[str, Any]) -> SafeString:
    """One figure. row has name, label; optional: unit, help, part (an "of which" row), text (what stands in the box, as
    typed), state (reported by default), note, states (pairs value, label; without it no state can be chosen), previous,
    last_year (texts), placeholder (what the program would write), readonly, conflict (mine, theirs, by, version),
    errors, warnings (lists of sentences), reason (text given for a warning; ask_reason shows the box), inputmode,
    version (of the figure that the person has before them).

    Posted: NAME, NAME-state, NAME-note, NAME-reason, NAME-version. A blank box is "not reported", never zero.
    """
    given = row.get
    name = str(row["name"])
    frame = _frame(
        name, str(row["label"]), str(given("unit") or ""), str(given("help") or ""), given("part"), get_language()
    )
    placeholder, readonly = given("placeholder"), given("readonly")
    return format_html(
        '{}{}" type="text" inputmode="{}" autocomplete="off"{}{}{}{}{}{}{}</dd></div><div><dt>{} </dt><dd>{}</dd></div>'
        "</dl>{}</div>{}",
        frame.before,
        given("text") or "",
        given("inputmode") or "numeric",
        format_html(' placeholder="{}"', placeholder) if placeholder else "",
        " readonly" if readonly else "",
        _INVALID if given("errors") else "",
        frame.described,
        "" if readonly or not given("states") else _states(row),
        frame.past,
        given("previous") or "–",
        _("Cùng kỳ:"),
        given("last_year") or "–",
        _said(row),
        "" if readonly or given("version") is None else _version(name, row["version"]),
    )


_INVALID = format_html(' aria-invalid="{}"', "true")


@lru_cache(maxsize=4096)
def _frame(name: str, label: str, unit: str, help: str, part: object, language: str | None) -> Frame:  # noqa: A002
    """language is part of the key only; the words are found by it."""
    return Frame(
        format_html(
            '<div class="figure-row{}" id="row-{}"><div><label for="id-{}">{}</label>{}{}</div>'
            '<div class="figure-row__entry"><input id="id-{}" name="{}" value="',
            " figure-row--part" if part else "",
            name,
            name,
            label,
            format_html(' <span class="unit">({})</span>', unit) if unit else "",
            format_html('<p class="help" id="help-{}">{}</p>', name, help) if help else "",
            name,
            name,
        ),
        format_html(' aria-describedby="{}said-{}">', f"help-{name} " if help else "", name),
        format_html('</div><dl class="figure-row__past"><div><dt>{} </dt><dd>', _("Kỳ trước:")),
    )


def _states(row: Mapping[str, Any]) -> SafeString:
    """The choice of what a box says instead of a number, and where it is kept if not here."""
    about = {"label": row["label"]}
    chosen = row.get("state") or "reported"
    return format_html(
        '<select name="{}-state" aria-label="{}">{}</select>'
        '<input class="figure-row__note" name="{}-note" value="{}" aria-label="{}" placeholder="{}">',
        row["name"],
        _("Loại số liệu: %(label)s") % about,
        format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((value, " selected" if value == chosen else "", title) for value, title in row["states"]),
        ),
        row["name"],
        row.get("note") or "",
        _("Số hồ sơ lưu: %(label)s") % about,
        _("Hồ sơ số …"),
    )


def _version(name: str, version: int) -> SafeString:
    return format_html('<input type="hidden" id="version-{}" name="{}-version" value="{}">', name, name, version)


def _said(row: Mapping[str, Any]) -> SafeString:
    if any(row.get(what) for what in ("conflict", "errors", "warnings", "ask_reason")):
        return SafeString(get_template("components/figure_said.html").render(dict(row)))
    return format_html('<div class="figure-row__after" id="said-{}"></div>', row["name"])
