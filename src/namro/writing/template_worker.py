"""Fills one Word template in a process of its own: a JSON of {template, values, blocks} in, a DOCX out.

Only Jinja's sandbox, with no filter, test or global, sees the template; the caller sets the limits on time and memory.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import _Element
from markupsafe import Markup

_ALONE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
FAILED = 3


def environment() -> ImmutableSandboxedEnvironment:
    """Nothing can be called in it, and nothing but plain data be looked into."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    made.is_safe_callable = lambda obj: False  # type: ignore[method-assign]
    made.is_safe_attribute = lambda obj, attr, value: False  # type: ignore[method-assign]
    return made


def fill(template: bytes, values: dict[str, Any], blocks: dict[str, str]) -> bytes:
    """values: words by placeholder, or by placeholder and key. blocks: WordprocessingML of whole paragraphs."""
    book = DocxTemplate(BytesIO(template))
    book.init_docx()
    _mark_blocks(book.docx, blocks)
    told = {name: Markup(xml) for name, xml in blocks.items()}  # noqa: S704 — written by writing/docx, never by a person
    book.render({**values, **told}, jinja_env=environment(), autoescape=True)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _mark_blocks(document: Document, blocks: Iterable[str]) -> None:
    """A placeholder that stands alone for whole paragraphs takes the place of its own paragraph."""
    known = set(blocks)
    roots = [document.element.body]
    for section in document.sections:
        roots += [section.header._element, section.footer._element]
    for root in roots:
        for paragraph in root.iter(qn("w:p")):
            found = _ALONE.fullmatch("".join(t.text or "" for t in paragraph.iter(qn("w:t"))).strip())
            if found and found[1] in known:
                _say(paragraph, f"{{{{p {found[1]} }}}}")


def _say(paragraph: _Element, words: str) -> None:
    texts = list(paragraph.iter(qn("w:t")))
    texts[0].text = words
    for other in texts[1:]:
        other.text = ""


def main() -> int:
    given = json.load(sys.stdin.buffer)
    try:
        made = fill(base64.b64decode(given["template"]), given["values"], given["blocks"])
    except TemplateError as wrong:
        print(wrong, file=sys.stderr)
        return FAILED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
