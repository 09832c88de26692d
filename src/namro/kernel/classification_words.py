"""Verdicts in words, as an officer would say them."""

from __future__ import annotations

from fractions import Fraction

from namro.kernel.classification import BandTrace, CriterionTrace, Outcome, Verdict
from namro.kernel.figures import format_exact, format_number
from namro.kernel.rule_sets import Band, Criterion, RuleSet, Scale
from namro.kernel.spans import Span, Truth


def gettext_noop(words: str) -> str:
    """Marks words for the English catalogue of the pages; here they stay as they are."""
    return words


UNCLASSED = gettext_noop("chưa xếp loại")
UNDECIDED = gettext_noop("chưa đủ số liệu")
TRUTHS = {
    Truth.YES: gettext_noop("đạt"),
    Truth.NO: gettext_noop("không đạt"),
    Truth.OPEN: gettext_noop("chưa rõ, thiếu số"),
}


def class_name(scale: Scale, code: str) -> str:
    """«loại II»; «chưa xếp loại» for none."""
    rule = scale.class_of(code) if code else None
    return rule.name if rule else UNCLASSED


def outcome_words(scale: Scale, outcome: Outcome) -> str:
    """«loại III», «không ma túy», «loại III và không ma túy», «chưa xếp loại»."""
    free = scale.drug_free.name if scale.drug_free and outcome.drug_free else ""
    if outcome.class_code and free:
        return f"{class_name(scale, outcome.class_code)} và {free}"
    return free or class_name(scale, outcome.class_code)


def verdict_words(verdict: Verdict) -> str:
    """The one wording of a verdict; «chưa đủ số liệu» where the figures do not decide."""
    if not verdict.is_decided:
        return UNDECIDED
    return outcome_words(verdict.scale, Outcome(verdict.class_code or "", verdict.drug_free is Truth.YES))


def possible_words(verdict: Verdict) -> str:
    """«loại II hoặc loại III» of a verdict that is open."""
    return " hoặc ".join(dict.fromkeys(outcome_words(verdict.scale, one) for one in verdict.possible))


def span_words(span: Span, decimals: int = 0) -> str:
    """«12», «ít nhất 12» of what is missing in part, «chưa có số»."""
    if span.exact is not None:
        return format_exact(span.exact) if decimals == 0 else format_number(span.exact, decimals)
    if span.high is not None:
        return f"từ {format_exact(span.low)} đến {format_exact(span.high)}"
    return f"ít nhất {format_exact(span.low)}" if span.low else "chưa có số"


def threshold_words(band: Band, rule_set: RuleSet) -> str:
    """«từ 0,1% đến dưới 0,5%», «từ 2 điểm trở lên», «dưới 500 cây»."""
    unit = "" if band.per else f" {rule_set.measures[band.measure].unit}"
    low = None if band.at_least is None else _threshold(band.at_least, share=bool(band.per))
    high = None if band.below is None else _threshold(band.below, share=bool(band.per))
    if low and high:
        return f"từ {low} đến dưới {high}{unit}"
    return f"từ {low}{unit} trở lên" if low else f"dưới {high}{unit}"


def _threshold(value: Fraction, *, share: bool) -> str:
    return f"{format_exact(value * 100)}%" if share else format_exact(value)


def band_words(trace: BandTrace, rule_set: RuleSet) -> str:
    """«57 người trên 9.000 nhân khẩu (0,6333%)»: what a threshold is held against."""
    measure = rule_set.measures[trace.band.measure]
    said = f"{span_words(trace.value, measure.decimals)} {measure.unit}" if _is_number(trace.value) else "chưa có số"
    if trace.per is None:
        return said
    per = rule_set.measures[trace.band.per]
    said += f" trên {span_words(trace.per)} {per.unit}" if _is_number(trace.per) else f", chưa có số {per.name.lower()}"
    value, whole = trace.value.exact, trace.per.exact
    return f"{said} ({share_words(Fraction(value) / whole)})" if value is not None and whole else said


def share_words(ratio: Fraction) -> str:
    """Four decimals, so that nobody takes what falls short of a threshold for the threshold: «0,4999%»."""
    hundredths = ratio * 100 * 10**4
    cut = Fraction(hundredths.numerator // hundredths.denominator, 10**4)
    exact = "" if cut == ratio * 100 else "…"
    return f"{format_exact(cut)}{exact}%"


def criterion_words(trace: CriterionTrace, verdict: Verdict) -> str:
    """What a criterion was held against, in one line."""
    rules = verdict.rule_set
    parts = []
    if trace.left is not None:
        parts.append(_left_words(trace, rules))
    elif trace.bands:
        parts.append("; ".join(band_words(band, rules) for band in trace.bands))
    elif trace.criterion.count_of is not None:
        wanted = trace.criterion.count_of
        points = ", ".join(_counted(verdict, code, rule) for code, rule in trace.counted)
        name = class_name(verdict.scale, wanted.class_code)
        parts.append(f"{len(trace.counted)} tiêu chí của {name} trở lên" + (f" ({points})" if points else ""))
    if trace.criterion.flag:
        parts.append(
            f"{'có' if trace.flag else 'không có'} quyết định: {_lower(rules.flags[trace.criterion.flag].name)}"
        )
    if trace.from_class:
        parts.append(f"tính từ tiêu chí của {class_name(verdict.scale, trace.from_class)}")
    return "; ".join(parts)


def _left_words(trace: CriterionTrace, rules: RuleSet) -> str:
    """What a zero test looked at."""
    assert trace.left is not None
    if not _is_number(trace.left):
        return "chưa có số"
    measure = rules.measures[trace.criterion.zero]
    exempted = " (đã trừ các trường hợp được miễn)" if trace.criterion.exempt else ""
    return f"{span_words(trace.left, measure.decimals)} {measure.unit}{exempted}"


def _counted(verdict: Verdict, code: str, class_code: str) -> str:
    rule = verdict.scale.class_of(class_code)
    criterion = next((c for c in rule.criteria if c.code == code), None) if rule else None
    point = criterion.point if criterion and criterion.point else code
    return f"{point} {class_name(verdict.scale, class_code)}"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _is_number(span: Span) -> bool:
    return span.high is not None or span.low > 0


def because_words(verdict: Verdict) -> str:
    """«Đạt điểm a, điểm b, điểm c của loại II. Cần ít nhất 3 tiêu chí.»; "" where no class was reached for certain."""
    trace = verdict.trace(verdict.class_code) if verdict.class_code else None
    if trace is None or trace.rule.fallback:
        return ""
    met = [c for c in trace.criteria if c.outcome is Truth.YES]
    own = [_point(c.criterion) for c in met if not c.from_class]
    above = [f"{_point(c.criterion)} của {class_name(verdict.scale, c.from_class)}" for c in met if c.from_class]
    parts = [f"{', '.join(own)} của {trace.rule.name}"] if own else []
    return f"Đạt {'; '.join(parts + above)}. Cần ít nhất {trace.rule.min_true} tiêu chí."


def _point(criterion: Criterion) -> str:
    return f"điểm {criterion.point}" if criterion.point else f"«{criterion.text}»"
