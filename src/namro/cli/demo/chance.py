"""Chance that is the same every time."""

from random import Random


def chance_of(*seed: object) -> Random:
    """What is drawn from it depends on the seed alone, on any machine."""
    return Random(":".join(map(str, seed)))  # noqa: S311 (figures are invented; nothing here is a secret)
