from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from namro.config import backup, postgres
from namro.config.program import pending_migrations

LOCK = 5_020_426_001  # any number that nothing else in the database locks


class Command(migrate.Command):
    """Django's own, by one process at a time, with a backup first and the program's rights after."""

    help = "Tạo hoặc đổi bảng dữ liệu, sao lưu trước khi đổi / Make or change the tables, with a backup first"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                if pending_migrations() and MigrationRecorder(connection).applied_migrations():
                    file = backup.dump_before_migration(timezone.now())
                    self.stderr.write(f"Đã sao lưu vào {file}.")
                grant_program()
                super().handle(*args, **options)
                call_command("createcachetable", verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def grant_program() -> None:
    """The program's login may use rows of every table made from now on; migrations take back what is append-only."""
    owner = connection.settings_dict["USER"]
    login = postgres.program_login()
    if login == owner:
        return
    name = connection.ops.quote_name(login)
    with connection.cursor() as cursor:
        for rights, kind in (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE, SELECT", "SEQUENCES")):
            cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {kind} TO {name}")
