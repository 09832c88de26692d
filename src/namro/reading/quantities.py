"""Numbers with what they count and how they bind: "ít nhất 30%", "từ 5 – 10%", "giảm 25%", "03 mô hình"."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from namro.reading.text import holds_any

_NUMBER = r"\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,4})?|\d{1,12}(?:,\d{1,4})?(?:\.\d{1,2}(?=\s?%))?"
_DIRECTION = (
    r"(?P<direction>(?:nhiều|cao|ít|thấp)\s+hơn|tăng(?:\s+thêm|\s+lên|\s+tối\s+thiểu)?|(?:kéo\s+|làm\s+|cắt\s+"
    r")?giảm(?:\s+xuống)?)"
)
_BOUND = (
    r"(?P<bound>ít\s+nhất(?:\s+là)?|tối\s+thiểu(?:\s+là)?|không\s+dưới|không\s+thấp\s+hơn|không\s+ít\s+"
    r"hơn|đạt\s+và\s+vượt(?:\s+chỉ\s+tiêu)?|từ|≥|>=|"
    r"trên|hơn|vượt(?!\s+quá)(?:\s+trên)?|lớn\s+hơn|>|"
    r"(?:không\s+còn|còn\s+không|không\s+để|không)\s+quá|vượt\s+quá|tối\s+đa|không\s+vượt\s+quá|không\s+cao\s+hơn|≤|<=|dưới|<)"
)
_UNITS = """
    vụ án | vụ việc | vụ phạm tội | vụ | chuyên án | đối tượng | người | lượt người | lượt |
    xã, phường, thị trấn | xã, phường, đặc khu | xã, phường | xã | phường | thị trấn | đặc khu | huyện |
    tỉnh | địa bàn | khu dân cư | thôn | bản | xóm | khối | tổ dân phố | mô hình điểm | mô hình |
    điểm tư vấn | điểm | tụ điểm | đơn vị | cơ sở | cơ quan | tổ chức | doanh nghiệp | trường học | trường |
    trạm y tế | trạm | bệnh viện | phòng khám | phòng | hồ sơ | lớp tập huấn | lớp | hội nghị | hội thảo |
    hội thi | cuộc thi | cuộc kiểm tra | cuộc | buổi | phiên tòa | phiên | hoạt động | câu lạc bộ | đội |
    tổ chức đảng | tổ tự quản | tổ | nhóm | đường dây |
    ổ nhóm | băng nhóm | tin, bài | tin bài | tin | bài viết | bài | phóng sự |
    chuyên đề | chuyên mục | chuyên trang | chương trình | chiến dịch | đợt cao điểm | đợt | lần | kỳ |
    tỷ đồng | triệu đồng | nghìn đồng | đồng | kg | gam | gram | viên | ha | m2 | km | học sinh | sinh viên |
    học viên | giáo viên | cán bộ | hội viên | đoàn viên | lao động | hộ gia đình | hộ | gia đình | em |
    trẻ | phụ nữ | dự án | đề án | kế hoạch | văn bản | báo cáo | bộ | chiếc | xe | máy | camera | pa nô |
    panô | áp phích | tờ rơi | sản phẩm | tài liệu | cuốn | báo cáo viên | tuyên truyền viên | cộng tác viên |
    tình nguyện viên | thanh niên | đảng viên | chiến sĩ | chi bộ | clip | video | việc làm | bệnh nhân |
    trường hợp | tin nhắn | trạm | đoàn kiểm tra | đoàn | phương án | bơm kim tiêm | ngày làm việc |
    chỉ tiêu | tiêu chí | thủ tục | dịch vụ | giường | phần quà | suất
"""
_SPELLED = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_NO_UNIT = regex.compile(  # words that follow a number without being what it counts
    r"(?:và|hoặc|là|của|trong|trên|dưới|tại|ở|đến|từ|so|với|cho|để|được|bị|do|bởi|theo|cùng|trở|năm|tháng|ngày|giờ|phút|"
    r"tuần|quý|kỳ|khoản|điều|điểm|mục|chương|phần|tuổi|độ|nêu|có|không|phải|sẽ|đã|các|những|mỗi|về|khi|nếu|như|thì|mà|"
    r"nhằm|gồm|trước|sau|hằng|hàng|đạt|này|đó|gần|hơn|ít|giai|vào|còn|lên|xuống|đồng|tỷ|triệu|nghìn|rõ|dám|an|miligam|"
    r"mililít|lít|mg|ml|chỗ|giây|kèm|biết|tự|"
    r"chống|giảm|tăng|xây|bên|chiều|tại|mặt|hóa)"
)
_WORDS = sorted((unit.strip().replace(" ", r"\s") for unit in _UNITS.split("|")), key=len, reverse=True)
_UNIT = rf"(?:{'|'.join(_WORDS)})(?!\p{{L}})"
_QUANTITY = regex.compile(
    rf"""(?:{_DIRECTION}\s+)?(?:{_BOUND}\s*)?
         (?P<each>mỗi\s+\p{{L}}+(?:\s\p{{L}}+)?\s+)?
         (?<![\p{{L}}\d/.,\-])(?P<value>{_NUMBER})(?P<percent>\s?%)?
         (?:\s*(?:-|–|—|đến|tới)\s*(?P<to>{_NUMBER})(?=\s?%|\s|$)(?P<percent_to>\s?%)?)?
         (?:/(?P<of>\d+)(?=\s{_UNIT}))?(?!\d|/\d)
         (?:\s*(?P<unit>{_UNIT})|(?=\s(?P<word>\p{{Ll}}+)(?![\p{{L}}/])))?
         (?P<onwards>(?:(?!\stừ\s)[^.;:,\d]){{0,40}}?\s?(?<!\p{{L}})trở\s+(?:lên|xuống))?""",
    regex.VERBOSE | regex.IGNORECASE,
)
_AT_LEAST = regex.compile(r"ít|tối\s+thiểu|không\s+(?:dưới|thấp|ít)|đạt\s+và|≥|>=", regex.IGNORECASE)
_MORE = regex.compile(r"trên|hơn|vượt|lớn|>", regex.IGNORECASE)
_ONWARDS = regex.compile(r"[^.;:,\d]{0,110}\strở\s+lên", regex.IGNORECASE)
_AT_MOST = regex.compile(r"không\s+(?:còn\s+|để\s+)?(?:quá|vượt|cao)|còn\s+không|tối\s+đa|≤|<=", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`bound` is "", ">=", ">", "<=", "<" or "range"; `direction` is "", "increase" or "decrease".
    `start` includes the words that bind; `number` is where the digits begin. `counted` is False where the
    unit is only the word that happens to follow."""

    value: float
    value_to: float | None
    unit: str
    bound: str
    direction: str
    start: int
    number: int
    end: int
    counted: bool = True

    @property
    def comparator(self) -> str:
        if self.value_to is not None:
            return "range"
        if self.direction:
            return self.direction + (self.bound if self.bound in (">", ">=") else "")
        return self.bound or "="


_DIGIT = regex.compile(r"\d")
_THOUSANDS = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


def to_number(text: str) -> float:
    """22.450 → 22450, 0,5 → 0.5, 08 → 8; whole numbers as int."""
    if _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    value = float(text.replace(",", "."))
    return int(value) if value == int(value) else value


_USUAL_UNIT = regex.compile(rf"(?:%|{_UNIT})", regex.VERBOSE | regex.IGNORECASE)


def is_usual_unit(unit: str) -> bool:
    """Whether the words are a unit that plans often count in."""
    return _USUAL_UNIT.match(unit.strip()) is not None


_IN_WORDS = regex.compile(
    rf"(?P<bound>ít\s+nhất|tối\s+thiểu|tối\s+đa|không\s+quá)\s+(?P<value>{'|'.join(_SPELLED)})\s+(?P<unit>{_UNIT})",
    regex.VERBOSE | regex.IGNORECASE,
)


def _in_words(text: str) -> list[Quantity]:
    """ "ít nhất hai lần": small numbers are written out, and count something only where a bound stands before them."""
    return [
        Quantity(
            _SPELLED[match["value"].lower()],
            None,
            match["unit"],
            ">=" if _AT_LEAST.match(match["bound"]) else "<=",
            "",
            match.start(),
            match.start("value"),
            match.end(),
        )
        for match in _IN_WORDS.finditer(text)
    ]


def quantities(text: str) -> list[Quantity]:
    """The numbers of `text` that count or measure something."""
    found = _in_words(text) if holds_any(text, ("nhất", "thiểu", "đa", "quá")) else []
    if not _DIGIT.search(text):
        return found
    for match in _QUANTITY.finditer(text, timeout=5):
        word = match["word"] if match["word"] and not _NO_UNIT.fullmatch(match["word"]) else ""
        if match["of"] and int(match["of"]) < to_number(match["value"]):
            continue  # "15/6 người": a date
        unit = "%" if match["percent"] or match["percent_to"] else (match["unit"] or word or "").strip()
        value_to = to_number(match["to"]) if match["to"] else None
        if value_to is not None and value_to <= to_number(match["value"]):
            value_to = None
        found.append(
            Quantity(
                to_number(match["value"]),
                value_to,
                unit,
                _bound(match, value_to),
                _direction(match["direction"]),
                match.start(),
                match.start("value"),
                _end(match),
                counted=not word,
            )
        )
    return sorted(found, key=lambda quantity: quantity.start)


def _end(match: regex.Match[str]) -> int:
    """After a percentage the noun is what is measured, not the unit."""
    sign = max(match.end("percent"), match.end("percent_to"))
    if match["word"] and not match["onwards"] and sign < 0 and not _NO_UNIT.fullmatch(match["word"]):
        return match.end("word")
    return match.end() if sign < 0 or (match.end() - sign < 12 and match["onwards"]) else sign


def _bound(match: regex.Match[str], value_to: float | None) -> str:
    bound, onwards = match["bound"] or "", match["onwards"] or ""
    if value_to is not None:
        return "range"
    if bound.lower() == "từ" and not onwards and _ONWARDS.match(match.string, match.end()):
        return ">="
    if bound.lower().startswith("vượt quá"):
        return "<=" if regex.search(r"\bkhông\b", match.string[: match.start()], regex.IGNORECASE) else ">"
    if onwards:
        return ">=" if onwards.lower().endswith("lên") else "<="
    if _AT_LEAST.match(bound):
        return ">="
    if _AT_MOST.match(bound):
        return "<="
    if bound.lower() in ("dưới", "<"):
        return "<"
    return ">" if _MORE.match(bound) else ""


def _direction(word: str | None) -> str:
    if not word:
        return ""
    return "decrease" if regex.search(r"giảm|ít|thấp", word, regex.IGNORECASE) else "increase"
