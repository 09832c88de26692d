"""How offices number: the marker of each level, and the label that the section path takes from it."""

from dataclasses import dataclass

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LETTERS = "abcdđeghiklmnopqrstuvxy"
ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True)
class Habit:
    """`levels` holds a marker pattern for section, heading, item and sub-item. No slot means no number."""

    name: str
    levels: tuple[str, str, str, str]
    capitals: bool = True

    def mark(self, level: int, counts: list[int]) -> tuple[str, str]:
        """The marker as printed, and its label ("" for a bullet)."""
        n = counts[level]
        pattern = self.levels[level]
        slots = {
            "roman": ROMAN[(n - 1) % len(ROMAN)],
            "n": str(n),
            "letter": LETTERS[(n - 1) % len(LETTERS)],
            "capital": LETTERS[(n - 1) % len(LETTERS)].upper(),
            "path": ".".join(str(count) for count in counts[: level + 1]),
            "ordinal": ORDINALS[(n - 1) % len(ORDINALS)],
        }
        label = next((slots[name] for name in slots if f"{{{name}}}" in pattern), "")
        return pattern.format(**slots), str(n) if "{path}" in pattern else label

    def heading(self, text: str) -> str:
        return text.upper() if self.capitals else text


HABITS = (
    Habit("roman", ("{roman}. ", "{n}. ", "- ", "+ ")),
    Habit("roman letters", ("{roman}. ", "{n}. ", "{letter}) ", "- ")),
    Habit("roman slash", ("{roman}/ ", "{n}/ ", "- ", "+ ")),
    Habit("roman dash", ("{roman}- ", "{n}- ", "- ", "+ ")),
    Habit("capitals", ("{capital}. ", "{roman}. ", "{n}. ", "- ")),
    Habit("decimal", ("{n}. ", "{path}. ", "- ", "+ "), capitals=False),
    Habit("decimal letters", ("{n}. ", "{path}. ", "{letter}) ", "- "), capitals=False),
    Habit("roman small", ("{roman}. ", "{n}. ", "- ", "+ "), capitals=False),
    Habit("parts", ("Phần thứ {ordinal}\n", "{roman}. ", "{n}. ", "- ")),
    Habit("articles", ("Điều {n}. ", "{n}. ", "{letter}) ", "- "), capitals=False),
    Habit("none", ("", "* ", "- ", "+ ")),
)
