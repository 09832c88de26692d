"""Who gets the paper: whether the lines of «Nơi nhận» hold a body, by its name or by a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from namro.reading.lint.names import body_key

_POINTS_TO_TEXT = regex.compile(r"\bnhu (?:tren|muc|phan|dieu|khoan|thanh phan|kinh gui)\b|\bco ten\b|danh sach")
_EVERYBODY = regex.compile(r"\bthanh vien\b|\b(?:cac|nhung) (?:[\w ]* )?(?:co quan|don vi)\b(?! lien quan)|\b3 he\b")
_AGENCIES = regex.compile(r"\bcac (?:so|ban)\b.*\bnganh\b|\bcac so\b")
_MASS = regex.compile(r"doan the|to chuc chinh tri|mat tran")
_PLACES = regex.compile(r"\b(?:xa|phuong|huyen|dac khu|dia phuong|thi xa)\b")
_PARTY = r"(?:ban can su|dang doan|dang uy|huyen uy|thi uy|thanh uy)\b"
_ONE_KIND = [
    (regex.compile(name), regex.compile(line))
    for name, line in (
        (r"^(?:phong|p[acvx]\d\d)\b", r"\bcac phong\b"),
        (_PARTY, rf"\bcac .*{_PARTY}"),
        (r"^bo (?!chi huy|tu lenh|doi)", r"\bcac bo\b"),
        (r"^(?:uy ban nhan dan |ubnd )?tinh\b", r"\bcac tinh\b"),
    )
]
_IS_MASS = regex.compile(r"mat tran|^hoi |doan\b|^lien (?:doan|hiep|minh)|cong doan")
_GROUP = regex.compile(
    r"^(?:cac|nhung|moi|toan the|thu truong|nguoi dung dau|lanh dao|don vi|co quan|chu dau tu|truong (?:cac|ban))\b"
)


@dataclass(frozen=True)
class Recipients:
    """The lines of «Nơi nhận». is_whole: they end with the filing line («Lưu: …»), so that none was lost."""

    lines: Iterable[str]
    keys: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", tuple(body_key(line) for line in self.lines))

    @property
    def is_whole(self) -> bool:
        return any(key.startswith("luu") for key in self.keys)

    @property
    def points_to_text(self) -> bool:
        return any(_POINTS_TO_TEXT.search(key) for key in self.keys)

    def hold(self, name: str) -> bool:
        """Under its own name, in a group, or because the name itself is only a group."""
        key = body_key(name)
        if _GROUP.match(key) and not _PLACES.search(key):
            return True
        return any(self._holds(line, key) for line in self.keys)

    def _holds(self, line: str, key: str) -> bool:
        if line.startswith("luu"):
            return key.startswith("cong an") and bool(regex.search(r"\bca[a-z]?\b|\bpc\d\d\b", line))
        if key in line or (len(line) > 6 and line in key) or _EVERYBODY.search(line):
            return True
        if any(kind.search(key) and group.search(line) for kind, group in _ONE_KIND):
            return True
        if _PLACES.search(key) and _PLACES.search(line):
            return True
        if _IS_MASS.search(key):
            return bool(_MASS.search(line))
        return bool(_AGENCIES.search(line)) and not _PLACES.search(key)
