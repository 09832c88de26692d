"""namro setup --province 40"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from namro.catalogue.actions import load_catalogue
from namro.kernel.problems import Refused
from namro.organisations.actions import set_up_province


class Command(BaseCommand):
    help = (
        "Thiết lập một tỉnh, thành phố với các xã, phường và cơ quan thường gặp. / "
        "Set up a province with its communes and the usual agencies."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--province", required=True, help="Mã tỉnh hai chữ số, ví dụ 40. / Two-digit province code, e.g. 40."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            province = set_up_province(by=None, at=at, code=options["province"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        load_catalogue(by=None, at=at)
        self.stdout.write(f"Đã thiết lập {province.names.get().name}. Tiếp theo: namro createadmin")
