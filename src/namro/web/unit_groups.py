"""The groups of units that plans name, and the tags of units, as choices on a page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from namro.organisations import bodies, official_list


def groups_among(units: Collection[int], on: date) -> dict[str, tuple[str, frozenset[int]]]:
    """By code, the usual name of a group and those of its members that are among some units; none that is all of them.

    Members are those of the day `on`.
    """
    directory = bodies.whole_directory_on(on)
    known = frozenset(units)
    found = {}
    for group in official_list.agency_file()["groups"]:
        phrase = group["phrases"][0]
        members = frozenset(directory.match(phrase).units) & known
        if members and len(members) < len(known):
            found[str(group["code"])] = (_spelled(phrase), members)
    return found


def _spelled(phrase: str) -> str:
    return (phrase[:1].upper() + phrase[1:]).replace("Ubnd", "UBND")
