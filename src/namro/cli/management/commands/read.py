import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro.cli import many
from namro.kernel.problems import Refused
from namro.kernel.times import Regime
from namro.reading import LARGEST_FILE, Reading, read_document
from namro.reading.lint import LintContext, Place, lint

KINDS = {
    "citations": "văn bản viện dẫn",
    "abbreviations": "chữ viết tắt",
    "targets": "chỉ tiêu",
    "allocations": "chỉ tiêu giao từng đơn vị",
    "duties": "nhiệm vụ giao từng cơ quan",
    "general_tasks": "nhiệm vụ, giải pháp chung",
    "annex_tasks": "nhiệm vụ trong phụ lục",
    "projects": "dự án, tiểu dự án",
    "reporting": "kế hoạch, báo cáo phải gửi",
    "events": "hội nghị, sự kiện",
    "anomalies": "điểm cần xem lại",
}


class Command(BaseCommand):
    help = "Đọc một tệp kế hoạch và in ra những gì đọc được / Read a plan and print what it says"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            type=Path,
            nargs="+",
            metavar="FILE",
            help="tệp kế hoạch; với --json-dir: nhiều tệp, thư mục / a plan; with --json-dir: many, or folders",
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="in toàn bộ ở dạng JSON / print everything as JSON")
        form.add_argument(
            "--json-dir",
            type=Path,
            metavar="DIR",
            help="ghi mỗi tệp đọc được thành một tệp JSON trong thư mục này / write one JSON file for each plan here",
        )
        form.add_argument(
            "--lint", action="store_true", help="chỉ in điểm cần hỏi lại / print what a clerk would query"
        )
        form.add_argument(
            "--summary", action="store_true", help="in bản tóm tắt (mặc định) / print a summary (default)"
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        if options["json_dir"]:
            self.read_many(files, options["json_dir"])
            return
        if len(files) > 1:
            raise CommandError("Đọc nhiều tệp thì chỉ ra thư mục ghi kết quả bằng --json-dir.")
        (file,) = files
        try:
            with file.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            raise CommandError(f"Không mở được tệp {file}: {error.strerror}.") from error
        try:
            reading = read_document(data, filename=file.name)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        if options["lint"]:
            self.stdout.write(queries(reading))
        elif options["json"]:
            json.dump(reading.to_json(), sys.stdout, ensure_ascii=False, indent=1)
            self.stdout.write("")
        else:
            self.stdout.write(summary(reading))

    def read_many(self, given: list[Path], folder: Path) -> None:
        """Progress on standard error; at the end the refused files with their sentences, and an exit status."""
        try:
            jobs = many.jobs_of(given, folder)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        refused_files, since = [], time.monotonic()
        for number, done in enumerate(many.read_all(jobs), 1):
            if done.refusal:
                refused_files.append(f"  {done.job.source}: {done.refusal}")
            self.progress(number, len(jobs), len(refused_files), time.monotonic() - since)
        seconds = time.monotonic() - since
        read = len(jobs) - len(refused_files)
        self.stdout.write(f"Đã đọc {read}/{len(jobs)} tệp trong {seconds:.0f} giây, ghi vào {folder}.")
        if refused_files:
            self.stdout.write("\n".join(["Không đọc được:", *sorted(refused_files)]))
            raise CommandError(f"{len(refused_files)} tệp không đọc được.")

    def progress(self, number: int, total: int, refused: int, seconds: float) -> None:
        """One line that changes on a terminal; in a log a line for every twentieth part."""
        is_terminal = self.stderr.isatty()
        if not is_terminal and number % max(total // 20, 1) and number != total:
            return
        left = round(seconds / number * (total - number))
        line = f"{number}/{total} tệp, {refused} không đọc được, còn khoảng {left // 60} phút {left % 60:02} giây"
        self.stderr.write(f"\r{line}  " if is_terminal else line, ending="" if is_terminal and number < total else "\n")
        self.stderr.flush()


def queries(reading: Reading) -> str:
    """One line for each finding of the clerk's eye: code, place, sentence, remedy; a sentence where there is none."""
    found = lint(reading, LintContext(regime=Regime.STATUTORY))
    lines = [
        "\t".join((finding.code, place_of(reading, finding.place), finding.sentence, finding.remedy))
        for finding in found
    ]
    return "\n".join(lines) or "Không thấy điểm nào cần hỏi lại."


def place_of(reading: Reading, place: Place) -> str:
    """«mục II.4, dòng 31»: the line is that of the text that was read."""
    line = f"dòng {reading.text.count(chr(10), 0, place.start) + 1}"
    return f"mục {place.section}, {line}" if place.section else line


def summary(reading: Reading) -> str:
    lines = [f"Tệp {reading.filename}"]
    for header in reading.items["documents"]:
        number = f" số {header['number']}" if header["number"] else ""
        lines += ["", f"{header['kind'] or 'Văn bản'}{number}: {header['title'] or 'không rõ trích yếu'}"]
        lines += [f"  {name}: {value}" for name, value in _facts(header) if value]
    lines += ["", "Đọc được:"]
    lines += [f"  {len(reading.items[name]):4} {label}" for name, label in KINDS.items() if reading.items[name]]
    for item in reading.items["anomalies"]:
        lines.append(f"  ? “{' '.join(item['quote'].split())}”: {item['why']}")
    for problem in reading.problems:
        lines.append(f"  ! {problem.message} {problem.remedy}".rstrip())
    return "\n".join(lines)


def _facts(header: dict[str, Any]) -> list[tuple[str, str | None]]:
    signer = header["signer"] or {}
    day = "/".join(reversed(header["issued_on"].split("-"))) if header["issued_on"] else None
    return [
        ("Cơ quan ban hành", header["issuer"]),
        ("Ngày ban hành", day),
        ("Người ký", ", ".join(filter(None, (signer.get("name"), signer.get("position"))))),
        ("Nơi nhận", "; ".join(header["recipients"])),
    ]
