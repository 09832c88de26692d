"""An uploaded Word template: what is found in it, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from namro.kernel.problems import Refused
from namro.reading.word_template import Placeholder, read_template

CONTENT = "[Content_Types].xml"
RELATIONS = "word/_rels/document.xml.rels"


def template(*paragraphs: str) -> bytes:
    file = docx.Document()
    for text in paragraphs:
        file.add_paragraph(text)
    return saved(file)


def saved(file: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed, or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for other in source.namelist():
            target.writestr(other, change(source.read(other)) if other == name else source.read(other))
        if name not in source.namelist():
            target.writestr(name, change(b""))
    return stream.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as raised:
        read_template(data)
    return raised.value.message


def test_finds_placeholders_with_the_paragraph_they_stand_in() -> None:
    found = read_template(template("Mở đầu", "{{ trich_yeu }}", "Kỳ {{ky_bao_cao}} có {{ so_lieu.addicts_new }} người"))
    assert found.placeholders == (
        Placeholder("trich_yeu", "đoạn 2 («{{ trich_yeu }}»)", alone=True),
        Placeholder("ky_bao_cao", "đoạn 3 («Kỳ {{ky_bao_cao}} có {{ so_lieu.addicts_…»)", alone=False),
        Placeholder("so_lieu.addicts_new", "đoạn 3 («Kỳ {{ky_bao_cao}} có {{ so_lieu.addicts_…»)", alone=False),
    )


def test_finds_a_placeholder_that_word_has_cut_into_pieces() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph()
    for piece in ("{", "{ trich", "_yeu }", "}"):
        paragraph.add_run(piece).bold = True
    file.sections[0].header.paragraphs[0].text = "{{ ky_bao_cao }}"
    assert [p.name for p in read_template(saved(file)).placeholders] == ["trich_yeu", "ky_bao_cao"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ trich_yeu.__class__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ so_lieu['a'] }}",
        "{{ trich_yeu|upper }}",
        "{{ 7*7 }}",
        "{{ lipsum() }}",
        "{{p trich_yeu }}",
        "{{ _ }}",
        "{{}}",
    ],
)
def test_an_expression_is_no_placeholder(text: str) -> None:
    assert refusal(template("Một", text)).startswith("Mẫu, đoạn 2 («")


@pytest.mark.parametrize(
    "text", ["{% for i in range(1000000000) %}x{% endfor %}", "{# ghi chú #}", "{%p if a %}", "{{ a", "b }}", "{ a }"]
)
def test_nothing_but_placeholders_may_stand_in_braces(text: str) -> None:
    assert "đoạn 2" in refusal(template("Một", text))


def test_a_command_cut_over_two_paragraphs_is_seen() -> None:
    assert "đoạn 1" in refusal(template("Một {", "% set a = 1 %}"))


def test_braces_hidden_outside_the_text_are_seen() -> None:
    file = docx.Document()
    file.core_properties.title = "{{ 7*7 }}"
    assert "thuộc tính của tệp" in refusal(saved(file))
    data = template("{{ trich_yeu }}")
    assert "thuộc tính của tệp" in refusal(changed(data, "word/other.xml", lambda _: b"<a><b>{</b><c>% x %}</c></a>"))
    drawn = changed(data, "word/document.xml", lambda xml: xml.replace(b"<w:p>", b'<w:p w:rsidR="{{ x }}">', 1))
    assert "thuộc tính của tệp" in refusal(drawn)


def test_macros_and_embedded_objects_are_refused() -> None:
    data = template("{{ trich_yeu }}")
    assert "macro" in refusal(changed(data, "word/vbaProject.bin", lambda _: b"x"))
    assert "macro" in refusal(changed(data, "word/embeddings/oleObject1.bin", lambda _: b"x"))
    as_docm = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    as_docx = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert "macro" in refusal(changed(data, CONTENT, lambda xml: xml.replace(as_docx, as_docm)))


def test_what_is_fetched_from_outside_is_refused() -> None:
    data = template("{{ trich_yeu }}")
    base = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

    def linked(kind: bytes, target: bytes) -> bytes:
        one = b'<Relationship Id="rIdX" Type="%s" Target="%s" TargetMode="External"/></Relationships>'
        return changed(data, RELATIONS, lambda xml: xml.replace(b"</Relationships>", one % (base + kind, target)))

    assert "bên ngoài" in refusal(linked(b"attachedTemplate", b"http://example.invalid/a.dotm"))
    assert "bên ngoài" in refusal(linked(b"image", b"file:///etc/passwd"))
    assert "bên ngoài" in refusal(linked(b"hyperlink", b"file:///etc/passwd"))
    assert read_template(linked(b"hyperlink", b"mailto:vt@example.invalid")).placeholders


def test_fetching_fields_are_refused() -> None:
    field = b'<w:p><w:fldSimple w:instr=" INCLUDETEXT C:/x.txt "><w:r><w:t>a</w:t></w:r></w:fldSimple></w:p>'
    data = changed(template("{{ trich_yeu }}"), "word/document.xml", lambda x: x.replace(b"<w:p>", field + b"<w:p>", 1))
    assert "field" in refusal(data)


def test_entities_and_bombs_are_refused() -> None:
    data = template("{{ trich_yeu }}")
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert "khai báo lạ" in refusal(
        changed(data, "word/document.xml", lambda xml: xml.replace(b"<w:document", entity + b"<w:document", 1))
    )
    assert "giải nén" in refusal(changed(data, "word/header9.xml", lambda _: b"<a>" + b" " * 60_000_000 + b"</a>"))


def test_tracked_changes_have_to_be_settled_first() -> None:
    tracked = b'<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>a</w:t></w:r></w:ins></w:p>'
    data = changed(
        template("{{ trich_yeu }}"), "word/document.xml", lambda x: x.replace(b"<w:p>", tracked + b"<w:p>", 1)
    )
    assert "Track Changes" in refusal(data)


def test_only_word_files_are_templates() -> None:
    assert ".docx" in refusal(b"%PDF-1.7 x")
    assert ".docx" in refusal("Báo cáo {{ trich_yeu }}".encode())
