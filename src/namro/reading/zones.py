"""Where one official document ends and the next begins, and the parts of each: letterhead and preamble,
body, closing part (recipients, signature), annexes. Order of parts: Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import regex

from namro.kernel.vietnamese import fold
from namro.reading.draft import Annex, DocumentDraft, Draft
from namro.reading.elements import Element, Paragraph, Table
from namro.reading.headings import AUTHORITY, RECIPIENTS, role_of_heading
from namro.reading.numbering import Kind, read_marker, roman_value
from namro.reading.text import joined

KINDS = [
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn", "Chương trình",
    "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng", "Công văn", "Công điện",
    "Giấy mời", "Phiếu gửi", "Phiếu chuyển", "Thông tư", "Nghị định", "Kết luận",
]  # fmt: skip
_KIND_LINE = regex.compile(r"(?P<kind>" + "|".join(kind.upper() for kind in KINDS) + r")\b\s*[:.]?\s*(?P<rest>.*)")
MOTTO = regex.compile(
    r"cong hoa xa hoi chu nghia|^\W*cong hoa(?: xa(?: hoi)?)?\W*$|^\W*(?:xa hoi |hoi |"
    r"hoa xa hoi )?chu nghia viet nam|^\W*dang cong san viet nam"
)
_SENDER = regex.compile(r"(?:số\s*[:.]?\s*\S*\d*\s*/|\p{Lu}[^.;:]{0,40}, ngày\b)", regex.IGNORECASE)
_ANNEX = regex.compile(
    r"(?:PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu|BIỂU SỐ|Biểu số|MẪU SỐ|Mẫu số|BẢNG PHÂN CÔNG)\b\s*(?:số\s*|SỐ\s*)?"
    r"(?P<number>[IVXL]+\b|\d{1,2}\b|[A-E]\b)?\s*(?P<rest>.*)"
)
_ENCLOSED = regex.compile(r"\W*(?:(?:ban hành\s+)?kèm theo|đính kèm)\b.{0,80}", regex.IGNORECASE)
_AS_FOLLOWS = regex.compile(r"(?:như sau|sau đây)\s*:$|:\s*$", regex.IGNORECASE)
_LONGEST_CLOSING = 16  # rows of a table that sets recipients beside the signature
_PLAIN_ORDERS = regex.compile(r"QUYẾT ĐỊNH\s*:|QUYẾT NGHỊ\s*:")


def cut_documents(draft: Draft) -> None:
    """Reads elements; writes documents with their parts."""
    cutter = _Cutter(draft.elements)
    draft.documents = cutter.run()
    for document in draft.documents:
        _name_annexes(document.annexes)
        document.kind = kind_of(document)


class _Cutter:
    def __init__(self, elements: list[Element]) -> None:
        self.elements = elements
        self.documents = [DocumentDraft()]
        self.state = self._front
        self.named = False  # the line with the kind of document has been seen
        self.introduced = False  # "… như sau:" has been seen

    def run(self) -> list[DocumentDraft]:
        for at, element in enumerate(self.elements):
            self.state(at, element)
        for document in self.documents:
            self._settle(document)
        return self.documents

    @property
    def document(self) -> DocumentDraft:
        return self.documents[-1]

    def _front(self, at: int, element: Element) -> None:
        if isinstance(element, Paragraph):
            text = element.line.text
            if self.named and _is_closing(element):
                return self._to_closing(at, element)
            if self.named and self._begins_annex(at):
                return self._to_annex(element)
            marker = read_marker(text)
            opens = marker and marker.value == 1 and marker.kind is not Kind.BULLET and not _SENDER.match(text)
            if opens or self._opens_division(element) or (self.introduced and not _PLAIN_ORDERS.match(text)):
                self.document.body.append(element)
                self.state = self._body
                return None
            self.named = self.named or kind_line(text) is not None
            follows = _AS_FOLLOWS.search(text)
            self.introduced = follows is not None and len(text) > 40 and (self.named or len(follows.group()) > 2)
        elif self.introduced:
            self.document.body.append(element)
            self.state = self._body
            return None
        elif _holds_motto(element):
            self.named = True
        self.document.front.append(element)
        return None

    def _opens_division(self, paragraph: Paragraph) -> bool:
        """ "MỤC ĐÍCH, YÊU CẦU" without a number, after the title or the preamble."""
        last = self.document.front[-1] if self.document.front else None
        text = paragraph.line.text
        return (
            self.named
            and text.isupper()
            and isinstance(last, Paragraph)
            and not last.line.text.isupper()
            and role_of_heading(text) is not None
        )

    def _body(self, at: int, element: Element) -> None:
        if _is_closing(element):
            self._to_closing(at, element)
        elif self._begins_annex(at):
            self._to_annex(element)
        elif _holds_motto(element):
            self._to_next(self.document.body, element)
        else:
            self.document.body.append(element)

    def _closing(self, at: int, element: Element) -> None:
        if _holds_motto(element):
            self._to_next(self.document.closing, element)
        elif self._begins_annex(at) or _is_wide_table(element):
            self._to_annex(element)
        elif isinstance(element, Paragraph) and self._begins_attached(at):
            self.documents.append(DocumentDraft(attached=True))
            self._restart(element)
        else:
            self.document.closing.append(element)

    def _annex(self, at: int, element: Element) -> None:
        annex = self.document.annexes[-1]
        if _holds_motto(element):
            self._to_next(annex.elements or annex.head, element)
        elif self._begins_annex(at) and annex.elements:
            self._to_annex(element)
        elif not annex.elements and isinstance(element, Paragraph) and _is_annex_head(element, annex):
            annex.head.append(element)
        else:
            annex.elements.append(element)

    def _to_closing(self, at: int, element: Element) -> None:
        self.document.closing.append(element)
        self.state = self._closing

    def _to_annex(self, element: Element) -> None:
        annex = Annex()
        if isinstance(element, Paragraph):
            annex.head.append(element)
        else:
            annex.elements.append(element)
        self.document.annexes.append(annex)
        self.state = self._annex

    def _to_next(self, before: list[Element] | list[Paragraph], element: Element) -> None:
        """A new letterhead: the sender's lines above the motto belong to it."""
        lines: list[Element] = []
        while before and isinstance(before[-1], Paragraph) and _is_sender(before[-1]):
            lines.insert(0, before.pop())
        self.documents.append(DocumentDraft())
        self._restart(*lines, element)

    def _restart(self, *elements: Element) -> None:
        self.named, self.introduced = False, False
        self.state = self._front
        for element in elements:
            self._front(0, element)

    def _begins_annex(self, at: int) -> bool:
        element = self.elements[at]
        if not isinstance(element, Paragraph):
            return False
        text = element.line.text
        found = _ANNEX.match(text)
        if found:
            rest = found["rest"].strip(" .:-–")
            return (
                not rest
                or rest[0] in "(“"
                or rest.isupper()
                or (bool(found["number"]) and rest[0].isupper() and len(rest) < 200)
            )
        return text.isupper() and len(text) > 12 and not AUTHORITY.match(text) and self._enclosed_below(at)

    def _enclosed_below(self, at: int) -> bool:
        """Capital lines with "(Kèm theo Kế hoạch số …)" under them are an annex title whose own line was lost."""
        for element in self.elements[at + 1 : at + 5]:
            if not isinstance(element, Paragraph):
                return False
            if _ENCLOSED.match(element.line.text):
                return kind_line(self.elements[at].line.text) is None  # type: ignore[union-attr]
            if not element.line.text.isupper():
                return False
        return False

    def _begins_attached(self, at: int) -> bool:
        """A plan under the decision that issues it."""
        element = self.elements[at]
        if (
            not isinstance(element, Paragraph)
            or not kind_line(element.line.text)
            or not element.line.text[:8].isupper()
        ):
            return False
        below = self.elements[at + 1 : at + 6]
        return any(isinstance(e, Paragraph) and _ENCLOSED.match(e.line.text) for e in below)

    @staticmethod
    def _settle(document: DocumentDraft) -> None:
        """A text without any number: what follows the title is the body."""
        if document.body:
            return
        at = next(
            (i for i, e in enumerate(document.front) if isinstance(e, Paragraph) and kind_line(e.line.text)), None
        )
        first = 0 if at is None else at + 2
        if at is not None or len(document.front) > 8:
            document.body = document.front[first:]
            document.front = document.front[:first]


def kind_line(text: str) -> tuple[str, str] | None:
    """Kind of document and the rest of the line, for the line that names it in capitals."""
    found = _KIND_LINE.match(text)
    if not found:
        return None
    kind = next(k for k in KINDS if k.upper() == found["kind"])
    rest = found["rest"].strip()
    if _PLAIN_ORDERS.match(text) and not rest:
        return None
    return kind, rest


def kind_of(document: DocumentDraft) -> str:
    for element in document.front:
        lines = [element.line] if isinstance(element, Paragraph) else element.lines()
        for line in lines:
            found = kind_line(line.text)
            if found:
                return found[0]
    return ""


def _holds_motto(element: Element) -> bool:
    lines = [element.line] if isinstance(element, Paragraph) else element.lines()[:6]
    return any(MOTTO.search(fold(line.text)) for line in lines if line.text[:4].isupper() or line.text.isupper())


def _is_closing(element: Element) -> bool:
    if isinstance(element, Paragraph):
        text = element.line.text
        return bool(RECIPIENTS.match(fold(text[:20]))) or (
            bool(AUTHORITY.match(text)) and text[:12].upper() == text[:12] and len(text) < 120
        )
    lines = element.lines()
    return len(element.rows) <= _LONGEST_CLOSING and any(
        RECIPIENTS.match(fold(line.text[:20])) or AUTHORITY.match(line.text) for line in lines[:4]
    )


def _is_sender(paragraph: Paragraph) -> bool:
    text = paragraph.line.text
    return (text.isupper() and not AUTHORITY.match(text) and len(text) < 100) or bool(
        _SENDER.match(text) and len(text) < 90
    )


def _is_wide_table(element: Element) -> bool:
    return isinstance(element, Table) and len(element.rows) >= 4 and element.width >= 3


def _is_annex_head(paragraph: Paragraph, annex: Annex) -> bool:
    text = paragraph.line.text
    if any(_ENCLOSED.match(p.line.text) for p in annex.head):
        return False
    return (
        text.isupper()
        or bool(_ENCLOSED.match(text))
        or (read_marker(text) is None and len(text) < 200 and paragraph.is_heading_like)
    )


def _name_annexes(annexes: list[Annex]) -> None:
    roman_numbers = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    for at, annex in enumerate(annexes):
        found = _ANNEX.match(annex.head[0].line.text) if annex.head else None
        number = found["number"] if found else None
        if number is None and len(annexes) > 1 and at < len(roman_numbers):
            number = roman_numbers[at]
        if number and number.isalpha() and not roman_value(number):
            number = number.upper()
        annex.label = f"PL {number}" if number else "PL"
        annex.title = _annex_title(annex, found)


def _annex_title(annex: Annex, found: regex.Match[str] | None) -> str:
    lines = [p.line for p in annex.head if not _ENCLOSED.match(p.line.text)]
    if found:
        lines = [lines[0].cut(found.start("rest")), *lines[1:]] if lines else []
    return joined(lines).text.strip(" .:-–")
