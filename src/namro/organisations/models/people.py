"""People, their roles, who stands in for whom, and the audit chain."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from namro.organisations.models.units import Unit
from namro.organisations.rules import Role


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """Someone who signs in. What a person may do comes from roles at units, never from the account."""

    username = models.CharField(_("Tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    position = models.CharField(_("Chức vụ"), max_length=120, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    is_active = models.BooleanField(default=True)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    def __str__(self) -> str:
        return self.full_name


class RoleAssignment(models.Model):
    """A role that a person holds at a unit for a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=[(x, x) for x in Role])
    # For a section owner: the owner's name in the forms ("Công an xã"); empty for the whole unit.
    section_owner = models.CharField(max_length=60, blank=True)
    valid = DateRangeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id}"


class AuditEntry(models.Model):
    """One action of one person. Append-only; holds ids, never values about persons.

    A deferred constraint trigger gives chain_no and both hashes when the transaction commits, so that the
    lock on the head of the chain is the last one a transaction takes.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    chain_no = models.BigIntegerField(null=True, unique=True, editable=False)
    previous_hash = models.BinaryField(null=True, editable=False)
    hash = models.BinaryField(null=True, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class IdempotencyKey(models.Model):
    """The answer given to a write that a client may send twice; the same key of the same person gets it again."""

    key = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="idempotency_once", fields=["key", "person"])]

    def __str__(self) -> str:
        return self.key


class Absence(models.Model):
    """Days on which a person is away, so that others see it and whoever stands in is known."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    valid = DateRangeField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-valid", "-id"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid}"


class Delegation(models.Model):
    """Some rights of one role that its holder lends to another person for a time (ủy quyền).

    It ends with the role. permissions: a part of those of the role. absence: where it stands for days of absence.
    """

    role = models.ForeignKey(RoleAssignment, on_delete=models.PROTECT, related_name="delegations")
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_taken")
    permissions = models.JSONField()
    valid = DateRangeField()
    note = models.CharField(max_length=300, blank=True)
    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, null=True, related_name="delegations")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-valid", "-id"]

    def __str__(self) -> str:
        return f"{self.role_id} → {self.taker_id}"


class ActivationCode(models.Model):
    """A code on paper with which a person sets a password of their own, once. Only the hash of it is kept.

    Making another one for the person ends those before it. tries: how often a wrong one was typed.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="activation_codes")
    code_hash = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"
