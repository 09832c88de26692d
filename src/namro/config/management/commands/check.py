from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import check

from namro.config.program import pending_migrations
from namro.organisations.audit import first_broken_link


class Command(check.Command):
    """Django's checks, then what only the database can tell."""

    help = "Kiểm tra chương trình, bảng dữ liệu và nhật ký / Check the program, its tables and the audit chain"

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **{**options, "databases": ["default"]})
        if pending := pending_migrations():
            raise CommandError(f"Bảng dữ liệu chưa theo kịp chương trình ({', '.join(pending)}); chạy: namro migrate")
        if (broken := first_broken_link()) is not None:
            raise CommandError(f"Nhật ký không còn nguyên vẹn từ mục số {broken}.")
        self.stdout.write("Chương trình, bảng dữ liệu và nhật ký đều nguyên vẹn.")
