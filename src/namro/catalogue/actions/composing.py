"""Composing a form: a draft is saved with every change, undone step by step, and issued as a version from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.catalogue import queries
from namro.catalogue.actions.storing import newest_of, store_version
from namro.catalogue.models import Form, FormDraft, FormDraftStep, FormVersion
from namro.kernel import form_drafts
from namro.kernel.form_drafts import Draft
from namro.kernel.form_mistakes import examine
from namro.kernel.forms import form_from_dict, form_to_dict
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations import queries as organisations
from namro.organisations.models import Person
from namro.organisations.rules import Permission

# So many steps can be undone; older ones are forgotten.
STEPS_KEPT = 100


def require_composer(by: Person, at: datetime) -> None:
    """Forms are those of the whole installation: the right is asked at its top unit."""
    on = timezone.localdate(at)
    access.require(by, Permission.FORM_EDIT, unit=organisations.tree_on(on).root, on=on)


@transaction.atomic
def start_form(*, by: Person, at: datetime, code: str, title: str, valid_from: date) -> FormDraft:
    """Begin a form that does not exist yet."""
    require_composer(by, at)
    spec = form_drafts.new_draft(code=code.strip().upper(), title=title.strip(), valid_from=valid_from)
    taken = Form.objects.filter(code=spec["code"]).exists()
    if taken or FormDraft.objects.filter(form=None, spec__code=spec["code"]).exists():
        raise Refused("form-code", f"Đã có biểu mang mã {spec['code']}; chọn mã khác hoặc sửa biểu đó.")
    draft = FormDraft.objects.create(spec=spec, started_by=by, started_at=at, changed_by=by, changed_at=at)
    audit.record(by=by, at=at, action="form.start", subject=draft, code=spec["code"])
    return draft


@transaction.atomic
def start_draft(*, by: Person, at: datetime, form: Form, valid_from: date) -> FormDraft:
    """Begin a change of a form, from its newest version; where somebody has begun one, that one goes on."""
    require_composer(by, at)
    form = Form.objects.select_for_update().get(pk=form.pk)
    if existing := FormDraft.objects.filter(form=form).first():
        return existing
    base = newest_of(form)
    if base is None or form.for_request:
        raise Refused("form-request", "Biểu của một yêu cầu đột xuất không sửa được; lập yêu cầu mới.")
    spec = {**form_to_dict(queries.spec_of(base)), "valid_from": max(valid_from, base.valid.lower).isoformat()}
    spec.pop("valid_to", None)
    draft = FormDraft.objects.create(
        form=form, base=base, spec=spec, started_by=by, started_at=at, changed_by=by, changed_at=at
    )
    audit.record(by=by, at=at, action="form.start", subject=draft, code=form.code)
    return draft


@transaction.atomic
def edit_draft(*, by: Person, at: datetime, draft: FormDraft, what: str, change: Callable[[Draft], Draft]) -> FormDraft:
    """Apply one change and keep the draft as it was before it. A change that changes nothing leaves no step.

    change: of kernel.form_drafts; it raises Refused where the part is gone. what: the step in words.
    """
    require_composer(by, at)
    current = locked(draft)
    after = change(current.spec)
    if after == current.spec:
        return current
    FormDraftStep.objects.create(draft=current, what=what[:200], before=current.spec, by=by, at=at)
    old = current.steps.order_by("-pk").values_list("pk", flat=True)[STEPS_KEPT:]
    current.steps.filter(pk__in=list(old)).delete()
    current.spec, current.changed_by, current.changed_at = after, by, at
    current.save(update_fields=["spec", "changed_by", "changed_at"])
    audit.record(by=by, at=at, action="form.edit", subject=current, code=after["code"])
    return current


@transaction.atomic
def undo_step(*, by: Person, at: datetime, draft: FormDraft) -> str:
    """Take the newest change back; answers what it was. Refused where nothing is left to undo."""
    require_composer(by, at)
    current = locked(draft)
    step = current.steps.order_by("-pk").first()
    if step is None:
        raise Refused("nothing-to-undo", "Không còn bước nào để hoàn tác.")
    current.spec, current.changed_by, current.changed_at = step.before, by, at
    current.save(update_fields=["spec", "changed_by", "changed_at"])
    what = step.what
    step.delete()
    audit.record(by=by, at=at, action="form.undo", subject=current, code=current.spec["code"])
    return what


@transaction.atomic
def throw_draft_away(*, by: Person, at: datetime, draft: FormDraft) -> None:
    require_composer(by, at)
    current = locked(draft)
    audit.record(by=by, at=at, action="form.throw_away", subject=current, code=current.spec["code"])
    current.delete()


@transaction.atomic
def issue_draft(*, by: Person, at: datetime, draft: FormDraft) -> FormVersion:
    """Make the draft the form's next version. Refused while a mistake is left in it or it would begin too early.

    Which reports take the new version decides whoever opens reports (reporting.actions.adopt_form_version).
    """
    require_composer(by, at)
    current = locked(draft)
    found = examine(current.spec, queries.elements())
    if found.errors:
        told = " ".join(p.message for p in found.errors[:3])
        raise Refused("form-mistakes", f"Chưa ban hành được, còn {len(found.errors)} điểm: {told}")
    spec = form_to_dict(form_from_dict(current.spec))
    since = found.form.valid_from
    form, newest = current.form, newest_of(current.form) if current.form else None
    if newest and newest.pk != current.base_id:
        raise Refused("form-newer", "Trong lúc soạn, biểu đã có phiên bản mới; bỏ bản soạn này và soạn từ bản mới.")
    if newest and since < newest.valid.lower:
        lower = newest.valid.lower
        raise Refused("form-early", f"Ngày áp dụng phải từ {lower:%d/%m/%Y}, ngày bắt đầu của bản đang dùng.")
    if newest and _same(newest.spec, spec):
        raise Refused("form-same", "Bản soạn chưa khác bản đang dùng; chưa có gì để ban hành.")
    if form is None:
        form = Form.objects.create(code=spec["code"], title=spec["title"])
    form.title = spec["title"]
    form.save(update_fields=["title"])
    version = store_version(form, spec, since=since, by=by, at=at)
    current.delete()
    audit.record(by=by, at=at, action="form.issue", subject=version, code=form.code, number=version.number)
    return version


def _same(old: Draft, new: Draft) -> bool:
    before = form_to_dict(form_from_dict(old))
    return {**before, "valid_from": ""} == {**new, "valid_from": ""}


def locked(draft: FormDraft) -> FormDraft:
    found = FormDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if found is None:
        raise Refused("draft-gone", "Bản soạn này đã được ban hành hoặc bỏ; tải lại trang.")
    return found
