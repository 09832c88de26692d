"""Writing a consolidated report: figures made anew at any time, the officer's words kept, and then frozen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.publishing import own_templates
from namro.publishing.actions import freeze, report_title
from namro.publishing.builders import consolidated
from namro.publishing.builders.consolidated import Material, OwnWords, Section
from namro.publishing.draft_figures import changes, figures_of
from namro.publishing.gathering import gather
from namro.publishing.models import DraftSection, Publication, PublicationKind, ReportDraft, ReportTemplate
from namro.publishing.rules import DraftState, ReportLetterhead, check_can_write, check_draft_step

LONGEST_TEXT = 20_000  # characters of one section


@transaction.atomic
def start_draft(
    *,
    by: Person,
    at: datetime,
    plan: Plan,
    period_code: str,
    letterhead: ReportLetterhead = ReportLetterhead.POLICE,
    include_submitted: bool = False,
) -> ReportDraft:
    """Begin a report, or go on with the one that is open. Raises Refused("period") for no period of the plan."""
    access.require(by, Permission.PUBLICATION_MAKE, unit=plan.owner_id, on=timezone.localdate(at))
    Plan.objects.select_for_update().get(pk=plan.pk)  # two officers who begin at once share one draft
    same = ReportDraft.objects.filter(
        plan=plan, period_code=period_code, letterhead=letterhead, state=DraftState.OPEN
    ).first()
    if same is not None:
        return same
    draft = ReportDraft(
        plan=plan,
        unit=plan.owner,
        period_code=period_code,
        letterhead=letterhead,
        include_submitted=include_submitted,
        figures_at=at,
        by=by,
        at=at,
    )
    draft.figures = figures_of(consolidated.sections(material_of(draft, at=at)))
    draft.save()
    audit.record(by=by, at=at, action="report_draft.start", subject=draft, unit=draft.unit)
    return draft


def material_of(draft: ReportDraft, *, at: datetime) -> Material:
    """What the report would be made of at that instant."""
    return gather(
        plan=draft.plan,
        period_code=draft.period_code,
        on=timezone.localdate(at),
        letterhead=ReportLetterhead(draft.letterhead),
        include_submitted=draft.include_submitted,
    )


def words_of(draft: ReportDraft) -> dict[str, str]:
    return {section.code: section.text for section in draft.sections.all() if section.text.strip()}


@transaction.atomic
def write_section(
    *, by: Person, at: datetime, draft: ReportDraft, code: str, text: str, base_version: int
) -> DraftSection:
    """Keep the officer's words of a section.

    base_version: of the words that were changed, 0 where there were none. Raises Refused("stale") where somebody else
    has written since, and for a section that takes no words.
    """
    found = _locked(by, at, draft)
    check_can_write(DraftState(found.state))
    words = text.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_TEXT:
        raise Refused("too-long", "Lời của một mục dài quá 20.000 ký tự; chuyển bớt sang phụ lục.")
    stored = found.sections.filter(code=code).first()
    if stored is None:
        _require_open_to_words(found, code, at)
        stored = DraftSection(draft=found, code=code)
    if stored.text == words and stored.version:
        return stored
    if stored.version != base_version:
        who = stored.by.full_name
        raise Refused("stale", f"{who} vừa sửa mục này; tải lại trang để xem lời mới rồi sửa tiếp.")
    stored.text, stored.version, stored.by, stored.at = words, stored.version + 1, by, at
    stored.seen = found.figures.get(code, [])
    stored.save()
    audit.record(by=by, at=at, action="report_draft.write", subject=found, unit=found.unit, section=stored.pk)
    return stored


def _require_open_to_words(draft: ReportDraft, code: str, at: datetime) -> None:
    for section in consolidated.sections(material_of(draft, at=at)):
        if section.code == code and section.own is not OwnWords.NONE:
            return
    raise Refused("no-words", "Mục này do phần mềm lập từ số liệu, không ghi lời vào đây.")


@transaction.atomic
def pull_words(
    *, by: Person, at: datetime, draft: ReportDraft, code: str, said_by: str, words: str, base_version: int
) -> DraftSection:
    """Put what a unit wrote behind the officer's words, as a bullet that names the unit."""
    found = draft.sections.filter(code=code).first()
    line = f"- {said_by}: {' '.join(words.split())}"
    before = found.text if found else ""
    text = before if line in before.splitlines() else f"{before}\n{line}"
    return write_section(by=by, at=at, draft=draft, code=code, text=text, base_version=base_version)


@transaction.atomic
def regenerate(*, by: Person, at: datetime, draft: ReportDraft) -> ReportDraft:
    """Bring the figures up to date; no word of the officer changes."""
    found = _locked(by, at, draft)
    check_can_write(DraftState(found.state))
    found.figures = figures_of(consolidated.sections(material_of(found, at=at)))
    found.figures_at = at
    found.save(update_fields=["figures", "figures_at"])
    audit.record(by=by, at=at, action="report_draft.regenerate", subject=found, unit=found.unit)
    return found


@transaction.atomic
def confirm_section(*, by: Person, at: datetime, draft: ReportDraft, code: str) -> ReportDraft:
    """Say that the words of a section still fit its figures, which have changed."""
    found = _locked(by, at, draft)
    check_can_write(DraftState(found.state))
    found.sections.filter(code=code).update(seen=found.figures.get(code, []))
    audit.record(by=by, at=at, action="report_draft.confirm", subject=found, unit=found.unit)
    return found


@transaction.atomic
def choose_template(*, by: Person, at: datetime, draft: ReportDraft, template: ReportTemplate | None) -> ReportDraft:
    """None: our own layout."""
    found = _locked(by, at, draft)
    check_can_write(DraftState(found.state))
    if template is not None:
        own_templates.check_fits(template, outline=material_of(found, at=at).outline.code, unit=found.unit_id)
    found.template = template
    found.save(update_fields=["template"])
    audit.record(by=by, at=at, action="report_draft.template", subject=found, unit=found.unit)
    return found


@transaction.atomic
def drop_draft(*, by: Person, at: datetime, draft: ReportDraft) -> ReportDraft:
    return _step(by, at, draft, DraftState.DROPPED, "report_draft.drop")


@transaction.atomic
def take_up_draft(*, by: Person, at: datetime, draft: ReportDraft) -> ReportDraft:
    """Take a dropped draft up again, unless another one of the same report has been begun."""
    same = ReportDraft.objects.filter(
        plan=draft.plan_id, period_code=draft.period_code, letterhead=draft.letterhead, state=DraftState.OPEN
    )
    if same.exclude(pk=draft.pk).exists():
        raise Refused("draft-open", "Kỳ này đã có một dự thảo khác đang mở; bỏ dự thảo ấy trước rồi khôi phục.")
    return _step(by, at, draft, DraftState.OPEN, "report_draft.take_up")


def _step(by: Person, at: datetime, draft: ReportDraft, to: DraftState, action: str) -> ReportDraft:
    found = _locked(by, at, draft)
    check_draft_step(DraftState(found.state), to)
    found.state = to
    found.save(update_fields=["state"])
    audit.record(by=by, at=at, action=action, subject=found, unit=found.unit)
    return found


@transaction.atomic
def freeze_draft(*, by: Person, at: datetime, draft: ReportDraft, names_nobody: bool = False) -> Publication:
    """Make the document of a draft, once and for all.

    names_nobody: a person has looked at words that seem to name somebody. Raises Refused where the figures are not
    those that the draft was last brought up to date with: what goes out is what was read.
    """
    found = _locked(by, at, draft)
    check_draft_step(DraftState(found.state), DraftState.FROZEN)
    material = material_of(found, at=at)
    parts, words = consolidated.sections(material), words_of(found)
    if moved := changes(found.figures, figures_of(parts)):
        told = next((change for change in moved if change.old and change.new), moved[0])
        raise Refused(
            "figures-changed",
            f"Số liệu đã đổi từ lần cập nhật gần nhất ({told.in_words}); "
            "bấm «Cập nhật số liệu», soát lại lời văn rồi chốt.",
        )
    if not names_nobody:
        _refuse_names(parts, words)
    document = consolidated.assemble(parts, words, material=material)
    found.state = DraftState.FROZEN
    found.save(update_fields=["state"])
    own_layout, lines = None, consolidated.printed_lines(parts, words)
    if found.template is not None:
        own_layout, lines = own_templates.rendered(found.template, parts, words, material=material)
    return freeze(
        by=by,
        at=at,
        kind=PublicationKind.CONSOLIDATED_REPORT,
        plan=found.plan,
        unit=found.unit,
        title=report_title(document),
        filename=f"bao-cao-tong-hop-{found.period_code}.docx",
        document=document,
        lines=lines,
        period=material.figures.period,
        own_layout=own_layout,
        draft=found,
        own_words=own_words_by_heading(parts, words),
    )


def own_words_by_heading(parts: Iterable[Section], words: dict[str, str]) -> dict[str, dict[str, str]]:
    """The officer's words as the document keeps them: by code, with the heading under which they stand."""
    return {
        part.code: {"heading": name_of_section(part), "text": words[part.code]} for part in parts if part.code in words
    }


def name_of_section(section: Section) -> str:
    """What a section is called on pages; the opening and the closing have no heading on paper."""
    return section.heading or ("Mở đầu" if section.code == "opening" else "Kết thúc")


def _refuse_names(parts: Iterable[Section], words: dict[str, str]) -> None:
    for part in parts:
        for problem in find_personal_data(words.get(part.code, "")):
            raise Refused(
                "personal-data",
                f"Mục «{name_of_section(part)}»: {problem.message} {problem.remedy} "
                "Nếu đã soát và không nêu ai, đánh dấu «Đã soát» rồi chốt lại.",
            )


def _locked(by: Person, at: datetime, draft: ReportDraft) -> ReportDraft:
    found = ReportDraft.objects.select_for_update(of=("self",)).select_related("plan", "unit").get(pk=draft.pk)
    access.require(by, Permission.PUBLICATION_MAKE, unit=found.unit_id, on=timezone.localdate(at))
    return found
