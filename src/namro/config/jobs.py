"""Housekeeping that belongs to no app."""

from asgiref.sync import sync_to_async
from django.core.management import call_command
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

FINISHED_JOBS_KEPT_HOURS = 30 * 24


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="retry_jobs_of_dead_workers")
async def retry_jobs_of_dead_workers(timestamp: int) -> None:
    """A job whose worker was killed stays «doing» for ever unless somebody puts it back."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 20 * * *")  # periodic tasks run on UTC: at night in Vietnam
@app.task(queueing_lock="forget_what_expired", pass_context=True)
async def forget_what_expired(context: JobContext, timestamp: int) -> None:
    await builtin_tasks.remove_old_jobs(context, max_hours=FINISHED_JOBS_KEPT_HOURS, remove_failed=True)
    await sync_to_async(call_command)("clearsessions")
