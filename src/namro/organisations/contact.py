"""Where a person is reached, written by the person."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from namro.kernel.problems import Refused
from namro.organisations import audit
from namro.organisations.models import Person


@transaction.atomic
def set_own_email(*, by: Person, at: datetime, email: str) -> None:
    """Keep the address at which one wants to be reminded; "" for none. Raises Refused where it is no address."""
    address = email.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise Refused("email", "Địa chỉ thư chưa đúng; ví dụ ten@tinh.example.") from None
    by.email = address
    by.save(update_fields=["email"])
    audit.record(by=by, at=at, action="person.set_own_email", subject=by)
