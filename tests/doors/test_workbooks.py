"""The pages of workbooks: downloading, uploading, looking before storing."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.reporting.jobs import check_workbooks, store_workbooks
from namro.reporting.models import Figure, WorkbookRun
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, baseline, fill, make_plan, report_of
from tests.apps.test_workbooks import download, typed_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"workbooks:{name}", args=args)


def posted(client: Client, *files: bytes, **more: str) -> str:
    named = [SimpleUploadedFile(f"tep {n}.xlsx", content) for n, content in enumerate(files, start=1)]
    answer = client.post(url("upload"), {"books": named, **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def figures() -> dict[str, object]:
    return {f.element.code: f.value for f in Figure.objects.filter(window_end=Q1.end).select_related("element")}


def test_a_commune_downloads_fills_uploads_looks_and_confirms(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.clerk_a)
    downloaded = client.get(url("download-report", report_of(cast.a).pk))
    assert "Bieu%2099001" in downloaded["Content-Disposition"]
    where = posted(client, typed_in(downloaded.content, {"addicts_new": 3, "users_new": "x"}))
    page = client.get(where).content.decode()
    assert re.search(r"X-Q, ô E\d+</b>: «Mới có quyết định quản lý»", page)
    assert "«x» không phải là số." in page
    where = posted(client, typed_in(downloaded.content, {"addicts_new": 3}))
    page = client.get(where).content.decode()
    assert "Ghi các tệp đã chọn" in page
    assert figures() == {}
    run = WorkbookRun.objects.latest("pk")
    file = run.files.get()
    client.post(f"{where}ghi/", {f"ghi-{file.pk}": "1"})
    assert figures() == {"addicts_new": 3}
    assert "Đã ghi 1 tệp" in client.get(where).content.decode()


def test_a_file_whose_box_is_not_ticked_is_left(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.clerk_a)
    where = posted(client, typed_in(download(report_of(cast.a)), {"addicts_new": 3}))
    client.post(f"{where}ghi/")
    assert figures() == {}
    assert "Để lại" in client.get(where).content.decode()


def test_a_conflict_is_chosen_on_the_page(cast: Cast, plan: Plan) -> None:
    client, blank = signed_in(cast.clerk_a), download(report_of(cast.a))
    fill(cast.clerk_a, report_of(cast.a), addicts_new=7)
    where = posted(client, typed_in(blank, {"addicts_new": 3}))
    assert "đã ghi 7, tệp ghi 3" in client.get(where).content.decode()
    file = WorkbookRun.objects.latest("pk").files.get()
    client.post(f"{where}ghi/", {f"ghi-{file.pk}": "1", f"xung-dot-{file.pk}": "tep"})
    assert figures() == {"addicts_new": 3}


def test_the_standing_agency_takes_all_files_and_brings_them_back(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.standing)
    archive = client.get(url("download-period", plan.pk, Q1.code))
    with zipfile.ZipFile(io.BytesIO(b"".join(archive))) as opened:
        books = {name: opened.read(name) for name in opened.namelist()}
    assert len(books) == 4
    files = [typed_in(content, {}) for content in books.values()]
    of_a = next(n for n, name in enumerate(books) if "99001" in name)
    files[of_a] = typed_in(files[of_a], {"addicts_new": 2})
    where = posted(client, *files, source_reference="BC 1/BC-UBND")
    run = WorkbookRun.objects.latest("pk")
    assert "0</b>/4" in client.get(where).content.decode()
    check_workbooks(run.pk)
    assert client.get(where, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    client.post(f"{where}ghi/", {f"ghi-{f.pk}": "1" for f in run.files.all()})
    assert "Đang ghi" in client.get(where).content.decode()
    store_workbooks(run.pk)
    assert figures() == {"addicts_new": 2}
    assert client.post(f"{where}ghi/").status_code == 409


def test_an_upload_can_be_dropped(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.clerk_a)
    where = posted(client, typed_in(download(report_of(cast.a)), {"addicts_new": 3}))
    client.post(f"{where}bo/")
    assert not WorkbookRun.objects.exists()
    assert client.get(where).status_code == 404


def test_nobody_sees_the_upload_of_another(cast: Cast, plan: Plan) -> None:
    where = posted(signed_in(cast.clerk_a), typed_in(download(report_of(cast.a)), {"addicts_new": 3}))
    for person in (cast.clerk_b, cast.standing):
        assert signed_in(person).get(where).status_code == 404
        assert signed_in(person).post(f"{where}ghi/").status_code == 404
    assert signed_in(cast.clerk_b).get(url("download-report", report_of(cast.a).pk)).status_code == 404


def test_nothing_chosen_is_said_on_the_page(cast: Cast, plan: Plan) -> None:
    answer = signed_in(cast.clerk_a).post(url("upload"), {})
    assert answer.status_code == 422
    assert "Chọn ít nhất một tệp" in answer.content.decode()
