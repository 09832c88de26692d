"""What the words of a heading say the part below it is for."""

from __future__ import annotations

from enum import StrEnum

import regex

from namro.kernel.vietnamese import fold

RECIPIENTS = regex.compile(r"\W*noi nhan\b")  # of folded text
AUTHORITY = regex.compile(r"\W*(?:(?:TM|KT|TL|TUQ|Q)\s?[./]|T/M|K/T|T/L)\s?[.:]?\s?\p{Lu}{2}")


class Role(StrEnum):
    PURPOSE = "purpose"
    SITUATION = "situation"
    TARGETS = "targets"
    TASKS = "tasks"
    ASSIGNMENT = "assignment"
    REPORTING = "reporting"
    MONEY = "money"
    FORM = "form"  # an annex that is a model to fill in
    OTHER = "other"


_WORDS = [
    (Role.REPORTING, (
        r"(?:cong tac |che do |thuc hien )*(?:thong tin,? )?bao cao\b(?!.{0,30}vien)|che do (?:thong tin|"
        r"bao cao)"
    )),
    (Role.ASSIGNMENT, (
        r"(?:phan cong|trach nhiem|to chuc thuc hien|giao nhiem vu|nhiem vu cua cac|nhiem vu cu the cua|"
        r"to chuc trien khai|phan cong to chuc)"
    )),
    (Role.MONEY, r"(?:nguon |ve |du toan |co che )?(?:kinh phi|tai chinh)|nguon luc thuc hien|nguon von"),
    (Role.PURPOSE, (
        r"(?:ve )?(?:muc dich|yeu cau|quan diem|can cu|su can thiet|muc tieu,? yeu cau|pham vi|doi tuong|"
        r"nguyen tac)"
    )),
    (Role.TARGETS, r"(?:cac |mot so |he thong )?(?:chi tieu|muc tieu)"),
    (Role.OTHER, r"(?:thoi gian|tien do|lo trinh|cac buoc|pham vi)\b"),
    (Role.SITUATION, (
        r"(?:danh gia |khai quat |dac diem,? )?(?:tinh hinh|thuc trang|ket qua (?:dat duoc|thuc hien|"
        r"cong tac|nam)|dac diem|boi canh|ton tai|han che|nguyen nhan|kho khan|uu diem)|(?:danh gia|tong ket|so ket)\b"
    )),
    (Role.TASKS, (
        r"(?:cac |mot so |nhung )?(?:nhiem vu|du an|tieu du an|hop phan|de an|nhom giai phap|giai phap|"
        r"noi dung|bien phap|cong tac trong tam|hoat dong|"
        r"phuong huong)"
    )),
]  # fmt: skip
_ROLES = [(role, regex.compile(pattern)) for role, pattern in _WORDS]
_FOR_ALL = regex.compile(r"(?:nhiem vu|noi dung|giai phap|trach nhiem) chung\b")
FORM = regex.compile(r"(?:de cuong|bieu mau|mau bao cao|mau so|bieu so lieu|mau )")
LONGEST_HEADING = 28  # words


def role_of_heading(text: str) -> Role | None:
    """None when the words are no usual heading."""
    folded = fold(text)
    if _FOR_ALL.match(folded):
        return Role.TASKS
    return next((role for role, pattern in _ROLES if pattern.match(folded)), None)


def is_for_all(text: str) -> bool:
    """ "Nhiệm vụ chung": tasks for everybody, also under the part that assigns work."""
    return bool(_FOR_ALL.match(fold(text)))
