"""What the address of a page of verdicts asks for: up to which day, by which rule set, and which reports count.

?den= last day counted, ?bo= code of a rule set, ?ca-cho-tiep-nhan=1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from namro.assessment import known
from namro.assessment.queries import Judged, judged
from namro.assessment.years import YearToDate, counted_years, year_to_date
from namro.kernel.classification import Verdict
from namro.kernel.problems import Refused
from namro.kernel.rule_sets import RuleSet
from namro.kernel.times import ONE_DAY
from namro.web.access import Request


@dataclass(frozen=True, kw_only=True)
class Choice:
    """rule_set: what the page goes by. is_in_force: whether it is the one that applies to that year."""

    year: YearToDate
    years: tuple[YearToDate, ...]
    rule_set: RuleSet
    is_in_force: bool
    wide: bool
    today: date
    query: str

    def judged(self, year: YearToDate | None = None) -> Judged:
        """Of another year the same rule set and readings: what today's rules make of it."""
        end = (year or self.year).period.end
        return judged(end, on=self.today, rule_set=self.rule_set, include_unaccepted=self.wide)


def chosen(request: Request) -> Choice:
    """Raises Refused for a day that is none, and for a rule set that there is not."""
    asked, today = request.GET, request.today
    newest = known.in_force(today)
    years = counted_years(newest, today)
    end = _day(asked.get("den", "")) or years[0].period.end
    applying = known.in_force(end)
    rules = known.rule_set(asked["bo"]) if asked.get("bo") else applying
    year = year_to_date(end, rules.regime)
    if year.period.end >= today + ONE_DAY:
        raise Refused("year-end", _("Kỳ này chưa kết thúc; hãy chọn một kỳ đã qua."))
    query = asked.copy()
    for name in [name for name in query if name not in ("den", "bo", "ca-cho-tiep-nhan")]:
        del query[name]
    return Choice(
        year=year,
        years=years if year in years else (*years, year),
        rule_set=rules,
        is_in_force=rules.code == applying.code,
        wide="ca-cho-tiep-nhan" in asked,
        today=today,
        query=f"?{query.urlencode()}" if query else "",
    )


def of_commune(request: Request, unit_id: int) -> tuple[Choice, Judged, Verdict]:
    """What the address asks for, of one commune. Raises Http404 for one that the person may not see or none judges."""
    if unit_id not in request.units:
        raise Http404
    choice = chosen(request)
    found = choice.judged()
    verdict = found.verdict_of(unit_id)
    if verdict is None:
        raise Http404
    return choice, found, verdict


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refused("year-end", _("«%(text)s» không phải là ngày; hãy chọn lại kỳ.") % {"text": text}) from wrong
