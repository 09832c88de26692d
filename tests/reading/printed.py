"""PDF written by hand, for tests that must know where every word stands. A letter is half as wide as it is high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class Sheet:
    """A page; places in points from its upper left corner."""

    width: int = WIDTH
    height: int = HEIGHT
    rotate: int = 0
    operators: list[str] = field(default_factory=list)

    def say(self, x: float, y: float, text: str, *, size: float = 14, bold: bool = False) -> Sheet:
        codes = "".join(f"{ord(c):04X}" for c in text)
        font = "F2" if bold else "F1"
        self.operators.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {self.height - y} Tm <{codes}> Tj ET")
        return self

    def middle(self, centre: float, y: float, text: str, *, size: float = 14, bold: bool = False) -> Sheet:
        return self.say(centre - len(text) * size / 4, y, text, size=size, bold=bold)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.operators.append(f"0.5 w {x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Sheet:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def wrap(
        self, text: str, *, left: float = 85, right: float = 552, top: float, indent: float = 28, size: float = 14
    ) -> float:
        """Sets a paragraph; gives the baseline after it."""
        x, y, line = left + indent, top, ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if x + len(longer) * size / 2 > right:
                self.say(x, y, line, size=size)
                x, y, line = left, y + 1.2 * size, word
            else:
                line = longer
        self.say(x, y, line, size=size)
        return y + 1.6 * size


def pdf(*sheets: Sheet, locked: bool = False) -> bytes:
    """`locked`: with a password that nobody knows."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    for name in ("Tinos", "Tinos-Bold"):
        at = len(objects) + 1
        objects += [
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{at + 1} 0 R] "
            f"/ToUnicode {at + 3} 0 R >>",
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering "
            f"(Identity) /Supplement 0 >> /DW 500 /FontDescriptor {at + 2} 0 R >>",
            f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -200 500 900] /ItalicAngle 0 "
            "/Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
            _stream(_TO_UNICODE),
        ]
    pages = []
    for sheet in sheets:
        pages.append(len(objects) + 1)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] /Rotate {sheet.rotate} "
            f"/Contents {len(objects) + 2} 0 R /Resources << /Font << /F1 3 0 R /F2 7 0 R >> >> >>",
            _stream("\n".join(sheet.operators)),
        ]
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in pages)}] >>"
    key = f"<{'5A' * 32}>"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [{key} {key}]" if locked else ""
    return _file(objects, encrypt)


_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Plain def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _file(objects: Sequence[str], extra: str) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(data)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return data + f"trailer << /Size {len(objects) + 1} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF".encode()
