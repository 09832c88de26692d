"""Uploaded workbooks: taken, checked as a whole, confirmed by a person, stored file by file, all or nothing of each.

Checking and storing a large upload are background jobs; both go on in steps, so that a page can show how far they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from namro.kernel.form_sheets import Finding
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.reporting import queries
from namro.reporting.actions.chain import submit_report
from namro.reporting.actions.figures import NOT_HERE, record_figures
from namro.reporting.actions.sections import explain_warning, finish_part, write_narrative
from namro.reporting.actions.workbook_check import CheckedFile, CheckedSheet, check_files, told
from namro.reporting.models import Report, WorkbookFile, WorkbookRun
from namro.reporting.rules import EntrySource, Typed
from namro.reporting.workbook_rules import STORABLE, FileState, RunState

MOST_FILES = 400
LARGEST_UPLOAD = 200 * 1024 * 1024  # bytes of all files together
# As many files are checked and stored while the person waits; more are left to a job.
FEW = 3
STEP = 10
KEPT = timedelta(days=7)
_OVER = "Lần tải lên này đã xong; tải tệp lên lại nếu cần."


@transaction.atomic
def start_run(
    *, by: Person, at: datetime, files: Sequence[tuple[str, bytes]], source_reference: str = "", send: bool = False
) -> WorkbookRun:
    """Keep the files to be checked. Refused where the person fills for nobody, and for too many or too large files."""
    on = timezone.localdate(at)
    if not any(access.units_for(by, p, on=on) for p in (Permission.REPORT_FILL, Permission.REPORT_FILL_FOR)):
        raise Refused("forbidden", NOT_HERE)
    if not files:
        raise Refused("no-file", "Chọn ít nhất một tệp biểu (.xlsx).")
    if len(files) > MOST_FILES:
        raise Refused("too-many", f"Mỗi lần tải lên tối đa {MOST_FILES} tệp; anh, chị chọn {len(files)} tệp.")
    if sum(len(content) for _, content in files) > LARGEST_UPLOAD:
        raise Refused("too-large", "Các tệp cộng lại lớn hơn 200 MB; chia làm nhiều lần.")
    run = WorkbookRun.objects.create(by=by, at=at, source_reference=source_reference.strip(), send=send)
    WorkbookFile.objects.bulk_create(
        WorkbookFile(run=run, position=n, filename=name[-255:], content=content)
        for n, (name, content) in enumerate(files, start=1)
    )
    audit.record(by=by, at=at, action="workbooks.upload", subject=run, files=len(files))
    if len(files) > FEW:
        app.configure_task("namro.reporting.jobs.check_workbooks").defer(run=run.pk)
    else:
        check_run(at=at, run=run)
    return run


def check_run(*, at: datetime, run: WorkbookRun) -> None:
    """Check the waiting files, some at a time; what is known of them is stored after each step."""
    while waiting := list(run.files.filter(state=FileState.WAITING)[:STEP]):
        _check_step(at, run, waiting)
    WorkbookRun.objects.filter(pk=run.pk, state=RunState.CHECKING).update(state=RunState.READY)


@transaction.atomic
def _check_step(at: datetime, run: WorkbookRun, files: Sequence[WorkbookFile]) -> None:
    on = timezone.localdate(at)
    checked = check_files([bytes(f.content) for f in files], by=run.by, on=on, letter=run.source_reference)
    for file, found in zip(files, checked, strict=True):
        _keep(file, found)
        _refuse_twins(run, file)
        file.save()


def _keep(file: WorkbookFile, found: CheckedFile) -> None:
    file.reports = [one.page.report.pk for one in found.sheets]
    file.unit_id = found.sheets[0].page.report.unit_id if found.sheets else None
    file.changes = found.changes
    decimals = {code: e.decimals for one in found.sheets for code, e in one.page.elements.items()}
    conflicts = told(found.conflicts, decimals)
    file.findings = [finding.to_dict() for finding in [*found.findings, *conflicts]]
    file.remarks = [remark.to_dict() for remark in found.remarks]
    if found.findings:
        file.state = FileState.REFUSED
    elif conflicts:
        file.state = FileState.CONFLICT
    else:
        file.state = FileState.READY if found.changes else FileState.UNCHANGED


def _refuse_twins(run: WorkbookRun, file: WorkbookFile) -> None:
    """Two files for one report: nobody but the person knows which one counts."""
    for other in run.files.exclude(pk=file.pk).exclude(state=FileState.WAITING):
        if set(other.reports) & set(file.reports):
            for one, twin in ((file, other), (other, file)):
                said = f"Trùng với tệp «{twin.filename}»: cùng đơn vị, cùng báo cáo."
                one.findings = [*one.findings, Finding(message=said, remedy="Chỉ tải lên một tệp.").to_dict()]
                one.state = FileState.REFUSED
            other.save(update_fields=["findings", "state"])


@transaction.atomic
def confirm_run(
    *, by: Person, at: datetime, run: WorkbookRun, ours: frozenset[int], left: frozenset[int]
) -> WorkbookRun:
    """Say that the checked files are to be stored.

    ours: files whose figures go over what others wrote meanwhile; in other files with conflicts those figures stay.
    left: files that are not stored.
    """
    run = WorkbookRun.objects.select_for_update().get(pk=run.pk, by=by)
    if run.state != RunState.READY:
        raise Refused("run-over", _OVER)
    run.files.filter(pk__in=left).update(state=FileState.LEFT)
    run.files.filter(pk__in=ours, state=FileState.CONFLICT).update(state=FileState.OVERRIDE)
    run.state = RunState.STORING
    run.save(update_fields=["state"])
    files = run.files.count()
    audit.record(by=by, at=at, action="workbooks.confirm", subject=run, files=files, left=len(left))
    if files > FEW:
        app.configure_task("namro.reporting.jobs.store_workbooks").defer(run=run.pk)
    else:
        store_run(at=at, run=run)
    return run


def store_run(*, at: datetime, run: WorkbookRun) -> None:
    """Store the confirmed files one by one; what cannot be stored says why, and the others go on."""
    for file in run.files.filter(state__in=STORABLE):
        _store_file(at, run, file)
    run.files.update(content=b"")
    WorkbookRun.objects.filter(pk=run.pk).update(state=RunState.DONE)


def _store_file(at: datetime, run: WorkbookRun, file: WorkbookFile) -> None:
    try:
        with transaction.atomic():
            found = _checked_again(at, run, file)
            for one in found.sheets:
                _store_sheet(at, run.by, one, ours=file.state == FileState.OVERRIDE)
        file.state, file.findings = FileState.STORED, []
    except Refused as refused:
        file.state, file.findings = FileState.REFUSED, [Finding(message=refused.message).to_dict()]
    if run.send and file.state == FileState.STORED:
        _send(at, run.by, file, {one.page.report.pk: one for one in found.sheets})
    file.save(update_fields=["state", "findings", "remarks"])


def _checked_again(at: datetime, run: WorkbookRun, file: WorkbookFile) -> CheckedFile:
    """The file once more, by what is stored now."""
    on = timezone.localdate(at)
    (found,) = check_files([bytes(file.content)], by=run.by, on=on, letter=run.source_reference)
    if found.findings:
        raise Refused("findings", " ".join(finding.message for finding in found.findings[:3]))
    if found.conflicts and file.state == FileState.READY:
        raise Refused("stale-figures", "Có người vừa sửa số của báo cáo này sau khi kiểm tra; tải tệp lên lại.")
    return found


def _store_sheet(at: datetime, by: Person, one: CheckedSheet, *, ours: bool) -> None:
    about: dict[str, Any] = {"by": by, "at": at, "report": one.page.report, "source": one.source}
    entries = dict(one.entries)
    for conflict in one.conflicts:
        if ours:
            entries[conflict.key] = Typed(conflict.mine, conflict.version)
        else:
            del entries[conflict.key]
    changed = {key: typed for key, typed in entries.items() if key in one.changes or ours}
    record_figures(entries=changed, source_reference=one.letter if one.source is EntrySource.FOR_UNIT else "", **about)
    for code, (text, version) in one.texts.items():
        write_narrative(code=code, text=text, base_version=version, **about)
    if one.reasons:
        _explain(one, about)


def _explain(one: CheckedSheet, about: Mapping[str, Any]) -> None:
    page = queries.report_page(one.page.report)
    given = {str(key): said for key, said in one.reasons.items()}
    for problem in page.warnings:
        if (said := given.get(problem.place)) and page.reason(problem) != said:
            explain_warning(rule=problem.code, place=problem.place, reason=said, **about)


def _send(at: datetime, by: Person, file: WorkbookFile, sheets: Mapping[int, CheckedSheet]) -> None:
    """Finish and send the reports of a file; what keeps one from being sent is told, and its figures stay."""
    for pk, one in sheets.items():
        try:
            with transaction.atomic():
                _finish_and_submit(at, by, one, queries.reports().get(pk=pk))
            file.state = FileState.SENT
        except Refused as refused:
            remark = Finding(sheet=one.sheet.name, message=refused.message)
            file.remarks = [*file.remarks, remark.to_dict()]


def _finish_and_submit(at: datetime, by: Person, one: CheckedSheet, report: Report) -> None:
    letter = one.letter if one.source is EntrySource.FOR_UNIT else ""
    for section in one.page.form.sections:
        finish_part(by=by, at=at, report=report, section=section.code, source=one.source, source_reference=letter)
    submit_report(by=by, at=at, report=report, source_reference=letter)


@transaction.atomic
def discard_run(*, by: Person, at: datetime, run: WorkbookRun) -> None:
    """Forget an upload of which nothing was stored yet."""
    run = WorkbookRun.objects.select_for_update().get(pk=run.pk, by=by)
    if run.state not in (RunState.CHECKING, RunState.READY):
        raise Refused("run-over", _OVER)
    audit.record(by=by, at=at, action="workbooks.discard", subject=run, files=run.files.count())
    run.delete()


@transaction.atomic
def forget_old_runs(*, by: None, at: datetime) -> int:
    """Delete uploads that nobody confirmed for a week, with their files; tells how many."""
    old = WorkbookRun.objects.filter(at__lt=at - KEPT).exclude(state=RunState.DONE)
    gone = old.count()
    for run in old:
        audit.record(by=by, at=at, action="workbooks.forget", subject=run, files=run.files.count())
    old.delete()
    return gone
