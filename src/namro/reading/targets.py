"""Quantified goals: in sentences, in the rows of target tables, and in the words of task tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import regex

from namro.reading.agencies import VERB, split_names
from namro.reading.dates import horizon, windows
from namro.reading.draft import DocumentDraft, Draft, Item
from namro.reading.headings import Role
from namro.reading.outline import Node
from namro.reading.quantities import Quantity, quantities
from namro.reading.tables import TOTAL, Column, Row, Sheet, read_sheet
from namro.reading.text import Clean

_SENTENCE = regex.compile(r".+?(?:\.(?=\s+\p{Lu})|$)\s*")
_TELLS = regex.compile(
    r"(?:Trong |Tính đến |Đến |Kết thúc |Hết |Cuối |Qua |Tổng kết |Trong \d tháng đầu |6 tháng đầu |Giai đoạn )*"
    r"(?:hết |cuối |ngày [\d/]+/)?(?:(?:năm )?(?P<year>20\d\d)\b|(?P<past>(?:Lũy tích|Lũy kế|Tính đến nay|"
    r"Hiện nay|Hiện toàn tỉnh|Theo thống kê|Thời gian qua|Những năm qua|Trong những năm qua)\b))",
    regex.IGNORECASE,
)
_UNTIL = regex.compile(
    r"\W*(?:Mục tiêu |Chỉ tiêu |Phấn đấu )?(?:đến|tới|hết)\s+(?:hết |cuối )?(?:năm|quý|tháng|ngày)\b", regex.IGNORECASE
)
_CONDITION = regex.compile(
    r"(?:(?:cho|đối với|tại|ở|những|các|nơi)\s+(?:\p{L}+[\s,]+){1,8}có(?:\s+(?:tỷ lệ|tỉ lệ|số)(?:\s\p{L}+){0,6})?|"
    r"\p{L}+\s+có(?=\s+từ))\s*$",
    regex.IGNORECASE,
)
_CLAUSE_END = regex.compile(r"[;:](?=\s|$)|\.(?=\s*\p{Lu}|\s*\d+\s?%|\s|/|$)|[!?](?=\s|$)")
_OF_BEFORE = regex.compile(r"\(\s*(?:(?:trong |cuối |hết )?năm (?:19|20)\d\d|cùng kỳ|hiện|so với|kỳ trước|năm trước|thực hiện)", regex.IGNORECASE)
_ACHIEVE = regex.compile(
    r"(?<!\p{L})(?:xây dựng|thành lập|vận hành|duy trì|nhân rộng|tổ chức|mở|hỗ trợ|đạt|hoàn thành|"
    r"điều trị|cai nghiện|lập|triệt (?:xóa|phá)|bắt(?: giữ)?|phát hiện|chuyển hóa|giải quyết|xử lý|"
    r"phấn đấu"
    r"|tuyển|thu hồi|thu giữ|cấp|gửi|trồng|ký kết|số hóa|kết nối|mở rộng|giải cứu|xóa bỏ|khởi tố|truy tố|rà soát|kiểm định|lắp|"
    r"nghiệm thu|phát|trả|phát triển|đào tạo|tập huấn|bồi dưỡng|dạy nghề|giới thiệu|tạo|trang bị|lắp đặt|đầu tư|nâng cấp|sửa chữa|"
    r"phát hành|đăng|phát sóng|in|cấp phát|kiểm tra|khám|sàng lọc|xác lập|khám phá|đấu tranh|điều tra|"
    r"vận động"
    r"|tiếp nhận|đưa|có|giao|thực hiện|ra mắt|công nhận|giảm|tăng|kéo giảm|lựa chọn|chọn|củng cố|"
    r"kiện toàn|cung cấp|tuyên truyền|xét xử|chỉ đạo điểm|làm điểm|ký cam kết|bảo đảm|đảm bảo|giữ vững|"
    r"thí điểm)(?!\p{L})",
    regex.IGNORECASE,
)
_JUST_DOES = regex.compile(
    r"(?:xây dựng|thành lập|duy trì|tổ chức|mở|lập|triệt (?:xóa|phá)|bắt(?: giữ)?|phát hiện|chuyển hóa|giải quyết|xử lý|"
    r"đạt|có|đào tạo|tập huấn|hỗ trợ|khám phá|điều tra|cấp phát|phát|kiểm tra|nhân rộng|ra mắt|công nhận|đấu tranh)"
    r"(?:\s(?:được|thêm|mới|thành công|ít nhất))?$",
    regex.IGNORECASE,
)
_ONLY_WHERE = regex.compile(
    r"(?<!\p{L})(?<!thí )(?:tại|ở|đối với|đối|trên|trong|thuộc|của|UBND|Ủy ban nhân dân|riêng|từ|giữa|các|"
    r"những|cả|toàn bộ|qua|bởi|do|với|và UBND|Công an|gồm|tại các|cùng|nhân dân|người dân|dài|rộng|cách|chặt chẽ|theo|sau|loại|số|lần thứ|thứ|giai đoạn|"
    r"Dự án|mức|cấp|khoản|điểm|điều|mục|kỳ|quý|tháng|năm|ngày)\s*$",
    regex.IGNORECASE,
)
_PAST = regex.compile(
    r"(?<!\p{L})(?:đã (?:\p{L}+ ){0,3}|trong năm qua|năm qua|hiện (?:nay|có \d)|tính đến|"
    r"kết quả đạt được|(?<!lấn )(?<!xâm )chiếm (?:tỷ lệ |khoảng |trên |gần |hơn )?\d)(?!\p{L})",
    regex.IGNORECASE,
)
_COST = regex.compile(
    r"(?:chi phí|mức (?:hỗ trợ|đóng|lương|chi|phụ cấp)|lãi suất|ngân sách (?:tỉnh|trung ương|nhà nước|"
    r"địa phương) (?:hỗ trợ|bảo đảm)|lương cơ sở|mức sống)",
    regex.IGNORECASE,
)
_REFERENCE = regex.compile(
    r"so với (?:cùng kỳ )?[^,;.]{3,80}|(?:chỉ tiêu|kế hoạch) (?:được )?giao[^;.]{0,120}", regex.IGNORECASE
)
_TAIL = regex.compile(
    r"\s(?:so với|trong năm|trong quý|theo (?:quy định|Quyết định|Kế hoạch|Nghị quyết)|để)\b|"
    r"[,;.]\s(?=\p{Lu}|không để|từng bước|phấn đấu|góp phần|nhằm|bảo đảm|đảm bảo|trong đó)"
)
_YEARLY = regex.compile(r"h[ằàa]ng năm|mỗi năm", regex.IGNORECASE)
_NO_DEEDS = frozenset(
    {"là", "cần", "phải", "sẽ", "tự ", "làm đầu mối", "định kỳ", "thường xuyên", "trên cơ sở", "căn cứ"}
)
_LONGEST_BRACKET = 600  # characters
_NOT_COUNTED = {
    "kế hoạch",
    "dự án",
    "đề án",
    "văn bản",
    "báo cáo",
    "chỉ tiêu",
    "lần",
    "kỳ",
    "tỉnh",
    "bộ",
    "tỷ đồng",
    "triệu đồng",
    "đồng",
    "nghìn đồng",
}
_NO_GOALS = (Role.SITUATION, Role.FORM, Role.REPORTING)


def read_targets(draft: Draft) -> None:
    """Reads the trees with roles and bodies; writes targets."""
    for document in draft.plans():
        trees = [(None, document.tree), *((annex, annex.tree) for annex in document.annexes)]
        for annex, tree in trees:
            for node in tree.walk():
                if node.role in _NO_GOALS:
                    continue
                if node.table:
                    sheet = read_sheet(node, annex)
                    draft.targets += _from_sheet(draft, document, sheet) if sheet else []
                elif node.paragraph and node.text:
                    line = node.paragraph.line.cut(node.at)
                    past = _past(line.text, _year(document))
                    by = _by_heading(node)
                    draft.targets += _from_prose(draft, line, node.section, list(node.bodies), by=by, past=past)


def _year(document: DocumentDraft) -> int:
    """The first year that is not past for this plan."""
    day = document.header.get("period_from") or document.header.get("issued_on")
    return int(day[:4]) if day else 0


def _past(text: str, year: int) -> list[tuple[int, int]]:
    """The sentences that tell what was: "Năm 2021, toàn tỉnh xảy ra 214 vụ …"."""
    spans = []
    for sentence in _SENTENCE.finditer(text):
        told = _TELLS.match(sentence.group())
        if told and (told["past"] or (told["year"] and int(told["year"]) < year)):
            spans.append(sentence.span())
    return spans


def _by_heading(node: Node) -> date | None:
    """ "a) Đến năm 2018:" over a list of goals."""
    above = node.parent
    if above is None or not _UNTIL.match(above.text):
        return None
    return horizon(above.text)


def _from_prose(
    draft: Draft,
    line: Clean,
    section: str,
    owner: list[str],
    *,
    by: date | None = None,
    past: Sequence[tuple[int, int]] = (),
) -> list[Item]:
    found = []
    goals: list[Quantity] = []
    for start, end in _clauses(line.text):
        if any(a <= start + 1 < b for a, b in past):
            continue
        clause = line.text[start:end]
        follows = bool(goals) and line.text[start - 1 : start] in (";", ":")
        goals = [q for q in quantities(clause) if _is_goal(clause, q, follows=follows)]
        for first, last, goal in _split(clause, goals) if goals else []:
            cut = line.cut(start + first, start + last)
            found.append(_item(draft, cut, goal, clause, first, section, owner, _by(line.text, start, end) or by))
    return found


def _clauses(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for stop in _CLAUSE_END.finditer(text):
        piece = text[start : stop.start()]
        if stop.group() != "." and len(piece) < _LONGEST_BRACKET and piece.count("(") > piece.count(")"):
            continue
        spans.append((start, stop.start()))
        start = stop.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _is_goal(clause: str, q: Quantity, *, follows: bool) -> bool:
    """`follows`: the clause before, ended by a semicolon, states a goal whose verb may serve here too."""
    before = clause[: q.start].rstrip()
    if _opens_bracket(before) and not q.bound and _OF_BEFORE.match(before[before.rfind("(") :]):
        return False
    if _CONDITION.search(before) and "%" in clause[q.end :] + (clause[: q.start] if q.bound else ""):
        return False
    if _CONDITION.search(before) and q.bound in (">", ">=") and not regex.search(r"mỗi|từng", before):
        return False
    if _PAST.search(clause) and not regex.search(r"phấn đấu|đạt ít nhất|mục tiêu", clause, regex.IGNORECASE):
        return False
    if q.unit == "%":
        return not _COST.search(clause) and not regex.search(r"(?:tỷ|triệu) đồng", clause)
    if not q.unit or (q.unit.lower() in _NOT_COUNTED and not (q.unit == "lần" and (q.bound or q.direction or clause[q.end : q.end + 1] == "/"))):
        return False
    if _opens_bracket(clause[: q.start]) and not q.bound:  # "ngưỡng ức chế (1.000 bản sao/ml)"
        return False
    if not q.counted and VERB.match(clause, clause.rfind(" ", 0, q.end) + 1):  # "Tiểu khu 50 phối hợp"
        return False
    if not q.counted and not (q.bound and q.bound != ">") and not _does(before[-40:]):
        return False
    if q.bound == ">" and clause[q.number] == "0" and not _JUST_DOES.search(before):
        return False  # "giám sát hành vi trên 03 nhóm quần thể": on three groups
    if q.bound in (">=", ">") and not regex.search(r"\btừ\s*$", before):
        return bool(_ACHIEVE.search(before)) or q.bound == ">="
    if follows and (not before or not clause[q.end :].strip(" .)")):
        return True
    if q.bound == "<=" or regex.match(r"mỗi\s", clause[q.start :], regex.IGNORECASE):
        return True
    if q.direction:
        return not regex.search(r"mức (?:phạt|chi|hỗ trợ|đóng|lương)", before)
    return _does(before[-90:]) and not _ONLY_WHERE.search(before)


def _does(before: str) -> bool:
    verbs = (found.group() for found in VERB.finditer(before))
    return _ACHIEVE.search(before) is not None or any(verb not in _NO_DEEDS for verb in verbs)


def _opens_bracket(before: str) -> bool:
    return before.count("(") > before.count(")")


def _split(clause: str, goals: list[Quantity]) -> list[tuple[int, int, Quantity]]:
    """Cuts a clause with several goals between them, at the last comma or "và" before each."""
    starts, ends = [0], []
    for before, goal in pairwise(goals):
        joints = list(regex.finditer(r"[,;]\s|\svà\s|(?<=\))\s", clause[before.end : goal.start]))
        ends.append(before.end + joints[-1].start() if joints else goal.start)
        starts.append(before.end + joints[-1].end() if joints else goal.start)
    ends.append(len(clause))
    return [(_start(clause, a, b, goal), b, goal) for a, b, goal in zip(starts, ends, goals, strict=True)]


def _start(clause: str, start: int, end: int, goal: Quantity) -> int:
    """Where what is measured follows the number, the words before the last comma are about something else."""
    after = _TAIL.split(clause[goal.end : end])[0]
    if len(after.split()) < 3:
        return start
    for comma in reversed(list(regex.finditer(r",\s+", clause[start : goal.start]))):
        at = start + comma.end()
        if (
            (_ACHIEVE.match(clause, at) or at >= goal.start)
            and not _dates(clause[start:at])
            and not _in_quotes(clause, at)
        ):
            return at
    return start


def _dates(words: str) -> bool:
    """ "Đến cuối năm 2026, …" says by when."""
    return horizon(words[-45:]) is not None


def _in_quotes(text: str, at: int) -> bool:
    return text.count("“", 0, at) > text.count("”", 0, at)


def _item(
    draft: Draft, cut: Clean, goal: Quantity, clause: str, shift: int, section: str, owner: list[str], by: date | None
) -> Item:
    text = cut.text
    before, after = text[: goal.start - shift], text[goal.end - shift :]
    reference = _REFERENCE.search(text)
    unit = goal.unit or ""
    return {
        **draft.quote(cut),
        "section": section,
        "measure": _measure(before, text[goal.number - shift :] if unit != "%" else after),
        "comparator": _prose_comparator(goal, before),
        "value": goal.value,
        "value_to": goal.value_to,
        "unit": unit,
        "reference": reference.group().strip() if reference else None,
        "by": by.isoformat() if by else None,
        "recurrence": "yearly" if _YEARLY.search(clause) else None,
        "owner": owner,
    }


def _prose_comparator(goal: Quantity, before: str) -> str:
    """ "Giảm số người nghiện ít nhất 5%": the verb may stand at the head of the clause."""
    if not goal.direction and goal.unit == "%":
        head = regex.match(
            r"\W*(?:phấn đấu\s+|tỷ lệ\s+)?(?P<verb>(?:kéo )?giảm|tăng(?! cường))\s", before, regex.IGNORECASE
        )
        if head and "100" not in str(goal.value):
            direction = "decrease" if "giảm" in head["verb"].lower() else "increase"
            return direction + (goal.bound if goal.bound in (">", ">=") else "")
    if goal.bound == "" and regex.search(r"đạt và vượt", before[-40:], regex.IGNORECASE):
        return ">="
    return goal.comparator


def _measure(before: str, after: str) -> str:
    """What is measured: the noun after the number, or before it in "Số vụ … nhiều hơn 5%"."""
    head = regex.search(r"(?:^|[\s,])((?:tỷ lệ|tỉ lệ|số)\s.*)$", before.strip(" ,"), regex.IGNORECASE)
    tail = _TAIL.split(after)[0]
    tail = regex.sub(r"^\s*\d[\d.,]*\s*", "", tail).strip(" ,.;:/")
    words = tail if len(tail.split()) >= 2 else (head[1] if head else before)
    words = regex.sub(r"\s(?:đạt|là|phải|được)\s*$", "", words.strip(" ,.;:/"))
    return words[:300]


def _by(text: str, start: int, end: int) -> date | None:
    """The day named in the clause, else in its sentence."""
    day = horizon(text[start:end])
    if day:
        return day
    first = max(text.rfind(". ", 0, start), text.rfind(".\n", 0, start)) + 1
    return horizon(text[first:end])


def _from_sheet(draft: Draft, document: DocumentDraft, sheet: Sheet) -> list[Item]:
    if sheet.is_tasks:
        return _from_tasks(draft, sheet)
    if not sheet.is_targets:
        return []
    content = sheet.first(Column.CONTENT)
    assert content is not None
    values = sheet.all(Column.VALUE)
    found: list[Item] = []
    for row in sheet.rows:
        if TOTAL.match(row.cells[content].text) or not row.cells[content]:
            continue
        section = _row_section(sheet, row)
        by = _row_by(sheet, row)
        for column in values:
            found += _from_value(draft, sheet, row, content, column, section, _head_year(sheet.heads[column]) or by)
        inside = row.cells[content]
        found += [i for i in _from_prose(draft, inside, section, [], by=by) if i["unit"] == "%"]
    return found


def _from_value(
    draft: Draft, sheet: Sheet, row: Row, content: int, column: int, section: str, by: date | None
) -> list[Item]:
    measure, cell = row.cells[content], row.cells[column]
    unit_column, lead = sheet.first(Column.MEASURE_UNIT), sheet.first(Column.LEAD)
    unit = row.cells[unit_column].text if unit_column is not None else ""
    reference = regex.search(r"so với (?:cùng kỳ )?năm[^,;.]*", f"{measure.text} {cell.text}")
    shared = {
        **_both(draft, measure, cell),
        "section": section,
        "measure": measure.text.rstrip(" .;"),
        "reference": reference.group() if reference else None,
        "by": by.isoformat() if by else None,
        "recurrence": "yearly" if _YEARLY.search(measure.text) else None,
        "owner": split_names(row.cells[lead].text) if lead is not None else [],
    }
    return [
        {
            **shared,
            "comparator": _row_comparator(measure.text, goal),
            "value": goal.value,
            "value_to": goal.value_to,
            "unit": goal.unit or unit or head_unit(sheet.heads[column], cell.text[goal.end :]),
        }
        for goal in quantities(cell.text)
    ]


def _both(draft: Draft, measure: Clean, cell: Clean) -> Item:
    """Quote from the measure to its value, where the value stands after it."""
    start, end = measure.span()[0], cell.span()[1]
    if start >= end:
        return draft.quote(measure)
    return {"quote": draft.source.text[start:end], "span": [start, end]}


def _row_comparator(measure: str, goal: Quantity) -> str:
    """The row says the direction, the value cell the bound: "Tỷ lệ tăng số vụ …" | "Trên 5%"."""
    if goal.direction:
        return goal.comparator
    head = regex.match(
        r"\W*(?:tỷ lệ |tỉ lệ |mức |số )?(?P<verb>(?:kéo )?giảm|tăng(?! cường))\b", measure, regex.IGNORECASE
    )
    if head:
        direction = "decrease" if "giảm" in head["verb"].lower() else "increase"
        return direction + (goal.bound if goal.bound in (">", ">=") else "")
    return goal.comparator


def head_unit(head: str, after: str) -> str:
    inside = regex.search(r"\(([^()]{1,20})\)", head)
    if inside:
        return inside[1].replace("ĐVT:", "").strip()
    if "%" in head or regex.search(r"tỷ lệ|tỉ lệ", head, regex.IGNORECASE):
        return "%"
    words = regex.match(r"\s*(\p{Ll}+(?:\s\p{Ll}+)?)", after)
    return words[1] if words else ""


def _head_year(head: str) -> date | None:
    year = regex.search(r"20\d\d", head)
    return date(int(year.group()), 12, 31) if year else None


def _row_by(sheet: Sheet, row: Row) -> date | None:
    time = sheet.first(Column.TIME)
    if time is not None and row.cells[time]:
        found = windows(row.cells[time].text)
        if found:
            return max(w.end for w in found)
    found = windows(sheet.title) or windows(sheet.annex.title if sheet.annex else "")
    return found[-1].end if found else None


def _from_tasks(draft: Draft, sheet: Sheet) -> list[Item]:
    """Goals inside the words of a task table's rows."""
    content, lead = sheet.first(Column.CONTENT), sheet.first(Column.LEAD)
    assert content is not None
    assert lead is not None
    found = []
    for row in sheet.rows:
        by = _row_by(sheet, row)
        found += _from_prose(
            draft, row.cells[content], _row_section(sheet, row), split_names(row.cells[lead].text), by=by
        )
    return found


def _row_section(sheet: Sheet, row: Row) -> str:
    return f"{sheet.section}.{row.section}" if sheet.section and row.section else sheet.section or row.section
