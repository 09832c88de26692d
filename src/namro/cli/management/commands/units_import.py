"""namro units-import FILE --on 2025-07-01 --known-since 2024-12-15 --legal-reference "…" --by quantri [--apply]"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from namro.kernel.map_changes import Difference
from namro.kernel.problems import Problem, Refused
from namro.kernel.reforms import read_rows
from namro.organisations import reforming
from namro.organisations.models import Person
from namro.reporting.actions import following

WORDS = {
    Difference.NEW: "mới, không tiếp nhận ai",
    Difference.MERGED: "tiếp nhận trọn đơn vị khác",
    Difference.SPLIT: "nhận hoặc giao một phần",
    Difference.RENAMED: "đổi tên",
    Difference.MOVED: "đổi cấp trên",
    Difference.GONE: "kết thúc, không ai tiếp nhận",
}


class Command(BaseCommand):
    help = (
        "Nhập danh sách sắp xếp đơn vị: xem trước, và ghi khi có --apply. / "
        "Take in a list of which unit went into which: shown first, written with --apply."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="Tệp CSV: mã cũ, tên cũ, mã mới … / A CSV file: old_code, old_name, new_code …"
        )
        parser.add_argument(
            "--on", type=date.fromisoformat, required=True, help="Ngày có hiệu lực. / The day it takes effect."
        )
        parser.add_argument(
            "--known-since",
            type=date.fromisoformat,
            required=True,
            help="Từ ngày nào các đơn vị cũ có trong hệ thống. / Since when the old units are known here.",
        )
        parser.add_argument("--legal-reference", required=True, help="Căn cứ. / The legal text.")
        parser.add_argument("--by", required=True, help="Tên đăng nhập của người nhập. / Username of who imports.")
        parser.add_argument("--apply", action="store_true", help="Ghi vào cơ sở dữ liệu. / Write it.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            person = Person.objects.get(username=options["by"])
            rows, problems = read_rows(file.read_text("utf-8"))
            own = reforming.own_rows(rows, on=options["on"])
            self._stop_at([*problems, *own.problems])
            do = following.carry_out if options["apply"] else following.rehearse
            at = timezone.now()
            outcome = do(
                by=person,
                at=at,
                write=lambda: reforming.import_reform(
                    by=person,
                    at=at,
                    rows=own.rows,
                    effective_on=options["on"],
                    known_since=options["known_since"],
                    legal_reference=options["legal_reference"],
                ),
            )
        except Person.DoesNotExist as error:
            raise CommandError(f"Không có người dùng {options['by']}.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Không đọc được tệp {file}; cần tệp CSV mã UTF-8.") from error
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self._tell(outcome, len(own.rows), own.others)
        self.stdout.write("Đã ghi." if options["apply"] else "Chưa ghi gì; thêm --apply để ghi.")

    def _stop_at(self, problems: list[Problem]) -> None:
        for problem in problems:
            self.stderr.write(f"{problem.place}: {problem.message} {problem.remedy}")
        if problems:
            raise CommandError(f"{len(problems)} dòng có lỗi; chưa ghi gì.")

    def _tell(self, outcome: following.Outcome, rows: int, others: int) -> None:
        difference = outcome.difference
        before, after = difference.counts
        self.stdout.write(f"{rows} dòng của tỉnh này, bỏ qua {others} dòng của tỉnh khác.")
        self.stdout.write(f"Số đơn vị: ngày trước {before}, ngày {difference.on:%d/%m/%Y} {after}.")
        for kind, words in WORDS.items():
            count = sum(kind in row.kinds for row in difference.rows)
            self.stdout.write(f"  {words:<30} {count:>5}")
        self.stdout.write(
            f"Vai trò chuyển theo: {outcome.roles}; báo cáo mở cho đơn vị kế tục: {outcome.opened}, "
            f"thu lại: {outcome.withdrawn}."
        )
