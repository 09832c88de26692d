"""Names of bodies in running text: where one begins, where it ends, how a list of them is cut."""

from __future__ import annotations

from dataclasses import dataclass

import regex

# Words that begin the name of a body. Capitals count: "Ban Dân tộc" is a body, "ban hành" is a verb.
_HEADS = r"""
    Công\ an | (?:Đồng\ chí|Đ/c)(?=\ \p{Lu}) | Ban\ cán\ sự | Đảng\ (?:đoàn|bộ) | Ban\ [Tt]hường\ [Vv]ụ
    | CDC\b | Cảnh\ sát(?!\s+điều\s+tra\s+tội\s+phạm\s+về\s+ma\s+túy\s*\)) | Sở | (?:Ủy|Uỷ)\ ban | UBND
  | UBMTTQ | UB\ ?MTTQ | UBKT | MTTQ | Mặt\ trận | HĐND | Hội\ đồng
  | Bộ\ [Cc]hỉ\ huy | Ban\ [Cc]hỉ\ huy | Bộ\ [Tt]ư\ lệnh | BCH | Bộ\ đội | BĐBP | Đồn\ [Bb]iên\ phòng
  | Hải\ quan | Quân\ sự
  | (?:Chi\ |Tổng\ )?[Cc]ục(?=\ \p{Lu}) | Văn\ phòng | VP(?=\ \p{Lu}) | Ban(?=\ \p{Lu}) | BCĐ | BQL
  | Viện | VKSND | VKS | Tòa\ án | Toà\ án | TAND | (?:Tỉnh|Thành|Thị|Huyện|Quận|Đảng)\ (?:đoàn|ủy|uỷ) | TU\b
  | Đảng\ [uủ]y
  | Đoàn\ (?:[Tt]hanh\ niên|TNCS|Luật\ sư|[Kk]hối|cơ\ sở) | Hội(?=\ \p{Lu})(?!\ (?:nghị|thảo|thi|trường))
  | Liên\ đoàn | Liên\ hiệp | LĐLĐ | Công\ đoàn | Hiệp\ hội | Liên\ minh
  | Đài | Tạp\ chí(?=\ \p{Lu}) | Báo(?=\ (?:\p{Lu}|và\ (?:\p{Lu}|đài))) | Báo\ chí
  | Cổng\ [Tt]hông\ tin | Trung\ tâm | Chi\ nhánh
  | Tổ\ (?:trưởng|phó)
  | Thanh\ tra(?!,\ \p{Ll}|\ (?:việc|công|hoạt|các|thường|đột|chuyên|định)) | Vụ(?=\ \p{Lu}) | Công\ chức
  | Cán\ bộ(?=\ \p{Lu})
  | Học\ viện | Tổng\ công\ ty | Công\ ty | Tập\ đoàn | Nhà\ xuất\ bản | Chi\ (?:đoàn|hội|bộ) | Ban\ nhân\ dân
  | Dân\ quân
  | Trưởng\ (?:thôn|ấp|bản|khóm|khu|tiểu|trạm) | Bí\ thư | Hiệu\ trưởng | Đoàn\ (?:xã|phường|thể)
  | Kho\ bạc | Ngân\ hàng | NHCSXH | Bảo\ hiểm | Bưu\ điện | Cơ\ sở(?=\ (?:cai|xã\ hội|điều\ trị)) | Trại
  | Trường | Bệnh\ viện | Trạm
  | Phòng(?=\ (?:\p{Lu}|cảnh\ sát))(?!\ chống)
  | Tổ(?=\ (?:\p{Lu}|công\ tác|liên\ ngành|bảo\ vệ|chức\ công\ tác|giúp\ việc)) | Đội(?=\ \p{Lu})
  | Bộ(?=\ (?:\p{Lu}|trưởng)) | Chính\ phủ | Thủ\ tướng | Quốc\ hội
  | Chủ\ tịch | Giám\ đốc | Thủ\ trưởng | Trưởng\ (?:[Bb]an|các|phòng|[Cc]ông\ an) | Chánh | Người\ đứng\ đầu
  | Chủ\ đầu\ tư
  | Sở(?=\b) | Các\ đồng\ chí | Thành\ viên | Đặc\ khu | CAT\b | CATP\b | PC0\d\b | PC\d\d\b | C0\d\b | ANĐT
"""
_PLURAL = r"""
    (?:[Cc]ác|[Nn]hững|[Tt]oàn\ thể|[Mm]ỗi)\ (?:[Ss]ở|[Bb]an\b(?!\ hành)|[Nn]gành|[Cc]ơ\ quan|[Đđ]ơn\ vị
       |[Đđ]ịa\ phương|[Tt]ổ\ chức|[Hh]ội\b|[Đđ]oàn\ thể|[Dd]oanh\ nghiệp|[Hh]uyện|[Tt]hành\ phố
       |[Tt]hị\ xã|[Xx]ã\b|[Pp]hường
       |[Tt]rường|[Pp]hòng\b(?!\ ngừa)|[Bb]ộ\b|[Ll]ực\ lượng|[Cc]ấp\b|[Cc]ục\b|[Đđ]ồn|[Bb]áo|[Cc]ơ\ sở
       |[Hh]uyện\ [uủ]y|[Tt]hị\ [uủ]y|[Tt]hành\ [uủ]y|[Đđ]ảng\ |[Cc]ấp\ [uủ]y|[Cc]hi\ bộ|[Cc]hi\ ủy|[Tt]hôn\b
       |[Bb]ộ\ phận
       |[Tt]ổ\ |[Kk]hu\ phố|[Bb]ản\b|[Ll]àng|[Ấấ]p\b|[Đđ]ội\b|[Hh]ợp\ tác\ xã|[Cc]hi\ |[Nn]hà\ |[Cc]ông\ an
       |[Ss]ư\ |[Tt]ôn\ giáo
       |[Vv]iện\b|[Tt]òa\ án|[Bb]ệnh\ viện|[Ll]iên\ đoàn|[Đđ]oàn\b|[Đđ]ồng\ chí|[Ll]ãnh\ đạo|[Đđ]ài\b
       |[Nn]gân\ hàng|[Cc]âu
       |[Tt]hành\ viên|[Cc]hủ\ đầu\ tư|[Tt]rung\ tâm|[Cc]ụm|[Kk]hối|[Dd]oanh|[Tt]rạm|[Ll]oại\ hình\ báo)
  | [Cc]ác(?=\ (?:Sở|Ban|UBND|Ủy\ ban|Hội|Phòng|Chi\ cục))
  | [Cc]ơ\ quan\ (?:[Tt]hường\ trực|chủ\ trì|thông\ tấn|báo\ chí|chuyên\ môn|\p{Lu})
  | [Ll]ực\ lượng\ (?:Công\ an|Bộ\ đội|[Cc]hức\ năng|Hải\ quan|\p{Lu})
  | [Cc]ấp\ (?:ủy|uỷ) | [Cc]hính\ quyền\ (?:địa\ phương|các|cấp) | [Tt]hủ\ trưởng | [Cc]hủ\ tịch\ UBND
  | [Nn]gười\ đứng\ đầu | [Cc]hủ\ tịch\ (?:Ủy\ ban|ủy\ ban)
"""
_LOOSE = r"""
    [Ss]ở,\ (?:ban|ngành) | [Bb]an,\ ngành | [Đđ]ơn\ vị\ (?:liên\ quan|có\ liên\ quan|chủ\ trì|thường\ trực)
"""  # may begin a list of bodies, but inside one they are its tail: "các Sở, ngành và đơn vị có liên quan"
_HEAD = rf"(?:{_PLURAL}|{_HEADS})"
HEAD_START = regex.compile(rf"(?<![\p{{L}}\d])(?:{_HEAD}|{_LOOSE})", regex.VERBOSE)

# Words with which what a body has to do begins.
_VERBS = r"""
    chủ\ trì | (?:có|chịu)\ trách\ nhiệm | (?:có\ )?nhiệm\ vụ | phối\ hợp | chỉ\ đạo | chủ\ động | tiếp\ tục
  | tăng\ cường | căn\ cứ | tham\ mưu | hướng\ dẫn
  | tổ\ chức(?!\ (?:chính\ trị|đoàn|xã\ hội|công\ đoàn|hội|thành\ viên|trực\ thuộc|liên\ quan|có\ liên\ quan|khác|,
       |cơ\ sở|Đảng|đảng|quần\ chúng))
  | xây\ dựng(?!\ phong\ trào) | triển\ khai | thực\ hiện | đẩy\ mạnh | ưu\ tiên | theo\ dõi | rà\ soát
  | báo\ cáo | gửi | nâng\ cao | phát\ huy
  | tập\ trung | quán\ triệt | đôn\ đốc | kiểm\ tra | giám\ sát | bố\ trí | cân\ đối | thẩm\ định | tổng\ hợp
  | trình\b | đề\ xuất | đề\ nghị | lập\b | ban\ hành | cung\ cấp
  | quản\ lý(?!\ (?:[Tt]hị\ trường|\p{Lu}|các\ khu|dự\ án|khu|rừng|đô\ thị|chất\ lượng)) | bảo\ đảm | đảm\ bảo
  | huy\ động | phát\ động | vận\ động | tuyên\ truyền | mở\b
  | kịp\ thời | thường\ xuyên | định\ kỳ | khẩn\ trương | nghiên\ cứu | rút\ kinh\ nghiệm | lồng\ ghép | là\b
  | cần\b | phải\b | sẽ\b | làm\ tốt | làm\ đầu\ mối | tham\ gia | tiến\ hành | phân\ công | (?<!được\ )giao\b
  | lựa\ chọn | duy\ trì | trên\ cơ\ sở | theo\ chức\ năng | đưa\b | giúp\b | hỗ\ trợ | đăng\b | truy\ tố
  | xét\ xử | đấu\ tranh | phòng\ ngừa | hoàn\ thành | quan\ tâm | chú\ trọng | kiện\ toàn | thành\ lập
  | yêu\ cầu | cử\b | nắm\b | tự\ | khai\ thác | đánh\ giá | tiếp\ nhận | cập\ nhật | thông\ báo | kiểm\ soát
  | sử\ dụng | rút | trực\ tiếp | phấn\ đấu | nghiêm\ túc | chấp\ hành | ký\b | vào\ cuộc | xác\ định
  | biểu\ dương | chuẩn\ bị | thống\ nhất | bám\ sát | phản\ ánh | tập\ huấn | bồi\ dưỡng | đào\ tạo | tư\ vấn
  | khám\b | điều\ tra(?!\ (?:tội|hình)) | tuần\ tra | phát\ hiện | ngăn\ chặn | trợ\ giúp(?!\ pháp)
  | định\ hướng | rà\ quét | truy\ quét | triệt\ (?:xóa|phá) | lãnh\ đạo | giữ\ vững | bắt\ giữ | truy\ bắt
  | nghiêm\ (?:túc|chỉnh|cấm) | khẩn\ trương | đồng\ hành | góp\ phần | chia\ sẻ | phân\ cấp | nhắc\ nhở
  | sơ\ kết | tổng\ kết
  | chuyển\b | lắp\ đặt | trang\ bị | nâng\ cấp | cải\ tạo | sửa\ chữa | giảng\ dạy | biên\ chế | gắn\b | lưu\ ý | đôn\b
  | công\ nhận | dẫn\b | thông\ tin(?=\ (?:về|kịp|cho)) | đăng\ cai | cam\ kết | chăm\ sóc | khảo\ sát | thẩm\ tra
  | biên\ soạn | tổng\ rà\ soát | khảo\ sát | lồng\ ghép | chuyển\ hóa | quyết\ định | công\ bố | chuẩn\ hóa
  | đẩy\ nhanh | khắc\ phục | đề\ cao | kết\ nối | chuyển\ đổi | số\ hóa | in\ ấn | in\b | cấp\ phát | phát\ hành
  | phát\ sóng | phê\ duyệt | công\ khai | trích\b | dành\b | ưu\ tiên | khuyến\ khích | hạn\ chế | giới\ thiệu | mời\b
  | quy\ định | cho\ ý\ kiến | xem\ xét | đôn\ đốc | tăng\b | giảm\b | nhận\b | thu\ thập | phân\ tích | dự\ báo
  | đối\ chiếu | tính\ toán | cam\ kết | đầu\ mối | nêu\ cao | chấn\ chỉnh | khen\ thưởng | hoàn\ thiện
  | tiếp\ thu | rà\b | liên\ hệ | kiến\ nghị | trao\ đổi | lãnh\ đạo | đầu\ tư(?!\ (?:công|xây)) | lấy\b
  | thống\ kê | dự\ toán | chi\ trả | phân\ bổ | nhân\ rộng | siết\ chặt | giải\ quyết | tích\ cực | làm\b
  | xử\ lý | đề\ ra | áp\ dụng | phổ\ biến | củng\ cố | đa\ dạng | tăng\ thời\ lượng | tích\ hợp | kết\ hợp
  | đổi\ mới | đăng\ ký | đăng\ tải | phân\ loại | thanh\ tra(?=\ ,|,)
  | có\ (?:kế\ hoạch|văn\ bản|biện\ pháp|hình\ thức|giải\ pháp)
"""
VERB = regex.compile(rf"(?<![\p{{L}}\d])(?:{_VERBS})(?![\p{{L}}])", regex.VERBOSE)

# Words that look like the beginning of a predicate but stand in names: "Ban An toàn giao thông".
_IN_NAMES = regex.compile(
    r"""(?<![\p{L}])(?:
    (?:ngoại\ )?giao(?=\ (?:thông|dịch|lưu|cấu)) | đối\ ngoại
  | (?<=[Cc]ảnh\ sát\ )(?:quản\ lý\ hành\ chính|thi\ hành\ án|điều\ tra|phòng) | (?<=và\ )hỗ\ trợ\ tư\ pháp
  | (?<=[Gg]iáo\ dục\ |nghề\ nghiệp\ [-–]\ )thường\ xuyên
  | (?<=(?:[Cc]ơ\ sở|[Tt]rung\ tâm|[Tt]rạm|[Pp]hòng|[Đđ]iểm|[Bb]ộ\ phận|[Tt]ổ|[Qq]uỹ|[Vv]ăn\ phòng|[Hh]ội\ đồng
  |[Tt]rường)\ )
    (?:tư\ vấn|khám|tiếp\ nhận|hỗ\ trợ|đào\ tạo|bồi\ dưỡng|kiểm\ soát|xét|tham\ mưu|hướng\ dẫn|thực\ hành
      |tổ\ chức|quản\ lý|cung\ cấp|tổng\ hợp)
  | (?<=(?:tư\ vấn|tiếp\ nhận|điều\ trị|cai\ nghiện|đầu\ tư|đào\ tạo|khám|cung\ cấp|dịch\ vụ|quản\ lý)(?:,|\ và)\ )
    (?:hỗ\ trợ|quản\ lý|điều\ trị|bồi\ dưỡng|tư\ vấn|chữa|xây\ dựng|chăm\ sóc|cung\ cấp)
  | (?<=[Đđ]ầu\ tư\ )xây\ dựng | (?<=[Dd]ự\ án\ )đầu\ tư(?:\ xây\ dựng)?
  | (?<=(?:[Cc]ơ\ quan|[Đđ]ơn\ vị|địa\ phương)\ )(?:chủ\ trì|tham\ mưu|thực\ hiện|thường\ trực|phối\ hợp
  |quản\ lý|tham\ gia)
    (?=\ (?:Dự\ án|Tiểu|dự\ án|tiểu|Chương|chương|có|và|[,:])|[,:])
  | (?<=[Ll]ực\ lượng\ )tham\ gia(?=\ bảo\ vệ\ an\ ninh)
  | (?<=[Bb]an\ [Cc]hỉ\ đạo\ (?:tỉnh\ |thành\ phố\ |huyện\ |cấp\ \p{L}+\ )?)(?:thực\ hiện|xây\ dựng|triển\ khai
  |công\ tác)
  | (?<=tội\ phạm\ )sử\ dụng\ công\ nghệ\ cao | (?<=[Cc]ông\ tác\ )(?:đảng|chính\ trị)
  | (?<=[Tt]ổ\ )tự(?=\ quản) | (?<=[Tt]ổ\ )hòa | (?<=bảo\ vệ\ )và\ phát\ triển
  | (?<=[Tt]hi\ đua\ [-–,]?\ ?)khen\ thưởng | (?<=Tòa\ án\ .{0,30})xét\ xử(?=\ sơ)
    )(?![\p{L}])""",
    regex.VERBOSE,
)
_COMPOUNDS = frozenset(  # two syllables of one word, the second of which is also a verb
    {
        "chương trình", "tờ trình", "công trình", "quy trình", "lộ trình", "quá trình", "tiến trình", "giáo trình",
        "việc làm", "thư ký", "đăng ký", "chữ ký", "bầu cử", "đề cử", "độc lập", "công lập", "dân lập", "tư lập",
        "trợ giúp", "hậu cần", "chuyển giao", "bàn giao", "tiếp nhận", "gia tăng", "nghề nghiệp",
        "sản nhi", "đại lý", "cán sự",
    }
)  # fmt: skip
_RELATIVE = regex.compile(
    r"(?:chủ trì|được giao|phụ trách|tham gia|"
    r"có(?! trách nhiệm))\s[^.;:,]{0,60}(?:,[^.;:,]{0,40}){0,2}\s(?=có trách nhiệm|chịu trách nhiệm)"
)
_STEERING = regex.compile(
    r"Ban Chỉ đạo (?:tỉnh |cấp \p{L}+ )?(?:về )?phòng, chống[^:;.()]{0,140}?(?:Tổ quốc|"
    r"tệ nạn xã hội(?! và xây)|ma túy(?!,))",
    regex.IGNORECASE,
)
_ASK = regex.compile(r"(?:Đề nghị|đề nghị|Trân trọng đề nghị|Kính đề nghị)\s+(?:với\s+)?")
_ORDER = regex.compile(
    r"(?:Riêng(?: đối với)?|Giao(?: cho| trách nhiệm cho)?|Yêu cầu|Phân công|Đối với|Đồng thời,? giao|"
    r"Trong đó,? giao)\s+",
    regex.IGNORECASE,
)
_CLAUSE = regex.compile(
    r"(?:Trên cơ sở|Căn cứ|Với (?:vai trò|tư cách|chức năng)|Theo|Trong quá trình|Định kỳ|Hằng|Hàng|Để|"
    r"Khi|Sau khi|Nếu|Trước|Từ|Ngoài|Kết thúc|Sau|Hết|Vào|Cuối|Mỗi|Trong|Bên cạnh|Nhằm|Thực hiện|Ngay sau|"
    r"Chậm nhất|Sau)\b",
)
_GIVEN = regex.compile(  # "Giao X chủ trì"
    r"(?P<who>\p{Lu}[^.;:]{2,120}?)\s+(?=chủ trì|chịu trách nhiệm|có trách nhiệm)"
)
_GOES_ON = regex.compile(rf";\s+(?:(?i:đề\ nghị)\s+)?(?=(?:{_HEAD}|{_LOOSE}))", regex.VERBOSE)
_SIGN = regex.compile(r"[:;.](?=\s|$)")
_COMMA = regex.compile(r",\s+(?:yêu cầu\s+|đề nghị\s+|giao\s+)?")
_LONGEST_NAME = 220


@dataclass(frozen=True, slots=True)
class Subject:
    """The bodies that a piece of text names as doing something; `end` is where their names end."""

    names: tuple[str, ...]
    start: int
    end: int
    requested: bool = False
    heading: bool = False  # the names end with a colon or the end of the text


def split_names(text: str) -> list[str]:
    """A list of bodies cut into single names; "Sở Văn hóa, Thể thao và Du lịch" is one."""
    names, last = [], 0
    for found in _CUT.finditer(text):
        if _opens(text, last, found.start()):
            names.append(text[last : found.start()])
            last = found.end()
    names.append(text[last:])
    tidy = [tidy_name(name) for name in names]
    return [name for name in tidy if name]


_LOWER = (  # bodies that go on in small letters: "Các trường trung học phổ thông, trường cao đẳng"
    r"(?:trường(?!\ học)|trung\ tâm|bệnh\ viện|cơ\ sở|giám\ đốc|hiệu\ trưởng)\ \p{L}+\ \p{L}+"
    r"|người\ có\ uy\ tín|già\ làng|trưởng\ (?:thôn|ấp|bản|khóm|buôn|làng|tiểu\ khu)"
)
_CUT = regex.compile(
    rf"(?:\s*[;,]\s*(?:và\s+)?(?:đề\ nghị\s+)?|(?<!Văn\ phòng\ (?:HĐND|Hội\ đồng\ nhân\ dân))\s+và\s+|"
    rf"\s+cùng(?:\s+với)?\s+"
    rf"|\s*&\s+)(?=(?:{_HEAD}|{_LOWER})(?![\p{{L}}]))",
    regex.VERBOSE,
)


def _opens(text: str, start: int, end: int) -> bool:
    """Not inside brackets."""
    piece = text[start:end]
    return piece.count("(") <= piece.count(")")


_BRACKETS = regex.compile(r"\s*\([^()]*\)")
_IN_APPOSITION = regex.compile(r"\s[-–]\s(?=[Cc]ơ quan (?:[Tt]hường trực|chủ trì|đầu mối)).*")


def tidy_name(name: str) -> str:
    name = _BRACKETS.sub("", name)
    name = _IN_APPOSITION.sub("", name)
    name = _ASK.sub("", name, count=1) if _ASK.match(name) else name
    return name.strip(' .,;:-–/*“”"')


def find_subject(text: str) -> Subject | None:
    """The bodies that `text`, one item of a list or one sentence, names as doing it."""
    start, requested = 0, False
    for _ in range(3):
        ask, order = _ASK.match(text, start), _ORDER.match(text, start)
        if not ask and not order:
            break
        requested = requested or bool(ask)
        start = (ask or order).end()  # type: ignore[union-attr]
    if HEAD_START.match(text, start):
        return _named(text, start, requested=requested)
    given = _GIVEN.match(text, start) if start else None
    if given:
        names = split_names(given["who"])
        return Subject(tuple(names), start, given.end("who"), requested) if names else None
    if _CLAUSE.match(text, start):
        return _after_clause(text, start, requested=requested)
    return None


def _after_clause(text: str, start: int, *, requested: bool) -> Subject | None:
    """ "Căn cứ Kế hoạch này, Sở Y tế chủ trì …": the first body after a comma that goes on to a verb."""
    limit = _SIGN.search(text, start)
    stop = limit.start() if limit else len(text)
    for comma in _COMMA.finditer(text, start, stop):
        at = comma.end()
        if HEAD_START.match(text, at):
            subject = _named(text, at, requested=requested or "đề nghị" in comma.group())
            if subject and subject.end <= stop + 1:
                return subject
    return None


def _named(text: str, start: int, *, requested: bool) -> Subject | None:
    """Names from `start` up to the verb, the colon or the end."""
    end, heading = _end_of_names(text, start)
    if end is None or end - start > _LONGEST_NAME * (3 if heading else 2):
        return None
    names = split_names(text[start:end])
    return Subject(tuple(names), start, end, requested, heading) if names else None


def _end_of_names(text: str, start: int) -> tuple[int | None, bool]:
    at = start
    steering = _STEERING.match(text, start)
    if steering:
        at = steering.end()
    while True:
        verb = predicate(text, at)
        sign = _SIGN.search(text, at)
        sign_at = sign.start() if sign else len(text)
        if sign and text[sign_at] != ":" and _in_brackets(text, start, sign_at):
            at = sign_at + 1
            continue
        if verb and verb.start() < sign_at:
            relative = _RELATIVE.match(text, verb.start())
            if relative and HEAD_START.match(text, start):
                at = relative.end()
                continue
            if _in_brackets(text, start, verb.start()) or text[: verb.start()].endswith("được giao "):
                at = verb.end()
                continue
            return verb.start(), False
        if sign_at == len(text) or text[sign_at] == ":":
            return sign_at, True
        if text[sign_at] == ";" and _GOES_ON.match(text, sign_at):  # "các sở, ngành; UBND các xã"
            at = _GOES_ON.match(text, sign_at).end()  # type: ignore[union-attr]
            continue
        return (None, False) if text[sign_at] in ";." and sign_at < len(text) - 1 else (sign_at, True)


def predicate(text: str, at: int) -> regex.Match[str] | None:
    """The first verb from `at` on that belongs to no name."""
    while verb := VERB.search(text, at):
        named = _IN_NAMES.match(text, verb.start())
        before = text[: verb.start()].rsplit(None, 1)[-1].lower() if text[: verb.start()].strip() else ""
        if (named is None or named.end() < verb.end()) and f"{before} {verb.group()}" not in _COMPOUNDS:
            return verb
        at = verb.end()
    return None


def _in_brackets(text: str, start: int, at: int) -> bool:
    return text.count("(", start, at) > text.count(")", start, at)
