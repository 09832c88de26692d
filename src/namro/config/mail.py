"""Which mail server sends reminders, read from the environment alone; without one, none are sent by mail."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from namro.config.home import SetupError

# scheme → (port, encrypted from the first byte, encrypted after STARTTLS)
_SCHEMES = {"smtp": (25, False, False), "smtp+tls": (587, False, True), "smtps": (465, True, False)}
_HOW = "smtp+tls://TÊN:MẬT_KHẨU@MÁY_CHỦ:587 (hoặc smtps://…:465, hoặc smtp:// với máy chủ thư nội bộ)"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """host is "" where no server is named."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    tls_at_once: bool = False
    start_tls: bool = False
    sender: str = ""


def server(environment: Mapping[str, str]) -> MailServer:
    """Raises SetupError where NAMRO_EMAIL_URL or NAMRO_EMAIL_FROM is unusable; no password is in the sentence."""
    url = environment.get("NAMRO_EMAIL_URL", "").strip()
    if not url:
        return MailServer()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise SetupError(f"NAMRO_EMAIL_URL không phải là địa chỉ máy chủ thư; cách ghi: {_HOW}.") from None
    if parts.scheme not in _SCHEMES or not host:
        raise SetupError(f"NAMRO_EMAIL_URL không phải là địa chỉ máy chủ thư; cách ghi: {_HOW}.")
    usual_port, tls_at_once, start_tls = _SCHEMES[parts.scheme]
    if parts.username and parts.scheme == "smtp" and not _is_this_machine(host):
        raise SetupError("NAMRO_EMAIL_URL: không gửi mật khẩu qua đường không mã hóa; dùng smtp+tls:// hoặc smtps://.")
    return MailServer(
        host=host,
        port=port or usual_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_at_once=tls_at_once,
        start_tls=start_tls,
        sender=_sender(environment, parts),
    )


def _sender(environment: Mapping[str, str], parts: SplitResult) -> str:
    """NAMRO_EMAIL_FROM, or the name with which one signs in where that is an address."""
    given = environment.get("NAMRO_EMAIL_FROM", "").strip() or unquote(parts.username or "")
    name, address = parseaddr(given)
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or any(letter in given for letter in "\r\n"):
        raise SetupError("Đặt NAMRO_EMAIL_FROM là địa chỉ gửi thư, ví dụ «Năm Rõ <namro@tinh.example>».")
    return f"{name or 'Năm Rõ'} <{address}>"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
