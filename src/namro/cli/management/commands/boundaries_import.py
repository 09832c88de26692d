"""namro boundaries-import FILE --on 2025-07-01 --source "…" --licence "…" --by quantri [--property ma_xa] [--apply]"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import boundaries
from namro.organisations.models import Person
from namro.reading.boundaries import read_boundaries


class Command(BaseCommand):
    help = (
        "Nhập ranh giới xã, phường từ GeoJSON: xem trước, và ghi khi có --apply. / "
        "Take in boundaries of communes from GeoJSON: shown first, written with --apply."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="Tệp GeoJSON (FeatureCollection). / A GeoJSON file.")
        parser.add_argument(
            "--on", type=date.fromisoformat, required=True, help="Dùng từ ngày. / From which day on it is used."
        )
        parser.add_argument("--source", required=True, help="Nguồn. / Whose shapes these are.")
        parser.add_argument("--licence", required=True, help="Giấy phép, điều kiện sử dụng. / The licence.")
        parser.add_argument("--property", default="", help="Thuộc tính chứa mã đơn vị. / The property with the code.")
        parser.add_argument("--by", required=True, help="Tên đăng nhập của người nhập. / Username of who imports.")
        parser.add_argument("--apply", action="store_true", help="Ghi vào cơ sở dữ liệu. / Write it.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            person = Person.objects.get(username=options["by"])
            found = read_boundaries(file.read_bytes())
            matching = boundaries.match(found, on=options["on"], property_name=options["property"])
            self._tell(matching)
            if options["apply"]:
                boundaries.import_boundaries(
                    by=person,
                    at=timezone.now(),
                    found=found,
                    from_day=options["on"],
                    source=options["source"],
                    licence=options["licence"],
                    property_name=options["property"],
                )
        except Person.DoesNotExist as error:
            raise CommandError(f"Không có người dùng {options['by']}.") from error
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {file}.") from error
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write("Đã ghi." if options["apply"] else "Chưa ghi gì; thêm --apply để ghi.")

    def _tell(self, matching: boundaries.Matching) -> None:
        for problem in matching.problems:
            self.stderr.write(f"{problem.place}: {problem.message} {problem.remedy}".strip(": "))
        self.stdout.write(f"Thuộc tính chứa mã: {matching.property_name or 'không tìm thấy'}")
        self.stdout.write(f"Khớp mã: {len(matching.matched)}; vùng không khớp: {len(matching.unmatched)}.")
        for row in matching.missing:
            self.stdout.write(f"  chưa có vùng: {row.name} ({row.code})")
