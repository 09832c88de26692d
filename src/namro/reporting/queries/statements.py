"""The text of the statements that add figures up. Whatever comes from outside goes in as a parameter."""

# ruff: noqa: S608  # put together from the constants of this module alone

from __future__ import annotations

# place: one stored window of one leaf of one span. may: a box that counts there, from a report that counts (always)
# or else from a baseline or a decision alone.
_ASKED = """
WITH place AS MATERIALIZED (
  SELECT t.*, s.seat
  FROM unnest(%(span)s::int[], %(slot)s::int[], %(unit)s::bigint[], %(starts)s::date[], %(ends)s::date[],
    %(rank)s::int[], %(last)s::bool[], %(need)s::int[], %(need_last)s::int[], %(sign)s::int[],
    %(above)s::numeric[], %(below)s::numeric[], %(boxes)s::int[])
    AS t(span, slot, unit, starts, ends, rank, last, need, need_last, sign, above, below, boxes)
  JOIN unnest(%(seats)s::varbit[]) WITH ORDINALITY AS s(seat, n) ON s.n = t.slot + 1
), may AS MATERIALIZED (
  SELECT * FROM unnest(%(may_boxes)s::int[], %(may_element)s::bigint[], %(may_breakdown)s::text[],
    %(may_always)s::bool[]) AS t(boxes, element, breakdown, always)
)
"""
# CASE keeps the look-ups of boxes what they are, since the planner cannot know how few figures a join with them leaves.
_COUNTS = """
  CASE WHEN {f}.source IN ('BASELINE', 'DECIDED') THEN (p.boxes, {f}.element_id, {f}.breakdown::text) IN
      (SELECT boxes, element, breakdown FROM may)
    ELSE (p.boxes, {f}.element_id, {f}.breakdown::text) IN
      (SELECT boxes, element, breakdown FROM may WHERE always) END
"""
# Every figure that counts. A unit's own word goes before that of others, of whom the first known counts; what a person
# has set aside for another's figure counts nowhere.
_COUNTED = f"""
  FROM place p
  JOIN reporting_figure f ON f.unit_id = p.unit AND f.window_start = p.starts AND f.window_end = p.ends
  WHERE (p.last OR f.element_id = ANY(%(flows)s::bigint[])) AND NOT f.is_set_aside AND {_COUNTS.format(f="f")}
    AND (f.supplier_id = f.unit_id OR NOT EXISTS (
      SELECT 1 FROM reporting_figure o
      WHERE o.unit_id = f.unit_id AND o.window_start = f.window_start AND o.window_end = f.window_end
        AND o.element_id = f.element_id AND o.breakdown = f.breakdown AND NOT o.is_set_aside
        AND {_COUNTS.format(f="o")}
        AND (o.supplier_id = o.unit_id OR o.supplier_id < f.supplier_id)))
"""
# A figure as it stands, and one put together from several windows or portions.
_ALONE = f"""
  SELECT p.span, p.slot, p.seat, f.element_id, f.breakdown, f.state, f.value {{alone}}
  {_COUNTED} AND p.need = 0
"""
_MADE = f"""
  SELECT p.span, p.slot, p.seat, f.element_id, f.breakdown, p.rank,
    CASE WHEN bool_or(f.state = 'not_stored') THEN 'not_stored'
      WHEN count(*) < max(CASE WHEN f.element_id = ANY(%(flows)s::bigint[]) THEN p.need ELSE p.need_last END) THEN NULL
      WHEN bool_and(f.state = 'not_applicable') THEN 'not_applicable'
      WHEN bool_or(f.state = 'estimated' OR p.above <> p.below) THEN 'estimated' ELSE 'reported' END AS state,
    sum(CASE WHEN p.above = p.below THEN p.sign * f.value
      ELSE p.sign * div(f.value * p.above * 10000, p.below) / 10000 END) AS value {{made}}
  {_COUNTED} AND p.need > 0
  GROUP BY p.span, p.slot, p.seat, f.element_id, f.breakdown, p.rank
"""
_CHOSEN = f"""
  SELECT DISTINCT ON (span, slot, element_id, breakdown) span, slot, seat, element_id, breakdown, state,
    CASE WHEN state IN ('reported', 'estimated') THEN value END AS value {{chosen}}
  FROM ({_MADE}) made WHERE state IS NOT NULL ORDER BY span, slot, element_id, breakdown, rank
"""
_FIGURES_ALONE = dict.fromkeys(("alone", "made", "chosen"), "")
_WITH_REVISIONS = {
    "alone": ", ARRAY[f.revision_id] AS revisions, f.note",
    "made": ", array_agg(f.revision_id ORDER BY f.revision_id) AS revisions,"
    " (array_agg(f.note ORDER BY p.ends) FILTER (WHERE f.state = 'not_stored'))[1] AS note",
    "chosen": ", revisions, note",
}
_SUM = """
  SELECT span, element_id, breakdown, sum(value), count(value), count(*) FILTER (WHERE state = 'estimated'),
    bit_or(seat) FILTER (WHERE value IS NOT NULL)::text, bit_or(seat) FILTER (WHERE state = 'not_stored')::text,
    bit_or(seat) FILTER (WHERE state = 'not_applicable')::text, {revisions}
  FROM ({told}) told GROUP BY span, element_id, breakdown
"""
_ALL_REVISIONS = "string_agg(array_to_string(revisions, ','), ',')"
_EACH = """
  SELECT span, slot, element_id, breakdown, state, value, coalesce(note, ''), revisions
  FROM ({alone} UNION ALL ({chosen})) told ORDER BY span, element_id, breakdown, slot
"""


def added_up(*, with_revisions: bool) -> str:
    """Rows still to be added up by box: figures as they stand, and those put together.

    span, element, breakdown, sum, numbers, estimates; units with a number, with the figure elsewhere, without one (as
    bits); revisions.
    """
    more = _WITH_REVISIONS if with_revisions else _FIGURES_ALONE
    revisions = _ALL_REVISIONS if with_revisions else "NULL"
    return _ASKED + " UNION ALL ".join(
        _SUM.format(told=told.format(**more), revisions=revisions) for told in (_ALONE, _CHOSEN)
    )


def one_by_one() -> str:
    """span, place of the unit, element, breakdown, state, value, note, revisions."""
    return _ASKED + _EACH.format(alone=_ALONE.format(**_WITH_REVISIONS), chosen=_CHOSEN.format(**_WITH_REVISIONS))
