"""namro messages: gather the sentences of pages and code into the English catalogue, and name those without English."""

from __future__ import annotations

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polib
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

import namro

PACKAGE = Path(namro.__file__).resolve().parent
CATALOGUE = PACKAGE / "locale/en/LC_MESSAGES/django.po"
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}

_LITERAL = r"""(?:u?'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_PLACE = re.compile(r"%(?:\(\w+\))?[sd]")
_CALL = re.compile(rf"\b(n?gettext|_)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})?)")


class Message(NamedTuple):
    text: str
    plural: str = ""


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in SINGLE and words:
            yield Message(words[0])
        elif name in PLURAL and len(words) >= 2:
            yield Message(words[0], words[1])


def in_template(source: str) -> Iterator[Message]:
    # templatize leaves the calls as they would stand in code and blots out everything else.
    for call in _CALL.finditer(templatize(source)):
        words = ast.literal_eval(f"({call[2]},)")
        yield Message(*words) if call[1] == "ngettext" else Message(words[0])


def gather() -> dict[Message, list[str]]:
    """Every sentence of the program with the files it stands in."""
    found: dict[Message, list[str]] = {}
    readers = {"**/*.py": in_python, "**/templates/**/*.html": in_template}
    for pattern, reader in readers.items():
        for file in sorted(PACKAGE.glob(pattern)):
            for message in reader(file.read_text(encoding="utf-8")):
                places = found.setdefault(message, [])
                place = file.relative_to(PACKAGE).as_posix()
                if place not in places:
                    places.append(place)
    return found


def merged(old: polib.POFile, found: dict[Message, list[str]]) -> polib.POFile:
    """The catalogue for what is found now: known translations kept, sentences that are gone left out."""
    known = {(e.msgid, e.msgid_plural): e for e in old if not e.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for message in sorted(found):
        was = known.get((message.text, message.plural))
        entry = polib.POEntry(msgid=message.text, occurrences=[(place, "") for place in found[message]])
        if "%(" in message.text:
            entry.flags.append("python-format")
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = was.msgstr_plural if was else {0: "", 1: ""}
        elif was:
            entry.msgstr = was.msgstr
        new.append(entry)
    return new


def is_usable(entry: polib.POEntry) -> bool:
    """Translated, with the same placeholders as the original."""
    wanted = set(_PLACE.findall(entry.msgid))
    given = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return entry.translated() and all(set(_PLACE.findall(text)) == wanted for text in given)


class Command(BaseCommand):
    help = (
        "Gom các câu của giao diện vào bản dịch tiếng Anh, nêu câu chưa dịch. / "
        "Gather the sentences of the interface into the English catalogue and name those without English."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Chỉ kiểm tra, không ghi. / Only check, write nothing.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
        new = merged(old, gather())
        if not options["check"]:
            CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
            new.save(str(CATALOGUE))
        missing = [entry.msgid for entry in new if not is_usable(entry)]
        if missing:
            raise CommandError("Chưa có tiếng Anh / no English yet:\n" + "\n".join(missing))
        self.stdout.write(f"{len(new)} câu / sentences")
