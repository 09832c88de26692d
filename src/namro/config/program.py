"""The program `namro`: one entry for every command, with a database under it where the command needs one."""

import ast
import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from namro import __version__
from namro.config import postgres
from namro.config.embedded import PROGRAM
from namro.config.home import SetupError, made_home, say

WITHOUT_DATABASE = frozenset({"read", "makemigrations", "messages"})
# Change tables, or must see every row.
AS_OWNER = frozenset({"migrate", "backup", "restore"})
# Must also work while tables and program do not match.
WITH_ANY_TABLES = AS_OWNER | {"check"}
PACKAGE = Path(__file__).resolve().parent.parent


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")
    try:
        run(sys.argv[1:])
    except SetupError as trouble:
        say(str(trouble))
        sys.exit(1)


def run(arguments: list[str]) -> None:
    if not arguments or arguments in (["help"], ["--help"], ["-h"]):
        print(overview())
        return
    if arguments == ["--version"]:
        print(__version__)
        return
    name, *rest = arguments
    if name == "help":
        name, rest = rest[0], ["--help"]
    name = name.replace("-", "_")
    if name in WITHOUT_DATABASE or {"-h", "--help"} & set(rest):
        os.environ.setdefault("NAMRO_SECRET_KEY", secrets.token_urlsafe())  # leaves no data folder behind
        execute(name, rest)
    elif name == "serve":
        if not postgres.is_external():
            made_home()
            postgres.embedded().password(PROGRAM)  # settings are read before the server is made
        execute(name, rest)
    else:
        if name in AS_OWNER:
            os.environ["NAMRO_LOGIN"] = "owner"
        with database():
            if name not in WITH_ANY_TABLES:
                bring_up_to_date()
            execute(name, rest)


@contextlib.contextmanager
def database() -> Iterator[None]:
    """The database for as long as this lasts: the server of somebody else, or our own."""
    if postgres.is_external():
        yield
        return
    made_home()
    with postgres.embedded().in_use():
        yield


def execute(name: str, arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["namro", name, *arguments])


def bring_up_to_date() -> None:
    """Make or change the tables, if they are not those this program knows; as the owner, in a process of its own."""
    import django

    django.setup()
    from django.db import connections

    if pending_migrations():
        connections.close_all()
        command("migrate", login="owner")


def pending_migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def command(*words: str, login: str = "program") -> None:
    """Run another command of this program and wait. Raises SetupError when it fails; what it says goes to stderr."""
    environment = {**os.environ, "NAMRO_LOGIN": login}
    done = subprocess.run([sys.executable, "-m", "namro.config.program", *words], env=environment, stdout=sys.stderr)
    if done.returncode:
        raise SetupError(f"Lệnh «namro {' '.join(words)}» không hoàn thành; xem thông báo ở trên.")


def overview() -> str:
    """Every command of ours with its help, read from the sources: nothing needs to be loaded for it."""
    commands = {
        file.stem.replace("_", "-"): help_text(file)
        for folder in ("cli", "config")
        for file in (PACKAGE / folder / "management" / "commands").glob("[!_]*.py")
    }
    width = max(map(len, commands)) + 2
    heading = ["Năm Rõ: từ kế hoạch tỉnh ký đến báo cáo tỉnh gửi", "", "namro LỆNH [--help]", ""]
    return "\n".join(heading + [f"  {name:<{width}}{text}" for name, text in sorted(commands.items())])


def help_text(file: Path) -> str:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Assign(targets=[ast.Name(id="help")], value=ast.Constant(value=str(text))):
                return text
    return ""


if __name__ == "__main__":
    main()
