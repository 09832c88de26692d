"""How a form lies in a workbook: what the writer puts where, and where the reader looks for it.

Every row that matters carries its key in the hidden first column, so that rows that were moved or inserted are still
known. A very hidden sheet holds one sealed text (token) for each form sheet, found by the short code on that sheet.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

from namro.kernel.elements import CellKey
from namro.kernel.figures import FigureState

LAYOUT = "namro-1"
HIDDEN_SHEET = "_namro"
# A cell of a workbook holds 32,767 characters; a longer token goes on in the next column.
TOKEN_PIECE = 30_000

CODE_KEY = "code"
LETTER_KEY = "letter"
_BOX = "box:"
_WORDS = "words:"


class Column(IntEnum):
    """Counted from 0, as xlsxwriter does."""

    KEY = 0
    NUMBER = 1
    LABEL = 2
    UNIT = 3
    AMOUNT = 4
    STATE = 5
    NOTE = 6
    PREVIOUS = 7
    LAST_YEAR = 8
    CHECK = 9
    REASON = 10


STATE_WORDS = {
    FigureState.REPORTED: "số",
    FigureState.ESTIMATED: "ước",
    FigureState.NOT_APPLICABLE: "không áp dụng",
    FigureState.NOT_STORED: "không lưu ở đây",
}


def box_key(key: CellKey) -> str:
    return f"{_BOX}{key}"


def words_key(code: str) -> str:
    return f"{_WORDS}{code}"


def cell_of(key: str) -> CellKey | None:
    """The box that a row's key names; None for any other row. ValueError for a key that was tampered with."""
    return CellKey.parse(key.removeprefix(_BOX)) if key.startswith(_BOX) else None


def narrative_of(key: str) -> str | None:
    return key.removeprefix(_WORDS) if key.startswith(_WORDS) else None


def column_letters(column: int) -> str:
    """«A» for 0, «AA» for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """«E12» for row 12 (counted from 1, as people do) and column 4 (counted from 0)."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to put right in a workbook. row 0 and column "" mean the whole sheet; sheet "" the whole file.

    label: what stands in that row, in the words of the form.
    """

    message: str
    remedy: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    label: str = ""

    @property
    def place(self) -> str:
        """«X-Q, ô E12», «X-Q», or empty."""
        return ", ".join(filter(None, [self.sheet, f"ô {self.column}{self.row}" if self.row else ""]))

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
