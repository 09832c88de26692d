"""A tree of units as it stands on one day."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=Hashable)


class Tree(Generic[Id]):
    """Built from (unit, parent) pairs; the root's parent is None. Children keep the order of the pairs.

    Raises ValueError for no root or several, a unit named twice, an unknown parent, or a circle.
    """

    __slots__ = ("_children", "_parents", "root")

    def __init__(self, pairs: Iterable[tuple[Id, Id | None]]) -> None:
        self._parents: dict[Id, Id | None] = {}
        self._children: dict[Id, list[Id]] = {}
        roots = []
        for unit, parent in pairs:
            if unit in self._parents:
                raise ValueError(f"Đơn vị {unit} có hai dòng trong cây.")
            self._parents[unit] = parent
            if parent is None:
                roots.append(unit)
            else:
                self._children.setdefault(parent, []).append(unit)
        if unknown := [p for p in self._children if p not in self._parents]:
            raise ValueError(f"Đơn vị cấp trên {unknown[0]} không có trong cây.")
        if len(roots) != 1:
            raise ValueError(f"Cây đơn vị phải có một gốc, đang có {len(roots)}.")
        self.root: Id = roots[0]
        if circle := self._parents.keys() - {self.root, *self.descendants(self.root)}:
            raise ValueError(f"Cây đơn vị có vòng: {', '.join(sorted(map(str, circle)))}.")

    def __contains__(self, unit: object) -> bool:
        return unit in self._parents

    def __iter__(self) -> Iterator[Id]:
        return iter(self._parents)

    def __len__(self) -> int:
        return len(self._parents)

    def parent(self, unit: Id) -> Id | None:
        return self._parents[unit]

    def children(self, unit: Id) -> tuple[Id, ...]:
        return tuple(self._children.get(unit, ()))

    def ancestors(self, unit: Id) -> tuple[Id, ...]:
        """From the parent up to the root."""
        found = []
        above = self._parents[unit]
        while above is not None:
            found.append(above)
            above = self._parents[above]
        return tuple(found)

    def descendants(self, unit: Id) -> tuple[Id, ...]:
        """Everything below `unit`, each parent before its children."""
        found = []
        waiting = list(reversed(self._children.get(unit, [])))
        while waiting:
            below = waiting.pop()
            found.append(below)
            waiting.extend(reversed(self._children.get(below, [])))
        return tuple(found)

    def leaves(self, unit: Id) -> tuple[Id, ...]:
        """`unit` itself if nothing is below it."""
        return tuple(u for u in (unit, *self.descendants(unit)) if u not in self._children)
