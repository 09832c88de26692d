"""On which line of a TOML text each table and key stands. Reading the values is for tomllib."""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\")\s*=")
_STRING = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*|[\[\]{}]')


def line_map(text: str) -> Mapping[Path, int]:
    """("scales", 0, "classes", 1, "rank") -> 57, for a text that tomllib takes. Lines count from 1."""
    return _Scanner(text).lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, else of the nearest table around it; 1 where nothing is known."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self.table: Path = ()
        self.depth = 0  # of brackets of a value that goes on over lines
        self.quote = ""  # of a string that does
        for number, line in enumerate(text.splitlines(), 1):
            self._line(number, line)

    def _line(self, number: int, line: str) -> None:
        if self.depth or self.quote:
            self._value(line)
        elif header := _HEADER.match(line):
            self.table = self._place(header[2].split("."), is_array=header[1] == "[[")
            self.lines.setdefault(self.table, number)
        elif key := _KEY.match(line):
            self.lines.setdefault((*self.table, key[1].strip('"')), number)
            self._value(line[key.end() :])

    def _place(self, names: list[str], *, is_array: bool) -> Path:
        """The path of a table: the newest row of each array of tables on the way."""
        path: Path = ()
        for depth, name in enumerate(names, 1):
            path = (*path, name.strip().strip('"'))
            if depth == len(names) and is_array:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _value(self, text: str) -> None:
        at = 0
        while at < len(text):
            if self.quote:
                end = text.find(self.quote, at)
                if end < 0:
                    return
                at, self.quote = end + 3, ""
            elif found := _STRING.search(text, at):
                at = found.end()
                if found[0] in ('"""', "'''"):
                    self.quote = found[0]
                elif found[0] in "[{":
                    self.depth += 1
                elif found[0] in "]}":
                    self.depth -= 1
            else:
                return
