"""The words of mails and their way to the server. No figure of any report, no name but the reader's, one link."""

from __future__ import annotations

import contextlib
import smtplib
from datetime import date, datetime
from enum import Enum, auto

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from namro.kernel.times import short_date
from namro.reporting.models import Mail, Report
from namro.reporting.queries.reminders import Due, due_on
from namro.reporting.reminding import MailKind
from namro.reporting.rules import OPEN_STATES, ReportState
from namro.reporting.stored import period_of

SUBJECTS = {
    MailKind.REMINDERS: "Năm Rõ: nhắc việc",
    MailKind.DIGEST: "Năm Rõ: việc trong ngày",
    MailKind.ESCALATION: "Năm Rõ: cán bộ thường trực báo cáo",
    MailKind.STEPS: "Năm Rõ: nhắc việc xếp loại, công nhận",
}
LINES_SHOWN = 12


class Delivery(Enum):
    SENT = auto()
    LATER = auto()
    REFUSED = auto()
    UNCLEAR = auto()


def compose(mail: Mail, *, at: datetime) -> EmailMessage | None:
    """The mail as it goes out now; None where nothing is left to be said."""
    on = timezone.localdate(at)
    match MailKind(mail.kind):
        case MailKind.REMINDERS:
            said = _reminders(mail, on)
        case MailKind.DIGEST:
            said = _digest(due_on(on))
        case MailKind.ESCALATION:
            said = ["Cán bộ cơ quan thường trực có báo cáo gửi anh, chị về tình hình nộp báo cáo."]
        case MailKind.STEPS:
            said = ["Việc xếp loại, công nhận địa bàn không có ma túy của đơn vị anh, chị đến hạn; xem ở trang chính."]
    if not said or not mail.person.email or not mail.person.is_active:
        return None
    body = [
        f"Kính gửi anh, chị {mail.person.full_name},",
        "",
        *said,
        "",
        f"Mở chương trình để xem và làm: {settings.PUBLIC_ADDRESS}/",
        "",
        "Thư tự động, không cần trả lời. Thư không mang số liệu; chương trình không bao giờ hỏi mật khẩu qua thư.",
    ]
    # The same id if it should go out again, so that a mailbox can tell; auto-generated: no answer from holiday robots.
    host = settings.PUBLIC_ADDRESS.rpartition("/")[2]
    headers = {"Message-ID": f"<namro-{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(SUBJECTS[MailKind(mail.kind)], "\n".join(body), to=[mail.person.email], headers=headers)


def _reminders(mail: Mail, on: date) -> list[str]:
    open_ones = Report.objects.filter(reminders__mail=mail, state__in=OPEN_STATES).order_by("due_on", "pk").distinct()
    lines = list(dict.fromkeys(_line(report, on) for report in open_ones))
    if not lines:
        return []
    more = [f"- và {len(lines) - LINES_SHOWN} báo cáo khác"] if len(lines) > LINES_SHOWN else []
    return ["Đơn vị của anh, chị còn báo cáo chưa gửi:", *lines[:LINES_SHOWN], *more]


def _line(report: Report, on: date) -> str:
    if report.state == ReportState.RETURNED:
        told = "đã trả lại, chờ gửi lại"
    elif report.due_on < on:
        told = f"đã quá hạn ngày {short_date(report.due_on)}"
    else:
        told = "hạn hôm nay" if report.due_on == on else f"hạn ngày {short_date(report.due_on)}"
    return f"- {period_of(report).label}: {told}"


def _digest(due: Due) -> list[str]:
    counts = (
        (due.late, "báo cáo quá hạn, chưa gửi"),
        (due.returned, "báo cáo đã trả lại, chưa gửi lại"),
        (due.waiting, "báo cáo chờ tiếp nhận"),
    )
    lines = [f"- {number} {what}" for number, what in counts if number]
    return ["Đầu ngày hôm nay có:", *lines] if lines else []


def deliver(message: EmailMessage) -> Delivery:
    """Ask the server to take a mail. UNCLEAR where it may have taken it although it never said so."""
    connection = get_connection()
    try:
        return _open_and_send(connection, message)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.close()


def _open_and_send(connection: BaseEmailBackend, message: EmailMessage) -> Delivery:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return Delivery.LATER  # also a wrong password: of all mails alike, until somebody mends it
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _said in refused.recipients.values()]
        return Delivery.REFUSED if all(code >= 500 for code in codes) else Delivery.LATER
    except smtplib.SMTPResponseException as refused:
        return Delivery.REFUSED if refused.smtp_code >= 500 else Delivery.LATER
    except (OSError, smtplib.SMTPException):
        return Delivery.UNCLEAR
    except ValueError:
        return Delivery.REFUSED  # an address that no mail can carry
    return Delivery.SENT
