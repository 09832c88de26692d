"""A new person sets the first password with a code from paper: one time, for some days, only its hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import ActivationCode, Person
from namro.organisations.rules import Permission

# Without I, L, O and U, which are misread on paper; twelve of them are sixty bits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
LASTS = timedelta(days=7)
MOST_TRIES = 5
WRONG = "Tên đăng nhập hoặc mã kích hoạt không đúng, mã đã dùng hoặc đã hết hạn. Xem lại giấy, hoặc xin mã mới."


@transaction.atomic
def issue_code(*, by: Person, at: datetime, person: Person) -> tuple[str, ActivationCode]:
    """A new code, told only now; every earlier one of the person ends. The password there is stays until it is used."""
    if not access.units_for(by, Permission.PERSON_MANAGE, on=timezone.localdate(at)):
        raise Refused("forbidden", "Chỉ quản trị viên mới cấp mã kích hoạt.")
    if not person.is_active:
        raise Refused("account-closed", "Tài khoản đã đóng; mở lại trước khi cấp mã.")
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    ActivationCode.objects.filter(person=person, used_at=None, expires_at__gt=at).update(expires_at=at)
    made = ActivationCode.objects.create(
        person=person, code_hash=make_password(letters), expires_at=at + LASTS, by=by, at=at
    )
    audit.record(by=by, at=at, action="person.issue_code", subject=person)
    return "-".join(letters[n : n + 4] for n in range(0, LENGTH, 4)), made


def activate(*, at: datetime, username: str, code: str, password: str) -> Person:
    """Set the password of who holds the paper. Raises Refused with the same words whatever of it is wrong.

    A wrong code is counted although it is refused, so that nobody can try on.
    """
    with transaction.atomic():
        person = _holder(at, username, code)
        if person is not None:
            person.set_password(password)
            person.save(update_fields=["password"])
            audit.record(by=person, at=at, action="person.activate", subject=person)
    if person is None:
        raise Refused("activation", WRONG)
    return person


def _holder(at: datetime, username: str, code: str) -> Person | None:
    letters = "".join(code.upper().replace("-", " ").split()).translate(str.maketrans("OIL", "011"))
    found = (
        ActivationCode.objects.select_for_update(of=("self",))
        .filter(person__username__iexact=username.strip(), person__is_active=True, used_at=None, expires_at__gt=at)
        .filter(tries__lt=MOST_TRIES)
        .select_related("person")
        .first()
    )
    if found is None:
        make_password(letters)  # as long as looking, so that nobody learns who has a code
        return None
    if not check_password(letters, found.code_hash):
        found.tries += 1
        found.save(update_fields=["tries"])
        return None
    found.used_at = at
    found.save(update_fields=["used_at"])
    return found.person
