"""Numbers put into cells of somebody else's workbook. Whatever else the file holds stays as it was, byte by byte:
styles, pictures, charts, print settings. Formulas are computed anew by the program that opens it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
# What may stand before calcPr in a workbook (ECMA-376, 18.2.27).
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")

Values = Mapping[tuple[str, str], Decimal]


def fill_workbook(data: bytes, values: Values) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """The workbook with numbers in cells (sheet, "D8"), and the places that hold a formula and so were left alone.

    data: a workbook that reading.workbooks has read. KeyError for a sheet that is not there.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    workbook_part, sheets = _sheets(archive)
    by_part: dict[str, dict[str, Decimal]] = defaultdict(dict)
    names = {part: name for name, part in sheets.items()}
    for (sheet, place), value in values.items():
        by_part[sheets[sheet]][place] = value
    formulas: list[tuple[str, str]] = []
    changed = {workbook_part: _computed_on_opening(archive.read(workbook_part))}
    for part in sheets.values():
        root = _parsed(archive.read(part))
        formulas += [(names[part], place) for place in _fill(root, by_part[part])]
        changed[part] = _bytes(root)
    return _packed(archive, changed), tuple(formulas)


def _packed(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in archive.infolist():
            new.writestr(entry, changed.get(entry.filename, archive.read(entry)), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _sheets(archive: zipfile.ZipFile) -> tuple[str, dict[str, str]]:
    """The part of the workbook, and the part of each sheet by its name."""
    workbook = next(iter(_related(archive, "", "officeDocument").values()))
    parts = _related(archive, workbook, "worksheet")
    root = _parsed(archive.read(workbook))
    listed = [one for one in root.iter(f"{_MAIN}sheet") if str(one.get(_RELATION)) in parts]
    return workbook, {str(one.get("name")): parts[str(one.get(_RELATION))] for one in listed}


def _related(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    folder, name = posixpath.split(part)
    relations = _parsed(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        str(one.get("Id")): posixpath.normpath(posixpath.join("/", folder, str(one.get("Target"))))[1:]
        for one in relations
        if str(one.get("Type")).endswith(f"/{kind}")
    }


def _parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _computed_on_opening(data: bytes) -> bytes:
    root = _parsed(data)
    settings = root.find(f"{_MAIN}calcPr")
    if settings is None:
        settings = etree.Element(f"{_MAIN}calcPr")
        last = next(one for name in _BEFORE_CALCULATION if (one := root.find(f"{_MAIN}{name}")) is not None)
        last.addnext(settings)
    settings.set("fullCalcOnLoad", "1")
    return _bytes(root)


def _fill(root: etree._Element, values: Mapping[str, Decimal]) -> Iterator[str]:
    """Writes into the cells of one sheet and forgets what formulas gave before; yields cells that hold a formula."""
    data = root.find(f"{_MAIN}sheetData")
    assert data is not None
    rows = {str(row.get("r")): row for row in data.iterchildren(f"{_MAIN}row")}
    for place, value in sorted(values.items(), key=lambda pair: _order(pair[0])):
        cell = _cell(data, rows, place)
        if cell.find(f"{_MAIN}f") is not None:
            yield place
            continue
        _put(cell, value)
    for formula in root.iter(f"{_MAIN}f"):
        owner = formula.getparent()
        if owner is not None and (old := owner.find(f"{_MAIN}v")) is not None:
            owner.remove(old)


def _put(cell: etree._Element, value: Decimal) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")
    etree.SubElement(cell, f"{_MAIN}v").text = f"{value.normalize():f}"


def _order(place: str) -> tuple[int, int]:
    """Row and column of «D8», as numbers that sort as the sheet does."""
    found = _PLACE.fullmatch(place)
    if not found:
        raise KeyError(place)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _cell(data: etree._Element, rows: dict[str, etree._Element], place: str) -> etree._Element:
    """The cell of that place; made where the file has none, in the order that the format demands."""
    number, column = _order(place)
    row = rows.get(str(number))
    if row is None:
        row = etree.Element(f"{_MAIN}row", r=str(number))
        after = [other for other in data if int(str(other.get("r", 0))) < number]
        data.insert(len(after), row)
        rows[str(number)] = row
    cells = list(row.iterchildren(f"{_MAIN}c"))
    for cell in cells:
        if cell.get("r") == place:
            return cell
    made = etree.Element(f"{_MAIN}c", r=place)
    row.insert(sum(_order(str(cell.get("r")))[1] < column for cell in cells), made)
    return made
