"""What architecture.md promises of every source file, read from the sources themselves."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "namro"
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "base", "signals", "mixins", "common"}
PURE = ("kernel", "reading", "writing")
# Modules that take the day or the instant from whoever calls them.
CLOCKLESS = ("rules.py", "queries.py", "actions.py")
CLOCK = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("timezone", "now"),
    ("time", "time"),
}


def sources(*parts: str) -> Iterator[Path]:
    for file in sorted(PACKAGE.joinpath(*parts).rglob("*.py")):
        if "migrations" not in file.parts:
            yield file


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def place(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', '?')}"


def pure_files() -> set[Path]:
    return {file for package in PURE for file in sources(package)} | {f for f in sources() if f.name == "rules.py"}


def calls_clock(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module) | ast.Attribute(attr=module), attr=name)):
            return (module, name) in CLOCK or (name == "localdate" and not node.args and not node.keywords)
        case ast.Call(func=ast.Name(id="localdate" | "today" | "now"), args=[], keywords=[]):
            return True
        case ast.Call(func=ast.Name(id="Now")):
            return True
    return False


def actions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Public functions that write: what runs in one transaction."""
    for file in sources():
        if file.name == "actions.py" or file.parent.name == "actions":
            for node in tree(file).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and is_atomic(node):
                    yield file, node


def is_atomic(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator).startswith("transaction.atomic") for decorator in function.decorator_list)


def test_no_clock_below_the_doors() -> None:
    files = pure_files() | {file for file in sources() if file.name in CLOCKLESS or file.parent.name == "actions"}
    found = [place(file, node) for file in files for node in ast.walk(tree(file)) if calls_clock(node)]
    assert not found, "the doors read the clock once and pass it down"


def test_pure_packages_know_no_django() -> None:
    found = [
        place(file, node)
        for file in pure_files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
        if name.split(".")[0] == "django"
    ]
    assert not found


def test_actions_say_who_and_when() -> None:
    wrong = []
    for file, action in actions():
        names = {argument.arg for argument in action.args.kwonlyargs}
        if action.args.args or action.args.posonlyargs or not {"by", "at"} <= names:
            wrong.append(f"{place(file, action)} {action.name}")
    assert not wrong, "an action takes keywords only, by= and at= among them"


def test_nothing_happens_behind_ones_back() -> None:
    found = [
        place(file, node)
        for file in sources()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and {"signals", "dispatch"} & set((node.module or "").split("."))
    ]
    assert not found, "no signal receivers: an action does all it does in sight"


def test_markup_is_trusted_in_one_place_only() -> None:
    found = [
        place(file, node)
        for file in sources()
        if file != PACKAGE / "web" / "pages.py"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Name | ast.Attribute | ast.alias)
        and "mark_safe" in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", ""))
    ]
    assert not found
    templates = [file for file in PACKAGE.rglob("*.html") if re.search(r"\|\s*safe\b|autoescape off", file.read_text())]
    assert not templates


def test_modules_say_what_they_hold() -> None:
    found = [file.relative_to(ROOT) for file in sources() if {file.stem, file.parent.name} & FORBIDDEN_NAMES]
    assert not found


def test_every_command_helps_in_both_languages() -> None:
    files = [file for file in sources() if file.parent.name == "commands" and not file.name.startswith("_")]
    assert files
    wrong = []
    for file in files:
        texts = [
            ast.literal_eval(node.value)
            for node in ast.walk(tree(file))
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "help" for t in node.targets)
        ]
        vietnamese, slash, english = (texts or [""])[0].partition(" / ")
        if not slash or vietnamese.isascii() or not english.isascii():
            wrong.append(file.name)
    assert not wrong, "help: Vietnamese / English"


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a clone")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_committed_file_names_this_machine(committed: list[Path]) -> None:
    here = re.compile(re.escape(str(ROOT)) + r"(?=[/\s\"']|$)|(?<![\w.])/(?:root|home)/[a-z]")
    found = []
    for file in committed:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if here.search(text):
            found.append(file.relative_to(ROOT))
    assert not found


def test_locks_name_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / lock).read_text()
    assert not (ROOT / "uv.lock").exists() or "uv.lock" in (ROOT / ".gitignore").read_text()


def test_locks_agree_where_they_overlap() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^([\w.-]+==\S+)", (ROOT / lock).read_text(), flags=re.M))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_wheel_that_carries_the_server_is_never_imported() -> None:
    found = [
        place(file, node)
        for file in sources()
        for node in ast.walk(tree(file))
        if (isinstance(node, ast.Import) and any("pgserver" in alias.name for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and "pgserver" in (node.module or ""))
    ]
    assert not found
