"""A sheet of paper that remembers what it says: lines of text beside the truth about them."""

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tests.reading.genre.goals import Sentence
from tests.reading.genre.numbering import Habit

KINDS = (
    "documents", "citations", "abbreviations", "targets", "allocations", "stated_totals", "duties",
    "general_tasks", "annex_tasks", "projects", "reporting",
)  # fmt: skip


@dataclass
class Page:
    """`swaps` are the short forms in use from here on; `path` is the numbering above the next line."""

    rng: Random
    habit: Habit
    lines: list[str] = field(default_factory=list)
    truth: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    swaps: list[tuple[str, str]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    annex: str = ""

    def word(self, text: str) -> str:
        """The text as this office writes it, with the short forms declared so far."""
        for long, short in self.swaps:
            text = text.replace(long, short)
        return text

    def line(self, text: str) -> None:
        self.lines.append(self.word(text))

    def numbered(self, level: int, text: str) -> str:
        """A line that bears the next number of its level; gives the text as written, without the marker."""
        del self.counts[level + 1 :]
        self.counts += [0] * (level + 1 - len(self.counts))
        self.counts[level] += 1
        marker, label = self.habit.mark(level, self.counts)
        del self.path[level:]
        self.path += [""] * (level - len(self.path)) + [label]
        text = self.word(text)
        self.lines.append(f"{marker}{text}")
        return text

    def section(self, heading: str) -> None:
        self.numbered(0, self.habit.heading(heading))

    @property
    def where(self) -> str:
        path = ".".join(part for part in self.path if part)
        return f"{self.annex}.{path}".strip(".") if self.annex else path

    def note(self, to: str, /, **attributes: Any) -> None:
        self.truth[to].append(attributes)

    def note_goals(self, sentence: Sentence, owner: list[str]) -> None:
        for goal in sentence.goals:
            said = replace(goal, quote=self.word(goal.quote), measure=self.word(goal.measure))
            self.note("targets", section=self.where, owner=owner, **said.entry())

    def note_task(self, kind: str, text: str, **attributes: Any) -> None:
        self.note(kind, quote=" ".join(text.split()[:12]), section=self.where, **attributes)

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"
