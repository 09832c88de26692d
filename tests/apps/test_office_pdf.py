"""The PDF of a document from an office's own Word template, which LibreOffice makes as a job."""

from __future__ import annotations

import hashlib

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from namro.kernel.problems import Refused
from namro.organisations.models import Unit
from namro.plans.models import Plan
from namro.publishing import office_pdf
from namro.publishing.actions import freeze
from namro.publishing.models import Publication, PublicationFile, PublicationKind
from namro.publishing.rules import FileForm
from namro.reading.legacy_office import office
from namro.writing import docx
from namro.writing.model import OfficialDocument
from tests.apps.reporting import LATE, make_plan
from tests.cast import Cast
from tests.writing.test_docx import plain


@pytest.fixture
def made(cast: Cast) -> Publication:
    return own_document(cast, make_plan(cast), cast.province, plain())


def own_document(cast: Cast, plan: Plan, unit: Unit, document: OfficialDocument) -> Publication:
    return freeze(
        by=cast.standing,
        at=LATE,
        kind=PublicationKind.CONSOLIDATED_REPORT,
        plan=plan,
        unit=unit,
        title="Báo cáo",
        filename="bao-cao.docx",
        document=document,
        own_layout=docx.render(document, at=LATE),
    )


def test_an_own_template_leaves_the_pdf_to_the_office(made: Publication) -> None:
    assert not made.files.exists()


def test_without_libreoffice_it_is_said_what_to_do(
    cast: Cast, made: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Refused, match=r"chưa cài LibreOffice.*mở bằng Word rồi lưu thành PDF"):
        office_pdf.ask_for_pdf(by=cast.standing, at=LATE, publication=made)


@pytest.mark.slow
@pytest.mark.skipif(office() is None, reason="LibreOffice is not installed")
def test_the_pdf_is_made_once_and_kept_with_its_digest(cast: Cast, made: Publication) -> None:
    asked = office_pdf.ask_for_pdf(by=cast.standing, at=LATE, publication=made)
    assert office_pdf.ask_for_pdf(by=cast.standing, at=LATE, publication=made) == asked
    assert ProcrastinateJob.objects.filter(task_name="namro.publishing.jobs.make_pdf").count() == 1
    office_pdf.make_pdf(at=LATE, file=asked)
    kept = PublicationFile.objects.get(publication=made, form=FileForm.PDF)
    content = bytes(kept.content or b"")
    assert content.startswith(b"%PDF-")
    assert b"pdfaid" in content
    assert kept.digest == hashlib.sha256(content).hexdigest()
