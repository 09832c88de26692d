"""Who has to do what: the items of the parts that assign work, and the tasks stated for everybody."""

from __future__ import annotations

import regex

from namro.kernel.problems import Problem, Severity
from namro.kernel.vietnamese import fold
from namro.reading.agencies import HEAD_START, VERB, Subject, find_subject, split_names
from namro.reading.draft import Draft, Item
from namro.reading.headings import Role, role_of_heading
from namro.reading.outline import Node
from namro.reading.projects import is_led, says_who

_HANDS_ON = regex.compile(r"(?:Phân công|Yêu cầu|Đối với)\s")  # what the body above does, or whom it turns to
_ENACTS = regex.compile(
    r"chịu trách nhiệm (?:thi hành|thực hiện)\s+(?:Quyết định|Kế hoạch|Chỉ thị|Nghị quyết|Chương trình|"
    r"Quy chế)\s+này\W*$"
    r"|^(?:Kế hoạch|Chỉ thị|Quyết định|Nghị quyết|Chương trình) này (?:được )?(?:phổ biến|có hiệu lực|thay thế)"
)
WHO_LEADS = regex.compile(r"(?:Cơ quan|Đơn vị|Các đơn vị)\s+(?:chủ trì|phối hợp|thực hiện|chủ quản)\s*:")
_NO_BODY = regex.compile(
    r"(?:Chế độ|Công tác|Về|Kinh phí|Thời gian|Lộ trình|Nội dung|Việc|Một số|Kiểm tra|Sơ kết|Tổng kết|"
    r"Thông tin)\b"
)
_TELLS_ONLY = regex.compile(
    r"\W*Trên đây là [^.;]{0,200}(?:Kế hoạch|kế hoạch|Chương trình|Phương án|nội dung)[^.;]{0,160}\W*$"
)
_POINTER = regex.compile(
    r"(?:phụ lục|biểu|danh mục)[^.]{0,40}(?:kèm theo|gửi kèm|đính kèm)|(?:kèm theo|gửi kèm|"
    r"đính kèm)[^.]{0,40}(?:phụ lục|biểu)",
    regex.IGNORECASE,
)
_ONLY_INTRODUCES = regex.compile(
    r"(?:có |chịu )?(?:trách nhiệm|nhiệm vụ)\b.{0,60}:|(?:chủ trì,? )?(?:phối hợp |thực hiện|triển khai|"
    r"tập trung)[^.;:]{0,400}(?:sau|sau đây|trọng tâm|là|cụ thể|gồm)\s*:",
    regex.IGNORECASE,
)
_HAS_TO = regex.compile(r"^(?:\([^)]*\)\s*)?là [^.;]{0,120}(?:có|chịu) (?:trách nhiệm|nhiệm vụ)(?: sau(?: đây)?)?\s*:$")
_LEADING = regex.compile(r"(?:Trên cơ sở|Căn cứ|Theo|Với|Trong)\b[^.;:]*?,\s*")
_REPORT_FIRST = regex.compile(
    r"(?:(?:định kỳ|hằng|hàng|trước|chậm nhất|khi|trong quá trình|nếu|thiết lập|duy trì|thực hiện|chế độ|"
    r"có trách nhiệm|chịu trách nhiệm|kịp thời|nghiêm|tổng hợp|"
    r"tham mưu(?: (?!tổ chức)[^,;.]{1,40}?)?(?= báo cáo| dự thảo|,)|số liệu|dự thảo|của [^,;.]{3,40}|xây dựng|gửi|"
    r"nghiêm túc|đề nghị|yêu cầu"
    r"|và|kết quả|đầu|cuối|sau|tháng|quý|năm|tuần|đánh giá|thực hiện|tình hình|việc|cả|đợt|Kế hoạch này|kế hoạch này|"
    r"công tác|6 tháng|9 tháng|đột xuất|theo|các|văn bản|,|\d+(?:/\d+)*|ngày|"
    r"\([^)]*\))[\s,:]*)*(?:báo cáo|kế hoạch và báo cáo|chế độ (?:thông tin,? )?báo cáo)\b",
    regex.IGNORECASE,
)
_SENDS_DATA = regex.compile(r"\W*gửi (?:báo cáo|số liệu)\b[^.;]*(?:\W*$|\.\s*/?\.?$)", regex.IGNORECASE)
_MONEY = regex.compile(r"(?:Nguồn |Về )?(?:[Kk]inh phí|[Nn]guồn vốn)\b")
_IN_TROUBLE = regex.compile(
    r"(?:Trong )?[Qq]uá trình (?:tổ chức |triển khai )*(?:thực hiện|triển khai)[^.;]{0,40},? (?:nếu (?:có |"
    r"phát sinh |gặp )|(?:có|gặp|phát sinh|các)\b[^.;]{0,80}(?:khó khăn|vướng mắc))",
    regex.IGNORECASE,
)
_LATER_BEGINNING = regex.compile(r"(?<=^.{3,80}:)\s+(?=\p{L})|(?<=[.;])\s+(?=\p{L})")
_CLOSING_WORDS = regex.compile(r"Trên đây là |Trong quá trình |Yêu cầu |Đề nghị (?:các|Thủ trưởng|Chủ tịch)")
_ADDED = regex.compile(
    r"(?:(?<=[.;]\s)(?:Riêng|Đồng thời,? giao|Giao|Đề nghị|Yêu cầu)|(?<=[.;,]\s)(?:riêng|giao)|(?<=[.;]\s)(?:đề nghị|"
    r"yêu cầu))\s+(?=\p{L})|"
    r"(?<=;)\s+(?!Bí thư|Chủ tịch|Thủ trưởng|Người đứng đầu|Giám đốc|Trưởng|Hiệu trưởng)(?=\p{Lu})"
)
_OTHER_WORK = regex.compile(
    r"(?:xây dựng|ban hành|lập) (?:và (?:ban hành|triển khai) )?(?:kế hoạch|văn bản|chương trình)|"
    r"triển khai thực hiện|tổ chức thực hiện|đôn đốc|kiểm tra|tham mưu (?!tổng hợp)|tổ chức (?:hội nghị|"
    r"sơ kết|tổng kết)|hướng dẫn|theo dõi(?! *\.?/?\.?$)",
    regex.IGNORECASE,
)


_SHORT_HEADING = 12  # words
ASSIGNING = (Role.ASSIGNMENT, Role.MONEY, Role.REPORTING)


def name_bodies(draft: Draft) -> None:
    """Reads the trees with roles; writes bodies and requested of the nodes in assigning parts."""
    for document in draft.documents:
        for tree in [document.tree, *(annex.tree for annex in document.annexes)]:
            for node in tree.walk()[1:]:
                _name(draft, node)


def _name(draft: Draft, node: Node) -> None:
    parent = node.parent
    if node.role not in ASSIGNING or parent is None:
        return
    if node.marker or not _CLOSING_WORDS.match(node.text):  # else it speaks to all, not to the body of the last item
        node.bodies, node.requested = parent.bodies, parent.requested
    subject = (_declared(draft, node) or find_subject(node.text)) if node.text else None
    if subject and parent.bodies and node.marker and (_HANDS_ON.match(node.text) or _is_of_above(subject)):
        subject = None
    if subject is None and not parent.bodies and _is_body_by_place(node):
        node.bodies = tuple(split_names(node.text.strip(" .:;")))
        return
    if subject is None and not node.bodies:
        subject = _named_later(node.text)
    if node.lost and not node.text:
        node.bodies, node.requested = _leads_of_projects(draft, node), False
    if subject:
        node.requested = subject.requested or (parent.requested and set(subject.names) <= set(parent.bodies))
        node.bodies = subject.names


def _declared(draft: Draft, node: Node) -> Subject | None:
    """A heading that is a short form of a body, declared in the text: "2. TTKSBT"."""
    text = node.text.rstrip(" .:")
    if not text.isupper() or " " in text or not node.marker:
        return None
    long = next((item["long"] for item in draft.abbreviations if item["short"] == text), "")
    return Subject((text,), 0, len(text), requested=False, heading=True) if HEAD_START.match(long) else None


def _is_of_above(subject: Subject) -> bool:
    """ "Mỗi đồng chí phụ trách thôn …", "Cơ quan thường trực, tham mưu …": the body above, or its people."""
    name = subject.names[0].lower()
    return name.startswith("mỗi") or name in ("cơ quan thường trực", "cơ quan chủ trì", "đơn vị thường trực")


def _is_body_by_place(node: Node) -> bool:
    """A short name over bullets, beside others that are bodies: "Công chức Tài chính - Kế toán"."""
    text = node.text.strip(" .:;")
    if not (node.marker or node.lost) or node.is_bullet or not node.children or not 1 < len(text.split()) <= 14:
        return False
    if (
        VERB.match(text[:1].lower() + text[1:])
        or role_of_heading(text)
        or _NO_BODY.match(text)
        or not text[:1].isupper()
    ):
        return False
    siblings = node.parent.children if node.parent else []
    return any(s is not node and not s.is_bullet and _names_body(s) for s in siblings)


def _names_body(node: Node) -> bool:
    subject = find_subject(node.text) if node.text else None
    return subject is not None and subject.heading


def _named_later(text: str) -> Subject | None:
    """A paragraph that stands under no body may name one after an inline heading or in a later sentence."""
    for at in _LATER_BEGINNING.finditer(text):
        subject = find_subject(text[at.end() :])
        if subject and not subject.heading:
            return subject
    return None


def _leads_of_projects(draft: Draft, node: Node) -> tuple[str, ...]:
    """Under a lost heading: the body that leads the only project these items speak of."""
    text = " ".join(child.text for child in node.walk())
    codes = {f"Dự án {int(m[1])}" for m in regex.finditer(r"(?<!tiểu )dự án (\d+)", text, regex.IGNORECASE)}
    leads = {name for project in draft.projects if project["code"] in codes for name in project["lead"]}
    if len(leads) != 1:
        return ()
    name = leads.pop()
    draft.problems.append(
        Problem(
            "heading_inferred",
            Severity.WARNING,
            node.section,
            f"Mất đề mục {node.section or 'ở đây'}; theo cơ quan chủ trì {', '.join(sorted(codes))} thì "
            f"đây là nhiệm vụ của {name}.",
            "Xin đối chiếu với bản ký.",
        )
    )
    return (name,)


def read_duties(draft: Draft) -> None:
    """Reads the trees with roles and bodies; writes duties: the items of assigning parts."""
    for document in draft.plans():
        for tree in [document.tree, *(annex.tree for annex in document.annexes)]:
            items = [_duty(draft, node) for node in tree.walk() if node.role in ASSIGNING and node.text]
            draft.duties += [item for item in items if item]


def _duty(draft: Draft, node: Node) -> Item | None:
    text, subject = node.text, find_subject(node.text)
    start = subject.end + 1 if subject and subject.heading and subject.end < len(text) else 0
    work = text[start:].strip()
    if not any(c.isalpha() for c in work) or (subject and subject.heading and subject.end >= len(text.rstrip(" .:"))):
        return None
    if (
        _ENACTS.search(text)
        or _TELLS_ONLY.match(text)
        or _is_heading(node, work)
        or _is_pointer(work)
        or only_reports(text, subject)
    ):
        return None
    if not node.bodies and (node.role == Role.MONEY or _MONEY.match(work)):
        return None
    if not node.bodies and node.role == Role.REPORTING and not _OTHER_WORK.search(work):
        return None
    quote = draft.quote(node.paragraph.line, node.at + start)  # type: ignore[union-attr]
    mode = "requested" if node.requested else "assigned"
    return {"agencies": _with_added(text, node.bodies), **quote, "section": node.section, "mode": mode}


def _is_heading(node: Node, work: str) -> bool:
    """A line that only introduces what stands below it."""
    if not node.children:
        return (
            node.parent is not None and node.parent.parent is None and node.marker is not None and len(work.split()) < 9
        )
    bare = work.rstrip()
    if bare.endswith(":"):
        rest = _LEADING.sub("", bare, count=1) if _LEADING.match(bare) else bare
        subject = find_subject(rest)
        rest = rest[subject.end :].strip() if subject else rest
        return (
            len(rest.split()) < (13 if VERB.match(rest[:1].lower() + rest[1:]) else 9)
            or bool(_ONLY_INTRODUCES.fullmatch(rest))
            or bool(_HAS_TO.search(rest))
        )
    return (not bare.endswith((".", ";")) and len(bare.split()) <= 30) or len(bare.split()) <= 6


def _is_pointer(work: str) -> bool:
    """A paragraph that only points to an annex, or a remark in brackets."""
    bare = work.strip(" .;/")
    if bare.startswith("(") and bare.endswith(")"):
        return True
    return bool(_POINTER.search(bare)) and len(bare.split()) <= 40 and find_subject(bare) is None


def only_reports(text: str, subject: Subject | None) -> bool:
    """The item is about sending reports and nothing else."""
    rest = text[subject.end :] if subject else text
    if _SENDS_DATA.match(rest):
        return True
    rest = _LEADING.sub("", rest.lstrip(" :,"), count=1) if _LEADING.match(rest.lstrip(" :,")) else rest.lstrip(" :,")
    if _IN_TROUBLE.match(text):
        return True
    if not _REPORT_FIRST.match(rest):
        return False
    parts = regex.split(r"(?<=[.;])\s+", rest)
    others = [
        s for s in parts if not regex.search(r"báo cáo|gửi|số liệu|\d+/\d+|tổng kết năm|6 tháng", s, regex.IGNORECASE)
    ]
    return not any(_OTHER_WORK.search(s) or (VERB.match(s) and len(s.split()) > 5) for s in others)


def _with_added(text: str, bodies: tuple[str, ...]) -> list[str]:
    """ "… Riêng các Sở, ban, ngành tỉnh tiến hành …" inside an item names further bodies."""
    names = list(bodies)
    for found in _ADDED.finditer(text):
        if found.start() == 0 or not HEAD_START.match(text, found.end()):
            continue
        subject = find_subject(text[found.end() :])
        known = {fold(name) for name in names}
        if subject and not subject.heading:
            names += [n for n in subject.names if fold(n) not in known and not n.lower().startswith("mỗi")]
    return names


def read_general_tasks(draft: Draft) -> None:
    """Reads the trees with roles; writes general_tasks: the leaves of the parts that state tasks for everybody."""
    for document in draft.plans():
        for node in document.tree.walk():
            if node.role == Role.TASKS and node.text and not _is_general_heading(node):
                quote = draft.quote(node.paragraph.line, node.at)  # type: ignore[union-attr]
                draft.general_tasks.append({**quote, "section": node.section})


def _is_general_heading(node: Node) -> bool:
    if WHO_LEADS.match(node.text) or says_who(node) or is_led(node) or _TELLS_ONLY.match(node.text):
        return True
    if node.parent is None or node.parent.parent is None:
        return bool(node.marker) or node.lost or len(node.text.split()) < 12
    if any(child.marker or (child.paragraph and child.paragraph.is_subproject) for child in node.children):
        return True
    if node.text.rstrip().endswith(":"):
        return bool(node.children)
    heading = node.paragraph is not None and node.paragraph.is_heading_like
    if heading and node.marker is None and len(node.text.split()) < _SHORT_HEADING:
        return True  # its number was lost, or never printed, and so were those of what stands below
    return (bool(node.children) and heading) or not any(c.isalpha() for c in node.text)
