"""The data folder: where this installation keeps what belongs to it alone.

Others may pass through it at most (the database server runs under its own user when the program is started
by root), nobody else may look inside, and every file in it is for its owner only.
"""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path


class SetupError(Exception):
    """Why the program cannot work here: one sentence for whoever runs it."""


def home() -> Path:
    chosen = os.environ.get("NAMRO_HOME")
    if chosen:
        return Path(chosen).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/namro")
    data = os.environ.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser()
    return Path(data) / "namro"


def made_home() -> Path:
    """The data folder, made if it isn't there. Raises SetupError where that cannot be."""
    folder = home()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"Không tạo được thư mục dữ liệu {folder} ({error.strerror}); hãy chọn nơi khác bằng biến NAMRO_HOME."
        ) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK) or folder.stat().st_uid != os.geteuid():
        raise SetupError(
            f"Thư mục dữ liệu {folder} không thuộc người đang chạy chương trình; "
            "hãy chạy bằng đúng người dùng hoặc chọn nơi khác bằng biến NAMRO_HOME."
        )
    return folder


def secret_key() -> str:
    """What signs sessions; made at first use and kept. Whoever loses it only signs everybody out."""
    return os.environ.get("NAMRO_SECRET_KEY") or kept_secret(made_home() / "secret_key")


def kept_secret(file: Path) -> str:
    """The content of `file`; written once with a random value, also when several processes ask at once."""
    with suppress(FileNotFoundError):
        return file.read_text(encoding="ascii")
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48))
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        os.link(draft, file)  # unlike a rename, never replaces what another process wrote first
    draft.unlink()
    return file.read_text(encoding="ascii")


def say(sentence: str) -> None:
    """To whoever watches the program start; never to standard output, which belongs to results."""
    print(sentence, file=sys.stderr, flush=True)


def static_path() -> Path:
    """Collected files for browsers, made anew from the program's own."""
    return home() / "static"


def locale_path() -> Path:
    """Compiled translations, made anew from the program's own."""
    return home() / "locale"
