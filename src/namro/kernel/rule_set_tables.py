"""Reading the tables of a data file one key at a time, gathering what is wrong with the line it stands on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from namro.kernel.expressions import Cell, Expression, ExpressionError, Node, Number, Product, Sum, parse_number
from namro.kernel.figures import parse_figure
from namro.kernel.problems import Problem, Severity
from namro.kernel.rule_sets import FUNCTIONS
from namro.kernel.toml_lines import Path, line_of


class Mistakes:
    """Everything that is wrong with a file, each with its line."""

    def __init__(self, filename: str, lines: Mapping[Path, int]) -> None:
        self.filename = filename
        self.lines = lines
        self._found: list[tuple[int, Problem]] = []

    def add(self, path: Path, message: str, remedy: str) -> None:
        self.add_at(line_of(self.lines, path), message, remedy)

    def add_at(self, line: int, message: str, remedy: str) -> None:
        place = f"{self.filename}, dòng {line}"
        self._found.append((line, Problem("rule-set", Severity.ERROR, place, message, remedy)))

    def all(self) -> tuple[Problem, ...]:
        """In the order of the lines."""
        return tuple(problem for _, problem in sorted(self._found, key=lambda found: found[0]))


class Table:
    """One table of the file. Whatever was not asked for when it is left is an unknown key."""

    def __init__(self, data: Any, path: Path, mistakes: Mistakes) -> None:
        self.data: Mapping[str, Any] = data if isinstance(data, dict) else {}
        self.path = path
        self.mistakes = mistakes
        self._asked: set[str] = set()
        if not isinstance(data, dict):
            mistakes.add(path, "Chỗ này phải là một bảng.", "Ghi thành [tên] hoặc { khóa = giá trị }.")

    def wrong(self, key: str, message: str, remedy: str) -> None:
        self.mistakes.add((*self.path, key), message, remedy)

    def done(self) -> None:
        for key in self.data.keys() - self._asked:
            self.wrong(key, f"Không có khóa «{key}» ở đây.", f"Dùng một trong: {', '.join(sorted(self._asked))}.")

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self.data

    def _get(self, key: str, kind: type | tuple[type, ...], said: str, *, needed: bool) -> Any:
        self._asked.add(key)
        value = self.data.get(key)
        if value is None:
            if needed:
                self.wrong(key, f"Thiếu khóa «{key}».", f"Ghi thêm {key} = {said}.")
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(key, f"«{key}» không đúng kiểu.", f"Ghi {key} = {said}.")
            return None
        return value

    def text(self, key: str, *, needed: bool = True) -> str:
        value = self._get(key, str, '"…"', needed=needed)
        if needed and value is not None and not value.strip():
            self.wrong(key, f"«{key}» để trống.", "Ghi nội dung vào giữa hai dấu nháy.")
        return value or ""

    def code(self, known: Collection[str], what: str, key: str, *, needed: bool = True) -> str:
        """The code of something defined elsewhere in the file."""
        value = self.text(key, needed=needed)
        if value and value not in known:
            self.wrong(
                key, f"Không có {what} «{value}».", f"Dùng một trong: {', '.join(sorted(known)) or '(chưa có)'}."
            )
            return ""
        return value

    def number(self, key: str, *, needed: bool = True) -> int:
        value = self._get(key, int, "số nguyên", needed=needed)
        if value is not None and value < 0:
            self.wrong(key, f"«{key}» không được âm.", "Ghi số nguyên từ 0 trở lên.")
            return 0
        return value or 0

    def day(self, key: str, *, needed: bool = True) -> date | None:
        value = self._get(key, date, "2025-08-24", needed=needed)
        return value if value is None else date(value.year, value.month, value.day)

    def truth(self, key: str) -> bool:
        return bool(self._get(key, bool, "true hoặc false", needed=False))

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        value = self._get(key, list, '["…", "…"]', needed=needed)
        if value is not None and not all(isinstance(one, str) for one in value):
            self.wrong(key, f"«{key}» phải là danh sách chữ.", f'Ghi {key} = ["…", "…"].')
            return ()
        return tuple(value or ())

    def rows(self, key: str, *, needed: bool = True) -> Iterator[Table]:
        value = self._get(key, list, "nhiều bảng [[…]]", needed=needed)
        if needed and value == []:
            self.wrong(key, f"«{key}» chưa có dòng nào.", "Ghi ít nhất một dòng.")
        for number, row in enumerate(value or ()):
            yield Table(row, (*self.path, key, number), self.mistakes)

    def table(self, key: str, *, needed: bool = True) -> Table | None:
        value = self._get(key, dict, "{ … }", needed=needed)
        return None if value is None else Table(value, (*self.path, key), self.mistakes)

    def threshold(self, key: str) -> Fraction | None:
        """«0,5%» or a number; None where the key is not there."""
        value = self._get(key, (str, int), '"0,5%" hoặc số nguyên', needed=False)
        if value is None:
            return None
        if isinstance(value, int):
            if value < 0:
                self.wrong(key, f"Ngưỡng «{key}» không được âm.", "Ghi số từ 0 trở lên.")
            return Fraction(value)
        try:
            figure = parse_figure(value.removesuffix("%").strip(), decimals=4)
        except ValueError:
            figure = None
        if figure is None or figure.value is None:
            self.wrong(key, f"«{value}» không phải ngưỡng.", "Ghi tỷ lệ như «0,5%» hoặc số nguyên như 3000.")
            return None
        return Fraction(figure.value) / (100 if value.endswith("%") else 1)

    def month_day(self, key: str) -> tuple[int, int]:
        """«15/12» as month and day; (1, 1) for what is none."""
        value = self.text(key)
        day, _, month = value.partition("/")
        if not (day.isascii() and day.isdecimal() and month.isascii() and month.isdecimal()):
            if value:
                self.wrong(key, f"«{value}» không phải ngày, tháng.", "Ghi ngày/tháng, ví dụ «15/12».")
            return (1, 1)
        return (int(month), int(day))

    def formula(self, key: str, elements: Collection[str] | None) -> Expression | None:
        """A sum of figures. elements: the codes that the catalogue knows, None to take any."""
        text = self.text(key)
        if not text:
            return None
        try:
            expression = parse_number(text)
        except ExpressionError as wrong:
            self.wrong(key, f"Không đọc được công thức: {wrong}.", "Ghi phép cộng, trừ các số liệu, ví dụ «a + b - c».")
            return None
        if not _is_sum(expression.node):
            self.wrong(key, f"Công thức «{text}» có phép khác cộng, trừ.", "Chỉ cộng, trừ các số liệu.")
            return None
        for cell in expression.cells():
            if cell.function not in FUNCTIONS:
                usable = "«x» (số của năm) và «year_open(x)» (số đầu năm)"
                self.wrong(key, f"Không dùng hàm «{cell.function}» ở đây.", f"Chỉ dùng {usable}.")
            if elements is not None and cell.key.element not in elements:
                self.wrong(
                    key,
                    f"Danh mục không có số liệu «{cell.key.element}».",
                    "Dùng mã có trong danh mục số liệu, hoặc thêm số liệu ấy vào danh mục trước.",
                )
        return expression


def _is_sum(node: Node) -> bool:
    match node:
        case Cell():
            return True
        case Sum(terms):
            return all(isinstance(part, Cell) for _, part in terms)
        case Product() | Number():
            return False
    return False
