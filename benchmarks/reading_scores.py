"""How well reading finds what plans say: plans made up, the same plans spoilt, and plans with hand-made references.

    python -m benchmarks.reading_scores [--plans 40] [--from 0] [--kind targets] [--only MUTATION …] [--show]

Columns are the F1 of each kind of item and of all together. Needs ../shared/tools/score_extraction.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from tests.reading.genre import make_plan
from tests.reading.genre.scoring import ROOT, SHARED, TOOL, Pair, pooled, references, score
from tests.reading.mutations import MUTATIONS, spoil

CORPORA = {"public plans": SHARED / "plans", "hand-written": ROOT / "tests" / "reading" / "plans"}


def rows(first: int, plans: int, only: list[str]) -> Iterator[tuple[str, list[Pair]]]:
    made = [make_plan(seed) for seed in range(first, first + plans)]
    if not only or "none" in only:
        yield "none", made
    for name in MUTATIONS:
        if not only or name in only:
            yield name, [spoil(name, text, truth, seed=n) for n, (text, truth) in enumerate(made)]
    for name, folder in CORPORA.items():
        if not only or name in only:
            yield name, references(folder)


def cells(totals: dict[str, Any]) -> str:
    values = [*(tally.f1 for tally in totals.values()), pooled(totals)]
    return " ".join(f"{'–' if value is None else f'{value:.3f}':>9}" for value in values)


def show(totals: dict[str, Any]) -> None:
    for kind, tally in totals.items():
        agreed = "  ".join(f"{name} {sum(said)}/{len(said)}" for name, said in tally.attributes.items() if said)
        print(f"   {kind}: {agreed}")
        for line in tally.lost:
            print(f"      missed  {kind}  {line}")
        for line in tally.spurious:
            print(f"      extra   {kind}  {line}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=40)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    parser.add_argument("--kind", action="append", default=[], help="only these kinds of item")
    parser.add_argument("--only", nargs="*", default=[], help="only these rows: none, a mutation, a corpus")
    parser.add_argument("--show", action="store_true", help="what was missed, and what was found that is not there")
    args = parser.parse_args()
    if not TOOL.exists():
        print(f"The score tool is missing: {TOOL}", file=sys.stderr)
        return 1
    heading = None
    for name, pairs in rows(args.first, args.plans, args.only):
        totals = {kind: tally for kind, tally in score(pairs).items() if not args.kind or kind in args.kind}
        if heading is None:
            heading = " ".join(f"{kind[:9]:>9}" for kind in [*totals, "pooled"])
            print(f"{'':22} plans {heading}")
        print(f"{name:22} {len(pairs):5} {cells(totals)}", flush=True)
        if args.show:
            show(totals)
    return 0


if __name__ == "__main__":
    sys.exit(main())
