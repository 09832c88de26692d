"""From blocks to logical paragraphs and tables: repeated halves, web pages, page numbers, cut sentences."""

from __future__ import annotations

from collections import defaultdict

import regex

from namro.kernel.vietnamese import fold
from namro.reading.agencies import VERB
from namro.reading.draft import Draft, LeftOut
from namro.reading.elements import Cell, Element, Paragraph, Table
from namro.reading.numbering import read_marker
from namro.reading.text import EMPTY, Clean, clean, joined

_PAGE_NUMBER = regex.compile(r"(?:[-–]\s*)?(?:trang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*[-–])?", regex.IGNORECASE)
_WEB = regex.compile(
    r"(?:đăng (?:xuất|nhập|ký)|trang chủ|tải về|tải văn bản|in văn bản|lưu văn bản|chia sẻ|lược đồ|thuộc tính"
    r"|văn bản (?:gốc|liên quan|tiếng anh)|hiệu lực|bình luận|gửi email|xem thêm|quay lại|về đầu trang"
    r"|việc làm .{2,30}|hotline.*|bản quyền.*|©.*|theo dõi hiệu lực.*|mục lục|nội dung|tóm tắt)",
    regex.IGNORECASE,
)
_END_OF_SENTENCE = regex.compile(r"[.;:!?…/]$|[.!?…][”\")]$")
_UNFINISHED = regex.compile(
    r"(?:^|\s)(?:và|của|về|với|trong|theo|ngày|tháng|số|các|những|được|cho|tại|từ|đến|do|bởi|để|là|hoặc|như|"
    r"ông|bà)$|,$"
)
_LONGEST_RUNNING_HEAD, _FEWEST_PAGES = 120, 2
_PAGE_AT_END = regex.compile(r"\W*(?:trang )?\d{1,3}(?:\s*/\s*\d{1,3})?$")
_NAMES_DOCUMENT = regex.compile(
    r"(?:ke hoach|chuong trinh|quyet dinh|de an|ubnd|uy ban|ban chi dao|cong an|so )\b.{8,}"
)
_SMALLEST_REPEAT = 800  # characters in a row that stand twice
_COMMON = 5  # a line that stood this often begins no repeated part
_TELLING_LINE = 40  # shorter lines repeat in every table


def clean_blocks(draft: Draft) -> None:
    """Reads source; writes lines, and left_out for blocks without any text."""
    text = draft.source.text
    draft.lines = [clean(text, block.start, block.end) for block in draft.source.blocks]
    for number, line in enumerate(draft.lines):
        if not line or not any(c.isalnum() or c == "%" for c in line.text):
            draft.left_out[number] = LeftOut.BLANK


def drop_repeats(draft: Draft) -> None:
    """Reads lines; writes left_out: of a part that the file holds twice word for word, the second."""
    kept = [n for n in range(len(draft.lines)) if n not in draft.left_out]
    keys = [fold(draft.lines[n].text) for n in kept]
    earlier: dict[str, list[int]] = defaultdict(list)
    at = 0
    while at < len(kept):
        places = earlier[keys[at]]
        run = max((_run(keys, first, at) for first in places), default=0) if len(places) <= _COMMON else 0
        if _is_repeat(keys[at : at + run]):
            draft.left_out.update(dict.fromkeys(kept[at : at + run], LeftOut.DUPLICATE))
            at += run
        else:
            places.append(at)
            at += 1


def _is_repeat(keys: list[str]) -> bool:
    return sum(map(len, keys)) >= _SMALLEST_REPEAT and sum(len(key) > _TELLING_LINE for key in keys) >= 3


def _run(keys: list[str], first: int, second: int) -> int:
    length = 0
    while second + length < len(keys) and first + length < second and keys[first + length] == keys[second + length]:
        length += 1
    return length


def drop_page_furniture(draft: Draft) -> None:
    """Reads lines; writes left_out: page numbers, and what a web site prints before and after a document."""
    blocks = draft.source.blocks
    free = [n for n, block in enumerate(blocks) if block.cell is None and n not in draft.left_out]
    for n in free:
        if _PAGE_NUMBER.fullmatch(draft.lines[n].text):
            draft.left_out[n] = LeftOut.PAGE_NUMBER
    draft.left_out.update(dict.fromkeys(_running_heads(draft, free), LeftOut.RUNNING_HEAD))
    edge = max(12, len(free) // 12)
    for n in free[:edge]:
        if n not in draft.left_out and _is_web(draft.lines[n]):
            draft.left_out[n] = LeftOut.WEB_PAGE
    tail = [n for n in free[-edge:] if n not in draft.left_out]
    first = next((i for i, n in enumerate(tail) if _is_web(draft.lines[n])), len(tail))
    if all(len(draft.lines[n].text.split()) <= 12 for n in tail[first:]):
        draft.left_out.update(dict.fromkeys(tail[first:], LeftOut.WEB_PAGE))


def _running_heads(draft: Draft, free: list[int]) -> list[int]:
    """Lines that stand word for word at the head or foot of every page."""
    places: dict[str, list[int]] = defaultdict(list)
    for n in free:
        text = draft.lines[n].text
        if n not in draft.left_out and len(text) < _LONGEST_RUNNING_HEAD and text[-1] not in ".;:,":
            places[_PAGE_AT_END.sub("", fold(text))].append(n)
    found: list[int] = []
    for text, at in places.items():
        if len(at) >= _FEWEST_PAGES and text and read_marker(draft.lines[at[0]].text) is None:
            numbered = sum(
                1 for n in at if LeftOut.PAGE_NUMBER in (draft.left_out.get(n - 1), draft.left_out.get(n + 1))
            )
            cuts = sum(1 for n in at if n and not _END_OF_SENTENCE.search(draft.lines[n - 1].text))
            if numbered * 2 >= len(at) or ((cuts or len(at) > 2) and _NAMES_DOCUMENT.match(text)):
                found += at
    return found


def _is_web(line: Clean) -> bool:
    return bool(_WEB.fullmatch(line.text)) and not line.text.isupper()


def join_blocks(draft: Draft) -> None:
    """Reads lines, left_out; writes elements: whole sentences again, cells as tables."""
    width = _wrap_width(draft)
    elements: list[Element] = []
    run: list[int] = []
    blocks = draft.source.blocks
    for number in range(len(blocks)):
        if number in draft.left_out:
            continue
        if run and _is_next_piece(draft, run[-1], number, width):
            run.append(number)
            continue
        elements += _element(draft, run)
        run = [number]
    elements += _element(draft, run)
    draft.elements = elements


def _is_next_piece(draft: Draft, last: int, number: int, width: int) -> bool:
    before, block = draft.source.blocks[last], draft.source.blocks[number]
    if before.cell or block.cell:
        return before.cell is not None and block.cell is not None and before.cell.table == block.cell.table
    if before.footnote or block.footnote:
        return False
    return _continues(draft.lines[last], draft.lines[number]) or _is_wrapped(draft, last, number, width)


def _continues(before: Clean, line: Clean) -> bool:
    """A sentence cut by a page break goes on in lower case, or after a word that ends no sentence."""
    if _END_OF_SENTENCE.search(before.text) or before.text.isupper():
        return False
    if line.text[0].islower():
        return read_marker(line.text) is None
    return bool(_UNFINISHED.search(before.text)) and not line.text.isupper() and read_marker(line.text) is None


def _wrap_width(draft: Draft) -> int:
    """Width at which the lines of a text file were cut; 0 when a line is a paragraph."""
    if draft.source.kind != "txt":
        return 0
    free = [n for n, block in enumerate(draft.source.blocks) if block.cell is None and n not in draft.left_out]
    lengths = sorted(len(draft.lines[n].text) for n in free)
    if len(lengths) < 12:
        return 0
    width = lengths[len(lengths) * 9 // 10]
    cut = sum(
        1 for n in free if len(draft.lines[n].text) > width * 0.8 and not _END_OF_SENTENCE.search(draft.lines[n].text)
    )
    return width if 40 <= width <= 130 and cut >= len(free) // 3 else 0


def _is_wrapped(draft: Draft, last: int, number: int, width: int) -> bool:
    """The line before is as long as the lines of this file get, and nothing says that it ended there."""
    before, block = draft.source.blocks[last], draft.source.blocks[number]
    if not width or before.end - before.start < width * 0.75:
        return False
    over_page = any(
        draft.left_out.get(n) in (LeftOut.PAGE_NUMBER, LeftOut.RUNNING_HEAD) for n in range(last + 1, number)
    )
    if not over_page and draft.source.text.count("\n", before.end, block.start) > 1:
        return False
    ended = _END_OF_SENTENCE.search(draft.lines[last].text) is not None
    if over_page and ended:
        return False
    text = draft.lines[number].text
    if not ended and text[0].isupper() and VERB.match(text[0].lower() + text[1:]):
        return False  # "Tòa án nhân dân tỉnh" / "Phối hợp với …": the line before was a heading
    marker = read_marker(text)
    if marker:  # "tổ chức chính trị" / "- xã hội": a dash that stands in the sentence
        return marker.label == "-" and not ended and text[marker.end : marker.end + 1].islower()
    return not text.isupper() or (not ended and text[-1] in ".;,")


def _element(draft: Draft, run: list[int]) -> list[Element]:
    if not run:
        return []
    if draft.source.blocks[run[0]].cell:
        return [_table(draft, run)]
    line = joined([draft.lines[n] for n in run])
    return [Paragraph(line, tuple(run), footnote=draft.source.blocks[run[0]].footnote)]


def _table(draft: Draft, run: list[int]) -> Table:
    texts: dict[tuple[int, int], list[Clean]] = defaultdict(list)
    covers: dict[tuple[int, int], tuple[int, int]] = {}
    for n in run:
        cell = draft.source.blocks[n].cell
        assert cell is not None
        texts[cell.row, cell.column].append(draft.lines[n])
        covers[cell.row, cell.column] = (cell.rows, cell.columns)
    height = max(row + covers[row, column][0] for row, column in covers)
    width = max(column + covers[row, column][1] for row, column in covers)
    grid = [[Cell()] * width for _ in range(height)]
    for (row, column), lines in texts.items():
        line = joined(lines)
        for r in range(row, row + covers[row, column][0]):
            for c in range(column, column + covers[row, column][1]):
                grid[r][c] = Cell(line or EMPTY, own=(r, c) == (row, column), pieces=tuple(lines))
    blocks = draft.source.blocks
    return Table(tuple(tuple(row) for row in grid), tuple(run), (blocks[run[0]].start, blocks[run[-1]].end))
