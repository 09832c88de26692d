"""Copies of the whole database in one file, and their return. Uploaded documents are rows and come along."""

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from namro.config import postgres
from namro.config.embedded import shipped_server
from namro.config.home import SetupError, made_home

KEPT_BEFORE_MIGRATION = 10


def dump(file: Path) -> None:
    """Write a backup, readable by its owner only. It appears whole under its name, or not at all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            _server_program("pg_dump", "--format=custom", "--no-owner", stdout=out)
            out.flush()
            os.fsync(out.fileno())
        _server_program("pg_restore", "--list", str(draft))
        draft.replace(file)
    except OSError as error:
        raise SetupError(f"Không ghi được bản sao lưu {file}: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def dump_before_migration(at: datetime) -> Path:
    """A backup in the data folder; the latest few are kept."""
    folder = made_home() / "before-migration"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{at:%Y%m%dT%H%M%S%f}.namro"
    dump(file)
    for old in sorted(folder.glob("*.namro"))[:-KEPT_BEFORE_MIGRATION]:
        old.unlink()
    return file


def restore(file: Path, *, known_migrations: frozenset[tuple[str, str]]) -> str:
    """Bring a backup back in place of the present database, which stays beside it; answers that one's new name.

    Everything is read into a new database first. Raises SetupError, with nothing changed, for a file that is
    broken or comes from a newer program (migrations outside `known_migrations`).
    """
    name = str(postgres.connection_info(owner=True)["dbname"])
    draft, former = f"{name}_restoring", f"{name}_before_restore"
    with _maintenance() as server:
        _drop(server, draft)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(draft)))
        try:
            _server_program(
                "pg_restore", "--exit-on-error", "--no-owner", "--single-transaction", "--dbname", draft, str(file)
            )
            _check_origin(draft, known_migrations)
        except BaseException:
            _drop(server, draft)
            raise
        _drop(server, former)
        _rename(server, name, former)
        _rename(server, draft, name)
    return former


def _check_origin(database: str, known: frozenset[tuple[str, str]]) -> None:
    with psycopg.connect(**{**postgres.connection_info(owner=True), "dbname": database}) as connection:
        try:
            applied = connection.execute("SELECT app, name FROM django_migrations").fetchall()
        except psycopg.errors.UndefinedTable:
            raise SetupError("Tệp này không phải là bản sao lưu của Năm Rõ; dữ liệu đang có vẫn giữ nguyên.") from None
    if set(applied) - known:
        raise SetupError(
            "Bản sao lưu do phiên bản mới hơn của chương trình tạo ra; hãy nâng cấp chương trình trước. "
            "Dữ liệu đang có vẫn giữ nguyên."
        )


@contextlib.contextmanager
def _maintenance() -> Iterator[psycopg.Connection]:
    with psycopg.connect(**{**postgres.connection_info(owner=True), "dbname": "postgres"}, autocommit=True) as server:
        yield server


def _drop(server: psycopg.Connection, database: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _rename(server: psycopg.Connection, old: str, new: str) -> None:
    """Nobody can be connected to a database that is renamed, so its sessions end and none may begin meanwhile."""
    server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(old)))
    server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [old])
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
    server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(new)))


def _server_program(program: str, *words: str, stdout: Any = subprocess.PIPE) -> None:
    info = postgres.connection_info(owner=True)
    done = subprocess.run(
        [_programs(info) / program, *words],
        env={**os.environ, **_libpq_environment(info), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )
    if done.returncode:
        said: Sequence[str] = done.stderr.decode(errors="replace").strip().splitlines()
        detail = next((line for line in said if "error:" in line), said[-1] if said else "?")
        raise SetupError(f"Không sao lưu hoặc khôi phục được: {detail}")


def _programs(info: dict[str, Any]) -> Path:
    """Programs of the server's own version: newer ones write settings that an older server refuses."""
    with psycopg.connect(**info) as connection:
        major = connection.info.server_version // 10_000
    return shipped_server(16 if major <= 16 else 18) / "bin"


def _libpq_environment(info: dict[str, Any]) -> dict[str, str]:
    """The connection in the environment: a password on the command line could be seen by others."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    return {names[key]: str(value) for key, value in info.items() if key in names}
