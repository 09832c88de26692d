from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from namro.config import backup


class Command(BaseCommand):
    help = "Sao lưu toàn bộ dữ liệu vào một tệp / Back everything up into one file"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp sẽ ghi / file to write")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        backup.dump(file)
        self.stdout.write(f"Đã sao lưu vào {file} ({file.stat().st_size / 1e6:.1f} MB).")
