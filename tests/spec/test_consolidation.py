"""What a consolidated figure means: a sum that knows who is in it and who is not."""

from datetime import date
from decimal import Decimal

from namro.kernel.consolidation import Total, consolidate
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import NOT_APPLICABLE, Figure, FigureState, estimated, reported

STATES = {
    "?": None,
    "n/a": NOT_APPLICABLE,
    "file": Figure(FigureState.NOT_STORED, note="12/HS"),
}
ADDICTS = ElementSpec(
    code="addicts_closing",
    name="Người nghiện trong danh sách cuối kỳ",
    kind=ElementKind.STOCK,
    unit="người",
    supplier="Công an xã",
    source="",
    valid_from=date(2025, 12, 15),
)


def read(text: str) -> Figure | None:
    if text in STATES:
        return STATES[text]
    return estimated(int(text[1:])) if text.startswith("~") else reported(int(text))


def consolidated(table: str) -> Total[str]:
    """Reads «unit | figure»: a number, «~ number» for an estimate, ?, n/a or file."""
    values: dict[str, dict[CellKey, Figure]] = {}
    for line in table.strip().splitlines()[2:]:
        unit, text = (cell.strip() for cell in line.split("|"))
        figure = read(text)
        values[unit] = {CellKey("addicts_closing"): figure} if figure else {}
    return consolidate(list(values), values, [ADDICTS])[CellKey("addicts_closing")]


def test_zero_is_a_figure_and_silence_is_not() -> None:
    total = consolidated("""
        unit   | figure
        -------+-------
        ward_a | 12
        ward_b | 0
        ward_c | ?
    """)
    assert total == Total(value=Decimal(12), reported=2, expected=3, missing=("ward_c",), leaves=("ward_a", "ward_b"))


def test_nobody_reported_is_not_zero() -> None:
    total = consolidated("""
        unit   | figure
        -------+-------
        ward_a | ?
        ward_b | ?
    """)
    assert total.value is None
    assert total.missing == ("ward_a", "ward_b")


def test_an_estimate_counts_and_is_counted() -> None:
    total = consolidated("""
        unit   | figure
        -------+-------
        ward_a | 12
        ward_b | ~ 3
    """)
    assert (total.value, total.reported, total.estimated) == (Decimal(15), 2, 1)


def test_not_applicable_and_kept_elsewhere_are_answers_without_a_number() -> None:
    total = consolidated("""
        unit   | figure
        -------+-------
        ward_a | 12
        ward_b | n/a
        ward_c | file
    """)
    assert (total.value, total.reported, total.not_applicable, total.not_stored) == (Decimal(12), 1, 1, ("ward_c",))
    assert total.missing == ()
