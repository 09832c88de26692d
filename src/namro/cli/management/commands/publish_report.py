"""namro publish-report --plan 1 --period 2026-Q3 --by thuongtruc [--out FILE]"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.publishing.actions import publish_consolidated_report
from namro.publishing.rules import ReportLetterhead


class Command(BaseCommand):
    help = "Lập báo cáo tổng hợp của một kỳ và giữ lại. / Make and keep the consolidated report of a period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", type=int, required=True, help="Số của kế hoạch trong chương trình. / Plan id.")
        parser.add_argument("--period", required=True, help="Mã kỳ, ví dụ 2026-Q3. / Period code, e.g. 2026-Q3.")
        parser.add_argument("--by", required=True, help="Tên đăng nhập của người lập. / Username of who makes it.")
        parser.add_argument(
            "--letterhead",
            choices=[letterhead.value for letterhead in ReportLetterhead],
            default=ReportLetterhead.POLICE.value,
            help="Thể thức. / Letterhead.",
        )
        parser.add_argument(
            "--include-submitted",
            action="store_true",
            help="Tính cả số chưa tiếp nhận. / Count figures that are not accepted yet.",
        )
        parser.add_argument("--out", type=Path, help="Ghi thêm DOCX ra tệp. / Also write the DOCX to a file.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = Plan.objects.get(pk=options["plan"])
            person = Person.objects.get(username=options["by"])
        except Plan.DoesNotExist as error:
            raise CommandError(f"Không có kế hoạch số {options['plan']}.") from error
        except Person.DoesNotExist as error:
            raise CommandError(f"Không có người dùng {options['by']}.") from error
        try:
            publication = publish_consolidated_report(
                by=person,
                at=timezone.now(),
                plan=plan,
                period_code=options["period"],
                letterhead=ReportLetterhead(options["letterhead"]),
                include_submitted=options["include_submitted"],
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        if options["out"]:
            options["out"].write_bytes(bytes(publication.content))
        self.stdout.write(f"{publication.title}: {len(publication.lines)} số, văn bản số {publication.pk}")
