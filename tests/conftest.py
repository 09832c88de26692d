"""A database server for the run: started when the first test asks for it, shared by all workers, gone at the end.

`NAMRO_TEST_POSTGRES=16` tests on the older server.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from namro.config.embedded import DEFAULT_MAJOR, OWNER, Embedded
from tests.cast import Cast, make_cast, start_chain_anew

TABLES = "tables"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests go first, so that no worker is left alone with one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def database_server() -> Iterator[Embedded]:
    home = Path(os.environ["NAMRO_TEST_HOME"])
    server = Embedded(home, int(os.environ.get("NAMRO_TEST_POSTGRES", DEFAULT_MAJOR)), durable=False)
    with server.in_use():
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_server: Embedded,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    info = database_server.connection_info(OWNER)
    where = {"HOST": info["host"], "PORT": str(info["port"]), "USER": info["user"], "PASSWORD": info["password"]}
    settings.DATABASES["default"].update(where)
    connections["default"].settings_dict.update(where)
    with django_db_blocker.unblock():
        make_tables(database_server)
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = TABLES


def make_tables(server: Embedded) -> None:
    """The first worker makes all tables once; the databases of the workers are copies."""
    default = connections["default"]
    with open(Path(os.environ["NAMRO_TEST_HOME"]) / "tables.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with server.connect(OWNER, "postgres") as outside:
            outside.autocommit = True
            if outside.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TABLES]).fetchone():
                return
            outside.execute(f'CREATE DATABASE "{TABLES}"')
        own_name = default.settings_dict["NAME"]
        default.settings_dict["NAME"] = TABLES
        call_command("migrate", verbosity=0)
        default.close()
        default.settings_dict["NAME"] = own_name


@pytest.fixture
def cast(db: None) -> "Cast":
    start_chain_anew()
    return make_cast()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """The system's Chromium. Of a module: its driver keeps an event loop that other tests must not meet."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None and os.environ.get("NAMRO_REQUIRE_BROWSER") == "1":
        pytest.fail("không có Chromium trên máy này, mà NAMRO_REQUIRE_BROWSER=1")
    if program is None:
        pytest.skip("không có Chromium trên máy này")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program)
        yield chromium
        chromium.close()
