"""namro import-plan FILE --by thuongtruc"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import queries as organisations
from namro.organisations.models import Person, Unit
from namro.plans import actions, queries


class Command(BaseCommand):
    help = "Đọc một tệp kế hoạch thành bản nháp để kiểm tra. / Read a plan's file into a draft to be reviewed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="Tệp Word, PDF, HTML, ảnh hoặc văn bản thuần. / A Word, PDF, HTML, picture or text file.",
        )
        parser.add_argument("--by", required=True, help="Tên đăng nhập của người đưa vào. / Username of who imports.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        at = timezone.now()
        try:
            person = Person.objects.get(username=options["by"])
        except Person.DoesNotExist as error:
            raise CommandError(f"Không có người dùng {options['by']}.") from error
        try:
            owner = Unit.objects.get(pk=organisations.tree_on(timezone.localdate(at)).root)
            upload = actions.upload_document(by=person, at=at, unit=owner, filename=file.name, data=self.bytes_of(file))
        except Refused as refused:
            raise CommandError(refused.message) from refused
        draft = upload.draft
        if not upload.is_new:
            self.stdout.write("Tệp này đã được đưa vào trước đây.")
        counts = queries.counts_by_kind(queries.items_of(draft))
        self.stdout.write(f"Bản nháp số {draft.pk}: {draft}, {sum(c.total for c in counts)} mục.")
        for count in counts:
            self.stdout.write(f"  {count.kind.lower():<14} {count.total:>4}, chờ xem {count.waiting}")
        self.stdout.write(f"Kiểm tra tại /ke-hoach/ban-nhap/{draft.pk}/")

    @staticmethod
    def bytes_of(file: Path) -> bytes:
        """Never more than the limit and one byte, whatever the file's size."""
        try:
            with file.open("rb") as opened:
                return opened.read(settings.NAMRO_MAX_UPLOAD + 1)
        except OSError as error:
            raise CommandError(f"Không mở được tệp {file}.") from error
