import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import actions, queries
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Role


class Command(BaseCommand):
    help = "Mở tài khoản quản trị viên đầu tiên / Open the first administrator's account"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="tên đăng nhập / user name")
        parser.add_argument("--full-name", required=True, help="họ và tên / full name")

    def handle(self, *args: Any, username: str, full_name: str, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        tops = [unit for unit in queries.units_on(today).values() if unit.parent is None]
        if not tops:
            raise CommandError("Chưa có tỉnh nào; hãy chạy trước: namro setup")
        password = self.asked_password(Person(username=username, full_name=full_name))
        try:
            with transaction.atomic():
                person = actions.open_account(
                    by=None, at=now, username=username, full_name=full_name, password=password
                )
                actions.give_role(
                    by=None,
                    at=now,
                    person=person,
                    unit=Unit.objects.get(pk=tops[0].id),
                    role=Role.ADMINISTRATOR,
                    valid_from=today,
                )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"Đã mở tài khoản quản trị viên {person.username} tại {tops[0].name}.")

    def asked_password(self, person: Person) -> str:
        """From the terminal, asked twice; else the first line of standard input. Never from the command line."""
        if sys.stdin.isatty():
            password = getpass("Mật khẩu: ")
            if getpass("Mật khẩu, lần nữa: ") != password:
                raise CommandError("Hai lần gõ không giống nhau.")
        else:
            password = sys.stdin.readline().rstrip(os.linesep)
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
