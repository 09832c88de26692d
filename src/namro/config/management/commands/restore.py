from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from namro.config import backup


class Command(BaseCommand):
    help = "Khôi phục dữ liệu từ một bản sao lưu / Restore from a backup"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="bản sao lưu / the backup")
        parser.add_argument("--yes", action="store_true", help="không hỏi lại / do not ask")

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"Không có tệp {file}.")
        if not yes and input(f"Thay toàn bộ dữ liệu đang có bằng {file}? Gõ «có» để tiếp tục: ").strip() != "có":
            raise CommandError("Đã dừng; không có gì thay đổi.")
        known = frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
        connections.close_all()
        former = backup.restore(file, known_migrations=known)
        call_command("migrate", verbosity=0)
        self.stdout.write(f"Đã khôi phục từ {file}. Dữ liệu trước đó còn trong cơ sở dữ liệu {former}.")
