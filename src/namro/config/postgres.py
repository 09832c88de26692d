"""Which database this process talks to, and as whom.

Two logins: the owner makes and changes tables; the program reads and writes rows and may do nothing else.
`NAMRO_LOGIN=owner` is set for the few commands that change tables; whatever serves people never has it.
"""

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from namro.config.embedded import DATABASE, DEFAULT_MAJOR, OWNER, PROGRAM, Embedded
from namro.config.home import SetupError, home

WEB_THREADS = 4  # blocking threads of one web process; each may hold one connection


def is_external() -> bool:
    return bool(os.environ.get("NAMRO_DATABASE_URL"))


def embedded() -> Embedded:
    major = os.environ.get("NAMRO_POSTGRES", str(DEFAULT_MAJOR))
    if not major.isdigit():
        raise SetupError(f"NAMRO_POSTGRES={major} không phải là số phiên bản PostgreSQL.")
    return Embedded(home(), int(major))


def connection_info(*, owner: bool) -> dict[str, Any]:
    """What psycopg.connect takes. Raises SetupError when an external server's URL is missing or unreadable."""
    if not is_external():
        return embedded().connection_info(OWNER if owner else PROGRAM)
    name = "NAMRO_DATABASE_OWNER_URL" if owner else "NAMRO_DATABASE_URL"
    url = os.environ.get(name, "")
    try:
        info = conninfo_to_dict(url)
    except Exception as error:
        raise SetupError(f"{name} không phải là địa chỉ PostgreSQL hợp lệ.") from error
    if not url or not info.get("dbname") or not info.get("user"):
        raise SetupError(f"{name} phải ghi đủ máy chủ, người dùng và tên cơ sở dữ liệu PostgreSQL.")
    return dict(info)


def program_login() -> str:
    return str(connection_info(owner=False)["user"])


def connection_settings() -> dict[str, Any]:
    """Django's DATABASES["default"]. Makes no connection, asks nothing of the server, writes nothing."""
    info: dict[str, Any] = {}  # before a first start, for commands that need no database
    if is_external() or (home() / "database_secret").exists():
        info = connection_info(owner=os.environ.get("NAMRO_LOGIN") == "owner")
    pool: dict[str, Any] = {}
    if os.environ.get("NAMRO_PROCESS") == "web":
        pool = {"pool": {"min_size": 1, "max_size": WEB_THREADS + 1, "timeout": 5}}
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        **{named[key]: str(value) for key, value in info.items() if key in named},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **{k: v for k, v in info.items() if k not in named}, **pool},
    }
