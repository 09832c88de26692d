import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from namro.config import jobs


async def sweep() -> None:
    await jobs.retry_jobs_of_dead_workers(timestamp=0)
    await sync_to_async(connections.close_all)()  # the sweep's thread has a connection of its own


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_is_done_again() -> None:
    number = app.configure_task(jobs.forget_what_expired.name).defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 minutes') RETURNING id"
        )
        (killed,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [killed, number])
    asyncio.run(sweep())
    assert ProcrastinateJob.objects.get(pk=number).status == "todo"


@pytest.mark.django_db(transaction=True)
def test_the_worker_knows_every_job() -> None:
    assert {"namro.config.jobs.retry_jobs_of_dead_workers", "namro.config.jobs.forget_what_expired"} <= set(app.tasks)
