"""Sums that do not add up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from namro.reading.draft import Item
from namro.reading.lint.findings import Finding, LintContext
from namro.reading.lint.sheet import Sheet
from namro.reading.lint.words import say_number


def wrong_totals(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A total may be of the whole table or of the rows since the total before it."""
    totals = sheet.items("stated_totals")
    for table in dict.fromkeys(total["table"] for total in totals):
        parts = [a for a in sheet.items("allocations") if a["table"] == table]
        whole = sum((_value(part) for part in parts), Decimal(0))
        at, since = 0, Decimal(0)
        for total in (t for t in totals if t["table"] == table):
            while at < len(parts) and parts[at]["span"][0] < total["span"][0]:
                at, since = at + 1, since + _value(parts[at])
            if parts and _value(total) not in (whole, since) and not _is_of_another_column(sheet, total):
                yield _wrong(sheet, total, since or whole)
            since = Decimal(0)


def _is_of_another_column(sheet: Sheet, total: Item) -> bool:
    """A total that fits a column beside its own was only read into the wrong one."""
    title = total["table"].rpartition(" – ")[0]
    columns: dict[str, Decimal] = {}
    for part in sheet.items("allocations"):
        if title and part["table"] != total["table"] and part["table"].startswith(title):
            columns[part["table"]] = columns.get(part["table"], Decimal(0)) + _value(part)
    return _value(total) in columns.values()


def _value(item: Item) -> Decimal:
    return Decimal(str(item["value"]))


def _wrong(sheet: Sheet, total: Item, added: Decimal) -> Finding:
    return Finding(
        "wrong_total",
        sheet.place_of(total),
        f"Tổng ghi {say_number(total['value'])} nhưng các dòng cộng lại là {say_number(added)}.",
        "Đối chiếu từng dòng với bản ký; sửa dòng sai hoặc dòng tổng.",
    )
