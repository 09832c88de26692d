"""How the reports of a quarter went: who was in time, who late, who was asked again. Pure, and the same every time.

Of the newest quarter that is over: two communes have sent nothing, three were sent back (one still is), five wait to
be accepted. In every quarter about one in seventeen is late. In the open quarter a few have begun, six have sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from namro.cli.demo.chance import chance_of
from namro.cli.demo.province import moment
from namro.kernel.times import Period

SPARED = frozenset({"90031", "90.PC04", "90.LDLD", "90.CAT", "90.SYT"})
"""Units that visitors look at first, and bodies that are only asked: nothing goes wrong there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """When each step of a report is taken; None: it never is. parts: how many sections are filled (None: all)."""

    filled_at: datetime | None = None
    sent_at: datetime | None = None
    returned_at: datetime | None = None
    resent_at: datetime | None = None
    accepted_at: datetime | None = None
    corrected_at: datetime | None = None
    parts: int | None = None
    typed_by_standing: bool = False

    def is_sent_by_unit(self, until: datetime) -> bool:
        """Filled as a whole by the unit itself, and sent: so far all such reports are told together."""
        return self.parts is None and not self.typed_by_standing and self.sent_at is not None and self.sent_at <= until


def of_past_quarter(period: Period, due_on: date, codes: Sequence[str], *, is_newest: bool) -> Mapping[str, Fate]:
    """The fate of each unit's report, by the unit's code."""
    chance = chance_of("story", period.code[-2:])
    pool = sorted(code for code in codes if code not in SPARED)
    chance.shuffle(pool)
    late, typed, corrected = set(pool[:9]), pool[9], pool[10]
    silent, returned, waiting = pool[11:13], pool[13:16], set(pool[16:21])
    fates: dict[str, Fate] = {}
    for code in sorted(codes):
        filled = moment(due_on - timedelta(days=1), chance.randint(7, 15), chance.randint(0, 59))
        sent = filled + timedelta(hours=chance.randint(2, 3), minutes=chance.randint(0, 59))
        if code in late or chance.random() < 0.6:
            days = chance.randint(1, 9) if code in late else 0
            sent = moment(due_on + timedelta(days=days), chance.randint(8, 16), chance.randint(0, 59))
        accepted = moment(sent.date() + timedelta(days=chance.randint(1, 4)), chance.randint(8, 16))
        again = moment(sent.date() + timedelta(days=3), 9)
        if is_newest and code in silent:
            fates[code] = Fate(filled_at=filled, parts=3) if code == silent[0] else Fate()
        elif is_newest and code in returned:
            fates[code] = Fate(
                filled_at=filled,
                sent_at=sent,
                returned_at=moment(sent.date() + timedelta(days=1), 15),
                resent_at=None if code == returned[0] else again,
                accepted_at=None if code == returned[0] else again + timedelta(days=1),
            )
        else:
            fates[code] = Fate(
                filled_at=filled,
                sent_at=sent,
                accepted_at=None if is_newest and code in waiting else accepted,
                corrected_at=accepted + timedelta(days=6) if not is_newest and code == corrected else None,
                typed_by_standing=is_newest and code == typed,
            )
    return fates


def of_open_quarter(period: Period, codes: Sequence[str], *, now: datetime) -> Mapping[str, Fate]:
    """codes: of units whose former report is accepted. Nothing is told before the quarter is a month old."""
    if (now.date() - period.start).days < 30:
        return {}
    chance = chance_of("story", "open")
    pool = sorted(code for code in codes if code.isdigit() and code != "90031")
    chance.shuffle(pool)

    def before(days: int, hour: int) -> datetime:
        return moment(now.date() - timedelta(days=days), hour, chance.randint(0, 59))

    fates = {code: Fate(filled_at=before(1, 14), parts=chance.randint(1, 4)) for code in pool[:9]}
    for n, code in enumerate(pool[9:15]):
        fates[code] = Fate(filled_at=before(5, 8), sent_at=before(4, 16), accepted_at=before(2, 10) if n < 2 else None)
    fates["90031"] = Fate(filled_at=before(1, 10), parts=2)
    return fates
