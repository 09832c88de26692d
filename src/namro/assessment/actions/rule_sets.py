"""What an administrator does with rule sets, and the standing agency with their open places."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.assessment import known
from namro.assessment.models import ReadingChoice, RuleSetAdoption, UploadedRuleSet
from namro.catalogue import queries as catalogue
from namro.kernel.problems import Refused
from namro.kernel.rule_set_files import read_rule_set
from namro.kernel.rule_sets import RuleSet
from namro.organisations import access, audit
from namro.organisations import queries as organisations
from namro.organisations.models import Person
from namro.organisations.rules import Permission

MOST_BYTES = 512 * 1024


def read_file(content: bytes, filename: str) -> RuleSet:
    """The rule set of a file that may be loaded. Raises RuleSetMistakes with every mistake, or Refused."""
    if len(content) > MOST_BYTES:
        raise Refused(
            "rule-set-size", f"Tệp lớn hơn {MOST_BYTES // 1024} KB; bộ tiêu chí chỉ vài chục KB, hãy xem lại tệp."
        )
    found = read_rule_set(content, filename, elements=catalogue.elements().keys())
    known_one = known.rule_sets().get(found.code)
    if known_one is not None:
        raise Refused(
            "rule-set-code",
            f"Mã «{found.code}» đã là bộ tiêu chí «{known_one.number}» và không bị ghi đè; đặt mã khác ở dòng code.",
        )
    return found


@transaction.atomic
def load_rule_set(*, by: Person, at: datetime, content: bytes, filename: str) -> UploadedRuleSet:
    """Keeps the file as it is; it applies to nothing yet. Raises RuleSetMistakes, or Refused."""
    _require(by, Permission.RULE_SET_EDIT, timezone.localdate(at))
    found = read_file(content, filename)
    kept = UploadedRuleSet.objects.create(
        code=found.code, filename=filename[:200], content=content, digest=found.digest, by=by, at=at
    )
    audit.record(by=by, at=at, action="rule_set.load", subject=kept, code=found.code, digest=found.digest)
    return kept


@transaction.atomic
def adopt_rule_set(*, by: Person, at: datetime, code: str, applies_from: date, legal_reference: str) -> RuleSetAdoption:
    """Years that end on that day or later are judged by this rule set, until another one is adopted."""
    _require(by, Permission.RULE_SET_EDIT, timezone.localdate(at))
    found = known.rule_set(code)
    if not legal_reference.strip():
        raise Refused("legal-reference", "Ghi căn cứ áp dụng: số, ngày của văn bản.")
    if applies_from < found.valid_from:
        raise Refused(
            "rule-set-early",
            f"{found.number} có hiệu lực từ ngày {found.valid_from:%d/%m/%Y}; chọn ngày áp dụng từ ngày ấy trở đi.",
        )
    made = RuleSetAdoption.objects.create(
        code=code, digest=found.digest, applies_from=applies_from, legal_reference=legal_reference.strip(), by=by, at=at
    )
    audit.record(by=by, at=at, action="rule_set.adopt", subject=made, code=code, applies_from=applies_from.isoformat())
    return made


@transaction.atomic
def choose_reading(
    *, by: Person, at: datetime, code: str, option: str, choice: str, applies_from: date, reason: str
) -> ReadingChoice:
    """From a day on an open place of a rule set is read so. What was chosen before stays in the history."""
    _require(by, Permission.ASSESSMENT_DECIDE, timezone.localdate(at))
    place = known.rule_set(code).option(option)
    if place is None or choice not in {one.code for one in place.choices}:
        raise Refused("reading", "Không có cách đọc ấy; hãy chọn trong danh sách.")
    if not reason.strip():
        raise Refused("reading-reason", "Ghi lý do chọn cách đọc này, ví dụ văn bản hướng dẫn.")
    made = ReadingChoice.objects.create(
        rule_set=code, option=option, choice=choice, applies_from=applies_from, reason=reason.strip(), by=by, at=at
    )
    audit.record(by=by, at=at, action="rule_set.read", subject=made, code=code, option=option, choice=choice)
    return made


def _require(by: Person, permission: Permission, on: date) -> None:
    access.require(by, permission, unit=organisations.tree_on(on).root, on=on)
