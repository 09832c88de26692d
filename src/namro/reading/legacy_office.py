"""LibreOffice, where it is installed: a DOCX of the older kinds of Word files (.doc, .rtf), and a PDF of a DOCX."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from namro.kernel.problems import Refused
from namro.reading import outside
from namro.reading.blocks import Source
from namro.reading.docx import read_docx

_SECONDS = 60
_PDF_A = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
_NAMES = {"doc": "Word đời cũ (.doc)", "rtf": "RTF"}
# A fresh profile that runs no macro and fetches nothing that a document links to.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def office() -> str | None:
    """The program, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read_doc(data: bytes) -> Source:
    return _read(data, "doc")


def read_rtf(data: bytes) -> Source:
    return _read(data, "rtf")


def _read(data: bytes, kind: str) -> Source:
    program = office()
    if program is None:
        raise Refused(
            f"legacy_{kind}",
            f"Máy chủ chưa cài LibreOffice nên chưa đọc được tệp {_NAMES[kind]}; "
            "xin mở bằng Word và lưu thành .docx rồi thử lại.",
        )
    return replace(read_docx(_as_docx(program, data, kind)), kind=kind)


def _as_docx(program: str, data: bytes, kind: str) -> bytes:
    made, slow = _converted(program, data, kind, "docx", "docx:MS Word 2007 XML")
    if slow:
        raise Refused("slow", f"Chuyển tệp {_NAMES[kind]} quá lâu nên đã dừng; xin lưu thành .docx rồi thử lại.")
    if made is None:
        raise Refused(
            "broken", f"Tệp {_NAMES[kind]} bị hỏng, không mở được; xin mở bằng Word, lưu thành .docx rồi thử lại."
        )
    return made


def docx_to_pdf(data: bytes) -> bytes:
    """A DOCX as PDF/A-2b. Raises Refused where LibreOffice is missing or fails."""
    program = office()
    if program is None:
        raise Refused("no-office", "Máy chủ chưa cài LibreOffice nên chưa chuyển được sang PDF.")
    made, _slow = _converted(program, data, "docx", "pdf", _PDF_A)
    if made is None:
        raise Refused("pdf", "LibreOffice không chuyển được tệp này sang PDF; mở bằng Word rồi lưu thành PDF.")
    return made


def _converted(program: str, data: bytes, kind: str, to: str, form: str) -> tuple[bytes | None, bool]:
    """The converted file, None where nothing came of it; and whether that was for slowness."""
    with outside.alone("office"), tempfile.TemporaryDirectory(prefix="namro-") as folder:
        home = Path(folder)
        settings = home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        (home / f"tep.{kind}").write_bytes(data)
        outcome = outside.run(
            [
                program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={home.as_uri()}/profile",
                "--convert-to", form, "--outdir", folder, str(home / f"tep.{kind}"),
            ],
            seconds=_SECONDS,
            home=home,
        )  # fmt: skip
        made = home / f"tep.{to}"
        return (made.read_bytes() if made.is_file() else None), outcome.status is None
