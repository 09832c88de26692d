from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Chạy chương trình cho mọi người dùng / Serve the program"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe / address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="cổng / port")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        from namro.config.supervisor import serve

        serve(host, port)
