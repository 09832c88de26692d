"""What happens by itself: reminders are made from the data every few minutes, and mails go out one by one."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from namro.reporting.actions import mails, reminders, workbooks
from namro.reporting.mails import Delivery
from namro.reporting.models import WorkbookRun


class TryLater(Exception):
    """The mail server was not reached, or is busy."""


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="remind_due")
def remind_due(timestamp: int) -> None:
    now = timezone.now()
    reminders.remind_due(by=None, at=now)
    mails.make_digests(by=None, at=now)


# Seconds at first, then hours: four days in all, in which somebody can mend a server or its password.
@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={TryLater}))
def send_mail(mail: int) -> None:
    if mails.send_mail(at=timezone.now(), mail_id=mail) is Delivery.LATER:
        raise TryLater


@app.task
def check_workbooks(run: int) -> None:
    for found in WorkbookRun.objects.filter(pk=run):
        workbooks.check_run(at=timezone.now(), run=found)


@app.task
def store_workbooks(run: int) -> None:
    for found in WorkbookRun.objects.filter(pk=run):
        workbooks.store_run(at=timezone.now(), run=found)


@app.periodic(cron="47 19 * * *")  # UTC: at night in Vietnam
@app.task(queueing_lock="forget_old_workbooks")
def forget_old_workbooks(timestamp: int) -> None:
    workbooks.forget_old_runs(by=None, at=timezone.now())
