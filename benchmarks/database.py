"""An empty database of its own for one benchmark, thrown away at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from django.test.runner import DiscoverRunner

from namro.config.embedded import DEFAULT_MAJOR, OWNER, Embedded
from namro.config.home import home


@contextmanager
def own_database() -> Iterator[None]:
    """Tables made on the program's own server, without its safety against power cuts; the owner's login throughout."""
    server = Embedded(home(), DEFAULT_MAJOR, durable=False)
    with server.in_use():
        info = server.connection_info(OWNER)
        where = {"HOST": info["host"], "PORT": str(info["port"]), "USER": info["user"], "PASSWORD": info["password"]}
        settings.DATABASES["default"].update(where)
        connections["default"].settings_dict.update(where)
        runner = DiscoverRunner(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        try:
            yield
        finally:
            runner.teardown_databases(databases)
