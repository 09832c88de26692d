"""Plans that differ: the demonstration plan with other numbers, names and years, and with sentences left out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from namro.cli.demo.province import plan_text

PLACES = (
    *("Lĩnh Giang", "Hòa Sơn", "Thanh Khê Hạ", "Bình Lộc", "Yên Thịnh"),
    *("Đông Triều Thượng", "Phú Lạc", "Vĩnh Trung", "An Thái", "Quảng Hà"),
)
TOPICS = (
    "phòng, chống ma túy",
    "phòng, chống mua bán người",
    "bảo đảm trật tự, an toàn giao thông",
    "phòng, chống bạo lực gia đình",
)


def plans(number: int, *, seed: int = 1) -> Iterator[str]:
    """Texts of plans, the same for the same seed."""
    chance = random.Random(seed)
    for n in range(number):
        yield altered(plan_text(2020 + n % 10).decode(), n, chance)


def altered(text: str, n: int, chance: random.Random) -> str:
    text = text.replace("58/KH-UBND", f"{n + 1}/KH-UBND")
    place = PLACES[n % len(PLACES)]
    text = text.replace("Lĩnh Giang", place).replace("LĨNH GIANG", place.upper())
    text = text.replace("phòng, chống ma túy năm", f"{chance.choice(TOPICS)} năm", 1)
    text = re.sub(r"(?<![\d/.])(\d{1,2})%", lambda found: f"{min(int(found[1]) + chance.randint(0, 9), 100)}%", text)
    return "\n".join(line for line in text.split("\n") if not line.startswith("- ") or chance.random() > 0.1)
