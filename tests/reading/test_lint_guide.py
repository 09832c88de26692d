"""The guide names every finding there is, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "src" / "namro" / "reading" / "lint"
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")


def codes() -> set[str]:
    """Names of findings: what stands first, or as a choice of two, where one is made."""
    found = set()
    for file in RULES.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in {"Finding", "_by_part"}
            ):
                constants = [n.value for arg in call.args[:2] for n in ast.walk(arg) if isinstance(n, ast.Constant)]
                found |= {each for each in constants if isinstance(each, str) and CODE.fullmatch(each)}
    return found


def test_the_guide_names_every_finding_and_no_other() -> None:
    guide = (ROOT / "docs" / "soat-loi.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)`", guide, re.MULTILINE)) == codes()
