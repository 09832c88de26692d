"""namro demo: the demonstration province, on an empty database.

Each step is stored as a whole. When the making is broken off, calling it again goes on where it stopped; nothing has
to be cleared. A province that is finished, or a real one, is never touched.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from namro.cli.demo import make
from namro.kernel.problems import Refused
from namro.organisations.models import Unit


class Command(BaseCommand):
    requires_system_checks = ()  # it writes data; pages are not its business
    help = (
        "Dựng tỉnh trình diễn hư cấu trên cơ sở dữ liệu trống. / "
        "Make the fictitious demonstration province on an empty database."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if Unit.objects.exists() and not make.is_unfinished():
            raise CommandError("Cơ sở dữ liệu đã có đơn vị; tỉnh trình diễn chỉ dựng được trên cơ sở dữ liệu trống.")
        try:
            make.make(at=timezone.now(), say=self.stderr.write)
        except Refused as refused:
            raise CommandError(refused.message) from refused
