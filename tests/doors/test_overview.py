"""The overview: who sees it, that its numbers are those of the other pages, that its filters filter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from namro.plans.models import Plan
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, accepted, baseline, make_plan
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        start_chain_anew()
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def plan(cast: Cast) -> Plan:
    plan = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=1)
    return plan


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_pages_answer(cast: Cast, plan: Plan) -> None:
    client = client_of(cast.leader)
    for url in (
        reverse("overview:show-programme"),
        reverse("overview:programme-workbook"),
        reverse("overview:one-page"),
        reverse("overview:one-page-file", args=["docx"]),
        reverse("overview:one-page-file", args=["pdf"]),
        reverse("overview:show-unit", args=[cast.a.pk]),
        reverse("overview:unit-workbook", args=[cast.a.pk]),
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
