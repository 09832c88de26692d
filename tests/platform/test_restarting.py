"""What a person sees while the database is away."""

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from namro.config.middleware import DatabaseRestartMiddleware, is_restarting, server_error

pytestmark = pytest.mark.django_db(transaction=True)


def away() -> OperationalError:
    """The error that Django really raises when nobody listens."""
    copy = connection.copy()
    copy.settings_dict = {**connection.settings_dict, "HOST": "/nowhere", "OPTIONS": {}}
    with pytest.raises(OperationalError) as caught:
        copy.ensure_connection()
    return caught.value


def refused(statement: str) -> OperationalError:
    with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute(statement)
    return caught.value


def never(request: HttpRequest) -> HttpResponse:
    raise AssertionError


def test_a_person_is_asked_to_try_again() -> None:
    answer = DatabaseRestartMiddleware(never).process_exception(RequestFactory().get("/"), away())
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "khởi động lại" in answer.content.decode()


def test_also_when_another_middleware_met_the_trouble() -> None:
    try:
        raise away()
    except OperationalError:
        assert server_error(RequestFactory().get("/")).status_code == 503


def test_a_statement_that_took_too_long_is_another_trouble() -> None:
    assert not is_restarting(refused("SET statement_timeout = 10; SELECT pg_sleep(5)"))


def test_a_defect_is_another_trouble() -> None:
    assert not is_restarting(KeyError("x"))
    assert DatabaseRestartMiddleware(never).process_exception(RequestFactory().get("/"), KeyError("x")) is None


def test_a_defect_gets_a_number_that_the_log_knows(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/")
    request.resolver_match = None
    try:
        raise KeyError("a name that nobody should see")
    except KeyError:
        page = server_error(request).content.decode()  # type: ignore[attr-defined]
    [number] = [word for word in caplog.text.split() if f"<code>{word}</code>" in page]
    assert number
    assert "nobody should see" not in page + caplog.text
