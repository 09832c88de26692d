"""NAMRO_EMAIL_URL: what it may say, and that a wrong one is told in one sentence without its password."""

import pytest

from namro.config.home import SetupError
from namro.config.mail import MailServer, server


def test_without_a_server_there_is_none() -> None:
    assert server({}) == MailServer(host="")


@pytest.mark.parametrize(
    ("url", "port", "at_once", "later"),
    [
        ("smtp+tls://namro%40tinh.example:m%2Ft@thu.tinh.example", 587, False, True),
        ("smtps://namro%40tinh.example:m%2Ft@thu.tinh.example", 465, True, False),
        ("smtps://namro%40tinh.example:m%2Ft@thu.tinh.example:2465", 2465, True, False),
        ("smtp://namro%40tinh.example:m%2Ft@127.0.0.1:2525", 2525, False, False),
    ],
)
def test_a_server_is_read_with_its_way_of_encryption(url: str, port: int, at_once: bool, later: bool) -> None:
    found = server({"NAMRO_EMAIL_URL": url})
    assert (found.port, found.tls_at_once, found.start_tls) == (port, at_once, later)
    assert (found.user, found.password) == ("namro@tinh.example", "m/t")
    assert found.sender == "Năm Rõ <namro@tinh.example>"


def test_the_sender_may_have_a_name_of_its_own() -> None:
    found = server({"NAMRO_EMAIL_URL": "smtp://thu.noibo", "NAMRO_EMAIL_FROM": "Tỉnh Thử <bc@tinh.example>"})
    assert (found.host, found.user, found.sender) == ("thu.noibo", "", "Tỉnh Thử <bc@tinh.example>")


@pytest.mark.parametrize(
    "environment",
    [
        {"NAMRO_EMAIL_URL": "thu.tinh.example"},
        {"NAMRO_EMAIL_URL": "http://a:bimat@thu.tinh.example"},
        {"NAMRO_EMAIL_URL": "smtp+tls://a:bimat@:587"},
        {"NAMRO_EMAIL_URL": "smtp+tls://a:bimat@thu:so"},
        {"NAMRO_EMAIL_URL": "smtp+tls://a:bimat@[::"},
        {"NAMRO_EMAIL_URL": "smtp://a%40b.example:bimat@thu.tinh.example"},
        {"NAMRO_EMAIL_URL": "smtp+tls://a:bimat@thu.tinh.example"},
        {"NAMRO_EMAIL_URL": "smtp://thu.noibo", "NAMRO_EMAIL_FROM": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_what_cannot_be_used_is_refused_without_telling_the_password(environment: dict[str, str]) -> None:
    with pytest.raises(SetupError) as refused:
        server(environment)
    assert "NAMRO_EMAIL_" in str(refused.value)
    assert "bimat" not in str(refused.value)


def test_the_password_is_not_in_what_python_prints() -> None:
    assert "bimat" not in repr(server({"NAMRO_EMAIL_URL": "smtps://a%40b.example:bimat@thu.tinh.example"}))
