"""What happens by itself: people are reminded of the steps of an assessment year."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from namro.assessment.actions import reminding


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="remind_of_steps")
def remind_of_steps(timestamp: int) -> None:
    reminding.remind_of_steps(by=None, at=timezone.now())
