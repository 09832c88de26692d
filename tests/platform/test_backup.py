"""A backup brings everything back; a bad file changes nothing. On the program's own server and on another's."""

from pathlib import Path
from urllib.parse import quote

import pytest

from namro.config.embedded import OWNER, PROGRAM, Embedded
from tests.platform.conftest import Run

pytestmark = pytest.mark.slow


def put_row(server: Embedded, key: str) -> None:
    with server.connect(PROGRAM) as connection:
        connection.execute("INSERT INTO web_cache VALUES (%s, '', 'infinity')", [key])


def rows(server: Embedded) -> set[str]:
    with server.connect(PROGRAM) as connection:
        return {key for (key,) in connection.execute("SELECT cache_key FROM web_cache").fetchall()}


@pytest.mark.parametrize("major", [18, 16])
def test_a_backup_brings_everything_back(namro: Run, data_folder: Path, with_tables: Embedded, major: int) -> None:
    server, copy, environment = with_tables, data_folder / "copy.namro", {"NAMRO_POSTGRES": str(major)}
    with server.in_use():
        put_row(server, "before")
        assert namro("backup", copy, **environment).returncode == 0
        assert copy.stat().st_mode & 0o777 == 0o600
        put_row(server, "after")

        with server.connect(PROGRAM) as somebody:  # a session of the running program does not stand in the way
            somebody.execute("SELECT 1")
            done = namro("restore", copy, "--yes", **environment)
        assert done.returncode == 0, done.stderr
        assert rows(server) == {"before"}
        put_row(server, "again")  # the program's rights came back too
        with server.connect(OWNER, "namro_before_restore") as former:
            assert former.execute("SELECT count(*) FROM web_cache").fetchone() == (2,)
        assert namro("check", **environment).returncode == 0


def test_a_bad_file_changes_nothing(namro: Run, data_folder: Path, with_tables: Embedded) -> None:
    server, copy = with_tables, data_folder / "copy.namro"
    with server.in_use():
        put_row(server, "kept")
        assert namro("backup", copy).returncode == 0
        whole = copy.read_bytes()
        with server.connect(OWNER) as connection:
            connection.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '9999_later', now())"
            )
        assert namro("backup", data_folder / "newer.namro").returncode == 0
        (data_folder / "cut.namro").write_bytes(whole[: len(whole) // 2])
        (data_folder / "other.namro").write_bytes(b"not a backup at all")
        for name in ("cut", "other", "newer", "absent"):
            done = namro("restore", data_folder / f"{name}.namro", "--yes")
            assert done.returncode == 1
            assert "Traceback" not in done.stderr
            assert rows(server) == {"kept"}
        with server.connect(OWNER) as connection:
            names = {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}
        assert names == {"namro", "postgres", "template0", "template1"}


def test_restoring_asks_first(namro: Run, data_folder: Path, with_tables: Embedded) -> None:
    server, copy = with_tables, data_folder / "copy.namro"
    with server.in_use():
        namro("backup", copy)
        put_row(server, "kept")
        assert namro("restore", copy, text="không\n").returncode == 1
        assert rows(server) == {"kept"}
        assert namro("restore", copy, text="có\n").returncode == 0
        assert rows(server) == set()


def test_with_a_server_of_somebody_else(namro: Run, data_folder: Path) -> None:
    """A server reached by URL, with nothing of the program's own in the way: same commands, same results."""
    elsewhere = data_folder / "elsewhere"
    elsewhere.mkdir()
    data_folder.chmod(0o711)
    server, copy = Embedded(elsewhere), data_folder / "copy.namro"

    def url(login: str) -> str:
        info = server.connection_info(login)
        return f"postgresql://{login}:{info['password']}@/namro?host={quote(info['host'], safe='')}&port=5432"

    with server.in_use():
        environment = {"NAMRO_DATABASE_URL": url(PROGRAM), "NAMRO_DATABASE_OWNER_URL": url(OWNER)}
        for words in (["migrate"], ["backup", copy], ["restore", copy, "--yes"], ["check"]):
            done = namro(*words, **environment)
            assert done.returncode == 0, done.stderr
        put_row(server, "by the program")
        done = namro("migrate", NAMRO_DATABASE_URL=url(PROGRAM))
        assert done.returncode == 1
        assert "NAMRO_DATABASE_OWNER_URL" in done.stderr
    assert not (data_folder / "pg").exists()


def test_a_migration_is_preceded_by_a_backup(namro: Run, data_folder: Path, with_tables: Embedded) -> None:
    server = with_tables
    with server.in_use():
        assert not (data_folder / "before-migration").exists()
        with server.connect(OWNER) as connection:
            connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
            connection.execute("DROP TABLE django_session")
        assert namro("check").returncode == 1
        done = namro("createadmin", "quantri", "--full-name", "Nguyễn Văn Thử")  # any command brings tables up to date
        assert "namro setup" in done.stderr
        [copy] = (data_folder / "before-migration").iterdir()
        assert copy.stat().st_mode & 0o777 == 0o600
        assert namro("check").returncode == 0
