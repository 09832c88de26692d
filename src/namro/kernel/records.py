"""Frozen dataclasses from the tables of data files, and back into what JSON can hold."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

Record = TypeVar("Record")


def build(kind: type[Record], data: Mapping[str, Any], /, **converted: Any) -> Record:
    """`converted` stands in for what `data` holds under the same name; ValueError for a missing or unknown key."""
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    given = {**data, **converted}
    if unknown := given.keys() - known.keys():
        raise ValueError(f"{kind.__name__}: không có mục «{', '.join(sorted(unknown))}».")
    needed = {name for name, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    if missing := needed - given.keys():
        raise ValueError(f"{kind.__name__}: thiếu mục «{', '.join(sorted(missing))}».")
    return kind(**given)


def as_date(value: date | str | None) -> date | None:
    """TOML gives dates, JSON gives ISO text; both stand for a day."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def plain(value: Any) -> Any:
    """Dataclasses as dictionaries, tuples as lists; what has a text form of its own (date, enum, cell) as that."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and type(value).__str__ is object.__str__:
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)
