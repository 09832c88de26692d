"""Filling a Word template: words stay words, and the sandbox holds even for what the upload check would refuse."""

from __future__ import annotations

import io

import docx
import pytest
from jinja2 import TemplateError

from namro.writing.docx import block_xml
from namro.writing.model import Column, Row, Table, bullet, paragraph
from namro.writing.template_worker import fill


def template(*paragraphs: str) -> bytes:
    file = docx.Document()
    for text in paragraphs:
        file.add_paragraph(text)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def texts(content: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(content)).paragraphs if p.text]


def test_words_are_filled_in_as_words() -> None:
    said = "A & B < C > {{ 7*7 }} {% if %} «Ộ»"
    assert texts(fill(template("Trích: {{ trich_yeu }}."), {"trich_yeu": said}, {})) == [f"Trích: {said}."]


def test_a_figure_is_found_by_its_code() -> None:
    assert texts(fill(template("Có {{ so_lieu.addicts_new }}"), {"so_lieu": {"addicts_new": "12"}}, {})) == ["Có 12"]


def test_paragraphs_and_tables_take_the_place_of_their_paragraph() -> None:
    table = Table(columns=(Column("TT", 1), Column("Tên", 5)), rows=(Row(("1", "Xã A & B <c>")),))
    xml = block_xml((paragraph("Một {{ x }}"), bullet("hai"), table), {})
    made = docx.Document(io.BytesIO(fill(template("Trước", "{{ bang }}", "Sau"), {}, {"bang": xml})))
    assert [p.text for p in made.paragraphs if p.text] == ["Trước", "Một {{ x }}", "- hai", "Sau"]
    assert made.tables[0].rows[1].cells[1].text == "Xã A & B <c>"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ trich_yeu.__class__.__mro__ }}",
        "{{ trich_yeu.upper() }}",
        "{{ trich_yeu|upper }}",
        "{{ range(10) }}",
        "{{ cycler }}",
        "{{ self._TemplateReference__context }}",
        "{{ so_lieu.items() }}",
        "{{ so_lieu.clear() }}",
        "{{ khong_co }}",
    ],
)
def test_the_sandbox_lets_nothing_be_called_or_looked_into(text: str) -> None:
    with pytest.raises(TemplateError):
        fill(template(text), {"trich_yeu": "a", "so_lieu": {"a": "1"}}, {})
