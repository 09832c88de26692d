"""Rule sets that an administrator loaded, which one applies from when, and how its open places are read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from namro.organisations.models import Person


class UploadedRuleSet(models.Model):
    """A rule set from a file, beside those that come with the program. Never changed, never removed.

    content: the file as it came, whose text is the rule. filename: shown beside the lines of mistakes.
    """

    code = models.CharField(max_length=60, unique=True)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.code


class RuleSetAdoption(models.Model):
    """From a day on verdicts go by this rule set, built in or loaded; the newest adoption of that day counts.

    Without any, the built-in rule set that was in force at the end of the year does.
    """

    code = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    applies_from = models.DateField()
    legal_reference = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-applies_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.applies_from}"


class ReadingChoice(models.Model):
    """How an open place of a rule set is read from a day on, who settled it and why; the newest one counts."""

    rule_set = models.CharField(max_length=60)
    option = models.CharField(max_length=60)
    choice = models.CharField(max_length=60)
    applies_from = models.DateField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-applies_from", "-pk"]
        indexes: ClassVar = [models.Index(fields=["rule_set", "option"])]

    def __str__(self) -> str:
        return f"{self.rule_set} {self.option}={self.choice}"
