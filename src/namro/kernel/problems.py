"""What is wrong with something a person gave, said in Vietnamese."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """`place` names the cell, line or section in question; "" means the whole."""

    code: str
    severity: Severity
    place: str
    message: str
    remedy: str = ""


class Refused(Exception):
    """The request is turned down. `message` is one Vietnamese sentence that says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
