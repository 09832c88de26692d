"""The rules themselves: to be read, loaded from a file, put into force, and read in one way or another."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from namro.assessment import known
from namro.assessment.actions.rule_sets import adopt_rule_set, choose_reading, load_rule_set, read_file
from namro.assessment.models import ReadingChoice, RuleSetAdoption, UploadedRuleSet
from namro.kernel.classification_words import threshold_words
from namro.kernel.problems import Refused
from namro.kernel.rule_set_files import RuleSetMistakes
from namro.kernel.rule_sets import Criterion, RuleSet, Scale
from namro.organisations import access
from namro.organisations.rules import Permission
from namro.web.access import Request, requires
from namro.web.files import attachment
from namro.web.forms.verdicts import AdoptionForm, ReadingForm, RuleSetFileForm
from namro.web.pages import page
from namro.web.verdict_choice import chosen
from namro.web.views.verdict_trials import comparison


def _may(request: Request, permission: Permission) -> bool:
    return permission in access.permissions_on(request.user, on=request.today)


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="verdicts/rule_sets.html")
def list_rule_sets(request: Request) -> dict[str, Any]:
    applying = known.in_force(request.today)
    loaded = {one.code: one for one in UploadedRuleSet.objects.select_related("by")}
    return {
        "rows": [
            {"rules": rules, "loaded": loaded.get(code), "applies": code == applying.code}
            for code, rules in known.rule_sets().items()
        ],
        "adoptions": [
            {"row": row, "number": known.rule_set(row.code).number}
            for row in RuleSetAdoption.objects.select_related("by")
        ],
        "may_edit": _may(request, Permission.RULE_SET_EDIT),
    }


def _rules_or_404(code: str) -> RuleSet:
    rules = known.rule_sets().get(code)
    if rules is None:
        raise Http404
    return rules


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="verdicts/rule_set.html")
def show_rule_set(request: Request, rule_set: str) -> dict[str, Any]:
    """The rules in words, each criterion with its article; the open places with their readings and who settled them."""
    rules = _rules_or_404(rule_set)
    settled = known.readings_of(rules.code, request.today)
    options = rules.settled({option: row.choice for option, row in settled.items()})
    history = ReadingChoice.objects.filter(rule_set=rules.code).select_related("by")
    return {
        "rules": rules,
        "applies": known.in_force(request.today).code == rules.code,
        "scales": [_scale(scale, rules) for scale in rules.scales],
        "options": [
            {
                "option": option,
                "chosen": options[option.code],
                "settled": settled.get(option.code),
            }
            for option in rules.options
        ],
        "history": [
            {
                "row": row,
                "option": option.name,
                "choice": next((c.name for c in option.choices if c.code == row.choice), row.choice),
            }
            for row in history
            if (option := rules.option(row.option)) is not None
        ],
        "may_edit": _may(request, Permission.RULE_SET_EDIT),
        "may_settle": _may(request, Permission.ASSESSMENT_DECIDE),
    }


def _scale(scale: Scale, rules: RuleSet) -> dict[str, Any]:
    return {
        "scale": scale,
        "classes": [
            {
                "rule": rule,
                "all": rule.min_true == len(rule.criteria),
                "rows": [{"criterion": c, "threshold": _threshold(c, rules)} for c in rule.criteria],
            }
            for rule in scale.classes
        ],
    }


def _threshold(criterion: Criterion, rules: RuleSet) -> str:
    """What the machine holds against what, so that a reader can check it against the text."""
    parts = [
        f"{rules.measures[band.measure].name}"
        + (f" / {rules.measures[band.per].name.lower()}" if band.per else "")
        + f": {threshold_words(band, rules)}"
        for band in criterion.bands
    ]
    said = f"; {_('hoặc')} ".join(parts)
    if criterion.zero:
        said = f"{rules.measures[criterion.zero].name}: 0"
        if criterion.exempt:
            exempted = ", ".join(rules.measures[code].name.lower() for code in criterion.exempt)
            said += ", " + _("không kể %(who)s") % {"who": exempted}
    if criterion.count_of:
        name = next(
            rule.name for scale in rules.scales for rule in scale.classes if rule.code == criterion.count_of.class_code
        )
        said = _("Ít nhất %(n)d tiêu chí của %(name)s") % {"n": criterion.count_of.min_true, "name": name}
        if criterion.count_of.or_higher:
            said += " " + _("trở lên")
    if criterion.flag:
        said = f"{said}; {rules.flags[criterion.flag].name.lower()}" if said else rules.flags[criterion.flag].name
    return said


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
def download_rule_set(request: Request, rule_set: str) -> HttpResponse:
    """The file itself, as a pattern for another one."""
    rules = _rules_or_404(rule_set)
    return attachment(known.content_of(rules.code), f"{rules.code.lower()}.toml", "application/toml")


@require_http_methods(["GET", "POST"])
@requires(Permission.RULE_SET_EDIT)
@page(template="verdicts/load.html")
def load_file(request: Request) -> dict[str, Any] | HttpResponseBase:
    """A file is looked at first: its mistakes by line, or what it makes of every commune; stored when confirmed."""
    if request.method == "POST" and "noi-dung" in request.POST:
        return _stored(request)
    form = RuleSetFileForm(request.POST, request.FILES) if request.method == "POST" else RuleSetFileForm()
    shown: dict[str, Any] = {"form": form, "rules": None, "problems": ()}
    if request.method != "POST" or not form.is_valid():
        return shown
    file = form.cleaned_data["file"]
    content, filename = file.read(), str(file.name)
    try:
        rules = read_file(content, filename)
    except RuleSetMistakes as wrong:
        return {**shown, "problems": wrong.problems, "filename": filename}
    except Refused as refused:
        form.add_error("file", refused.message)
        return shown
    return {
        **shown,
        "rules": rules,
        "filename": filename,
        "content": base64.b64encode(content).decode(),
        "scales": [_scale(scale, rules) for scale in rules.scales],
        **_compared(request, rules),
    }


def _stored(request: Request) -> HttpResponseBase:
    """Keeps the file that was looked at, byte for byte."""
    try:
        content = base64.b64decode(request.POST["noi-dung"], validate=True)
        kept = load_rule_set(
            by=request.user, at=timezone.now(), content=content, filename=request.POST.get("ten-tep", "")
        )
    except (ValueError, RuleSetMistakes) as wrong:
        raise Refused("rule-set", _("Tệp đã đổi sau khi xem; hãy tải lên lại.")) from wrong
    messages.success(request, _("Đã nhận bộ tiêu chí. Bộ này chưa áp dụng cho năm nào."))
    return redirect("verdicts:show-rule-set", kept.code)


def _compared(request: Request, rules: RuleSet) -> dict[str, Any]:
    """What the new rules make of every commune beside those in force; nothing where their years are others."""
    choice = chosen(request)
    if rules.regime is not choice.rule_set.regime:
        return {}
    return {"choice": choice, "other": rules, **comparison(choice, rules, request.units)}


@require_http_methods(["GET", "POST"])
@requires(Permission.RULE_SET_EDIT)
@page(template="verdicts/adopt.html")
def adopt(request: Request, rule_set: str) -> dict[str, Any] | HttpResponseBase:
    rules = _rules_or_404(rule_set)
    form = AdoptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            adopt_rule_set(by=request.user, at=timezone.now(), code=rules.code, **form.cleaned_data)
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            form.add_error("applies_from", refused.message)
        else:
            messages.success(request, _("Đã ghi: từ ngày ấy xếp loại theo bộ tiêu chí này."))
            return redirect("verdicts:list-rule-sets")
    return {"form": form, "rules": rules}


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSESSMENT_DECIDE)
@page(template="verdicts/reading.html")
def settle_reading(request: Request, rule_set: str, option: str) -> dict[str, Any] | HttpResponseBase:
    """How an open place is read from a day on, and why."""
    rules = _rules_or_404(rule_set)
    place = rules.option(option)
    if place is None:
        raise Http404
    chosen_now = rules.settled(known.options_of(rules.code, request.today))[place.code]
    form = ReadingForm(place, request.POST or None, initial={"choice": chosen_now, "applies_from": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            choose_reading(by=request.user, at=timezone.now(), code=rules.code, option=place.code, **form.cleaned_data)
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            form.add_error("choice", refused.message)
        else:
            messages.success(request, _("Đã ghi cách đọc."))
            return redirect("verdicts:show-rule-set", rules.code)
    return {"form": form, "rules": rules, "option": place, "chosen": place.choice(chosen_now)}
