"""Which numbers of a sentence are goals, and where the words of each begin and end."""

from __future__ import annotations

from itertools import pairwise

import regex

from namro.reading.agencies import VERB
from namro.reading.dates import horizon
from namro.reading.quantities import Quantity, quantities
from namro.reading.text import holds_any

_SENTENCE = regex.compile(r".+?(?:\.(?=\s+\p{Lu})|$)\s*")
_TELLS = regex.compile(
    r"(?:Trong |Tính đến |Đến |Kết thúc |Hết |Cuối |Qua |Tổng kết |Trong \d tháng đầu |6 tháng đầu |Giai đoạn )*"
    r"(?:hết |cuối |ngày [\d/]+/)?(?:(?:năm )?(?P<year>20\d\d)\b|(?P<past>(?:Lũy tích|Lũy kế|Tính đến nay|"
    r"Hiện nay|Hiện toàn tỉnh|Theo thống kê|Thời gian qua|Những năm qua|Trong những năm qua)\b))",
    regex.IGNORECASE,
)
_CONDITION = regex.compile(
    r"(?:mỗi|từng)\s(?:\p{L}+\s){1,3}có\s*$|"
    r"(?:(?:cho|đối với|tại|ở|những|các|nơi)\s+(?:\p{L}+[\s,]+){1,8}có(?:\s+(?:tỷ lệ|tỉ lệ|số)(?:\s\p{L}+){0,6})?|"
    r"\p{L}+\s+có(?=\s+từ))\s*$",
    regex.IGNORECASE,
)
_CLAUSE_END = regex.compile(r"[;:](?=\s|$)|\.(?=\s*\p{Lu}|\s*\d+\s?%|\s|/|$)|[!?](?=\s|$)")
_OF_BEFORE = regex.compile(
    r"\(\s*(?:(?:trong |cuối |hết )?năm (?:19|20)\d\d|cùng kỳ|hiện|so với|kỳ trước|năm trước|thực hiện)",
    regex.IGNORECASE,
)
_EACH_TIME = regex.compile(r"mỗi (?:tuần|tháng|quý|năm|học kỳ|năm học)$", regex.IGNORECASE)
_ACHIEVE = regex.compile(
    r"(?<!\p{L})(?:xây dựng|thành lập|vận hành|duy trì|nhân rộng|tổ chức|mở|hỗ trợ|đạt|hoàn thành|"
    r"điều trị|cai nghiện|lập|triệt (?:xóa|phá)|bắt(?: giữ)?|phát hiện|chuyển hóa|giải quyết|xử lý|"
    r"phấn đấu"
    r"|tuyển|thu hồi|thu giữ|cấp|gửi|trồng|ký kết|số hóa|kết nối|mở rộng|giải cứu|xóa bỏ|khởi tố|truy tố|"
    r"rà soát|kiểm định|lắp|"
    r"nghiệm thu|phát|trả|phát triển|đào tạo|tập huấn|bồi dưỡng|dạy nghề|giới thiệu|tạo|trang bị|lắp đặt|"
    r"đầu tư|nâng cấp|sửa chữa|"
    r"phát hành|đăng|phát sóng|in|cấp phát|kiểm tra|khám|sàng lọc|xác lập|khám phá|đấu tranh|điều tra|"
    r"vận động"
    r"|tiếp nhận|đưa|có|giao|thực hiện|ra mắt|công nhận|giảm|tăng|kéo giảm|lựa chọn|chọn|củng cố|"
    r"kiện toàn|cung cấp|tuyên truyền|xét xử|chỉ đạo điểm|làm điểm|ký cam kết|bảo đảm|đảm bảo|giữ vững|"
    r"thí điểm|cảm hóa|giúp đỡ|đỡ đầu|giáo dục|sinh hoạt)(?!\p{L})",
    regex.IGNORECASE,
)
_JUST_DOES = regex.compile(
    r"(?:xây dựng|thành lập|duy trì|tổ chức|mở|lập|triệt (?:xóa|phá)|bắt(?: giữ)?|phát hiện|chuyển hóa|"
    r"giải quyết|xử lý|"
    r"đạt|có|đào tạo|tập huấn|hỗ trợ|khám phá|điều tra|cấp phát|phát|kiểm tra|nhân rộng|ra mắt|công nhận|đấu tranh)"
    r"(?:\s(?:được|thêm|mới|thành công|ít nhất))?$",
    regex.IGNORECASE,
)
_ONLY_WHERE = regex.compile(
    r"(?<!\p{L})(?<!thí )(?:tại|ở|đối với|đối|trên|trong|thuộc|của|UBND|Ủy ban nhân dân|riêng|từ|giữa|các|"
    r"những|cả|toàn bộ|qua|bởi|do|với|và UBND|Công an|gồm|tại các|cùng|nhân dân|người dân|dài|rộng|cách|"
    r"chặt chẽ|sáp nhập|hợp nhất|theo|sau|loại|số|lần thứ|thứ|giai đoạn|"
    r"Dự án|Chỉ thị|Nghị quyết|Quyết định|Kế hoạch|Kết luận|Thông tư|Đề án|thời hạn|mức|"
    r"cấp|khoản|điểm|điều|mục|kỳ|quý|tháng|năm|ngày)\s*$",
    regex.IGNORECASE,
)
_PAST = regex.compile(
    r"(?<!\p{L})(?:đã (?:\p{L}+ ){0,3}|trong năm qua|năm qua|hiện (?:nay|có \d)|tính đến|"
    r"kết quả đạt được|(?<!lấn )(?<!xâm )(?<!trong đó.{0,40} )chiếm (?:tỷ lệ |khoảng |trên |gần |hơn )?\d)(?!\p{L})",
    regex.IGNORECASE,
)
_KEEPS = regex.compile(r"(?:duy trì|quản lý|có|của|sử dụng|khai thác)\s*$", regex.IGNORECASE)
_ALREADY = regex.compile(r"[^,;.]{0,80}\bhiện có\b")
_BRACKETED = regex.compile(r"\([^()]{0,200}\)")
_COST = regex.compile(
    r"(?:chi phí|mức (?:hỗ trợ|đóng|lương|chi|phụ cấp)|lãi suất|ngân sách (?:tỉnh|trung ương|nhà nước|"
    r"địa phương) (?:hỗ trợ|bảo đảm)|lương cơ sở|mức sống)",
    regex.IGNORECASE,
)
TAIL = regex.compile(
    r"\s(?:so với|trong năm|trong quý|theo (?:quy định|Quyết định|Kế hoạch|Nghị quyết)|để)\b|"
    r"[,;.]\s(?=\p{Lu}|không để|từng bước|phấn đấu|góp phần|nhằm|bảo đảm|đảm bảo|trong đó)"
)
_NO_DEEDS = frozenset(
    {"là", "cần", "phải", "sẽ", "tự ", "làm đầu mối", "định kỳ", "thường xuyên", "trên cơ sở", "căn cứ"}
)
_LONGEST_BRACKET = 600  # characters
_NOT_COUNTED = {
    "kế hoạch", "dự án", "đề án", "văn bản", "báo cáo", "chỉ tiêu", "lần", "kỳ", "tỉnh", "bộ", "tỷ đồng", "triệu đồng",
    "đồng", "nghìn đồng",
}  # fmt: skip


def past_sentences(text: str, year: int) -> list[tuple[int, int]]:
    """The sentences that tell what was: "Năm 2021, toàn tỉnh xảy ra 214 vụ …"."""
    spans = []
    for sentence in _SENTENCE.finditer(text):
        told = _TELLS.match(sentence.group())
        if told and (told["past"] or (told["year"] and int(told["year"]) < year)):
            spans.append(sentence.span())
    return spans


def clauses(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for stop in _CLAUSE_END.finditer(text):
        piece = text[start : stop.start()]
        if stop.group() != "." and len(piece) < _LONGEST_BRACKET and piece.count("(") > piece.count(")"):
            continue
        spans.append((start, stop.start()))
        start = stop.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def goals_of(clause: str, *, follows: bool) -> list[tuple[int, int, Quantity]]:
    """The goals of a clause, each with the stretch of the clause that states it."""
    goals = [q for q in quantities(clause) if _is_goal(clause, q, follows=follows)]
    return _split(clause, goals) if goals else []


def _is_goal(clause: str, q: Quantity, *, follows: bool) -> bool:
    """`follows`: the clause before, ended by a semicolon, states a goal whose verb may serve here too."""
    before = clause[: q.start].rstrip()
    if _opens_bracket(before) and not q.bound and _OF_BEFORE.match(before[before.rfind("(") :]):
        return False
    if holds_any(before, ("có",)) and _CONDITION.search(before):
        if "%" in clause[q.end :] + (clause[: q.start] if q.bound else ""):
            return False
        if q.bound in (">", ">=") and not regex.search(r"mỗi|từng", before):
            return False
    told = _BRACKETED.sub(" ", clause) if q.counted else clause
    if _PAST.search(told) and not regex.search(r"phấn đấu|đạt ít nhất|mục tiêu", clause, regex.IGNORECASE):
        return False
    if q.unit == "%":
        return not _COST.search(clause) and not regex.search(r"(?:tỷ|triệu) đồng", clause)
    if not q.unit or (
        q.unit.lower() in _NOT_COUNTED
        and not (
            q.unit in ("lần", "kỳ")
            and (q.bound or q.direction or clause[q.end : q.end + 1] == "/" or _EACH_TIME.search(before))
        )
    ):
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
    if not q.bound and q.counted and _KEEPS.search(before) and _ALREADY.match(clause[q.end :]):
        return False  # "duy trì 06 cơ sở hiện có"
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
    after = TAIL.split(clause[goal.end : end])[0]
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
