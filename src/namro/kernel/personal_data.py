"""Signs of a person in words that should name nobody."""

import re
from collections.abc import Iterator

from namro.kernel.problems import Problem, Severity
from namro.kernel.vietnamese import nfc

_SIGNS = (
    ("một số có 12 chữ số (căn cước)", re.compile(r"(?<!\d)\d{3}(?: ?\d{3}){3}(?!\d)", re.ASCII)),
    ("năm sinh", re.compile(r"\b(?:sinh\s+(?:năm|ngày)|SN\.?:?\s*(?:19|20)\d\d)", re.IGNORECASE)),
    ("nơi ở", re.compile(r"\b(?:trú\s+tại|thường\s+trú|tạm\s+trú|trú\s+quán|hộ\s+khẩu)\b", re.IGNORECASE)),
)
_TITLES = "đối tượng|người nghiện|người sử dụng|bị can|bị cáo|họ tên|họ và tên|tên là|ông|bà|anh|chị"
_BEFORE_A_NAME = re.compile(rf"\b(?:{_TITLES})\s*:?\s+(\w+)\s+(\w+)", re.IGNORECASE)


def find_personal_data(text: str, *, place: str = "") -> list[Problem]:
    """One warning for each kind of sign. The message never repeats what was found."""
    return [
        Problem(
            code="personal_data",
            severity=Severity.WARNING,
            place=place,
            message=f"Lời văn có vẻ ghi {sign} của một người.",
            remedy="Bỏ họ tên, năm sinh, số giấy tờ và địa chỉ của người nghiện, người sử dụng, đối tượng.",
        )
        for sign in _signs(nfc(text))
    ]


def _signs(text: str) -> Iterator[str]:
    yield from (sign for sign, pattern in _SIGNS if pattern.search(text))
    if any(first[0].isupper() and second[0].isupper() for first, second in _BEFORE_A_NAME.findall(text)):
        yield "họ tên"
