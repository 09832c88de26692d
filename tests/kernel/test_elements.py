import json
from datetime import date
from typing import Any

import pytest

from namro.kernel.elements import CellKey, ElementKind, element_from_dict, element_to_dict

INFORMED: dict[str, Any] = {
    "code": "informed_people",
    "name": "Người được cung cấp thông tin",
    "kind": "Y",
    "unit": "người",
    "breakdowns": [["addicts", "Người nghiện"], ["users", "Người sử dụng"]],
    "supplier": "Công an xã",
    "source": "KH 107",
    "valid_from": date(2025, 12, 15),
}


def test_an_element_goes_to_json_and_back() -> None:
    element = element_from_dict(INFORMED)
    assert element.kind is ElementKind.YTD
    assert element_from_dict(json.loads(json.dumps(element_to_dict(element)))) == element


def test_an_element_has_a_cell_for_each_breakdown_or_one_total() -> None:
    broken_down = element_from_dict(INFORMED)
    whole = element_from_dict({**INFORMED, "breakdowns": []})
    assert [str(key) for key in broken_down.cells()] == ["informed_people[addicts]", "informed_people[users]"]
    assert whole.cells() == (CellKey("informed_people"),)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "Z"}, "Z"),
        ({"code": "Mã số"}, "không phải mã số liệu"),
        ({"colour": "red"}, "không có mục «colour»"),
    ],
)
def test_a_mistake_in_a_data_file_is_named(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        element_from_dict({**INFORMED, **change})


def test_a_missing_entry_is_named() -> None:
    with pytest.raises(ValueError, match="thiếu mục «supplier, unit»"):
        element_from_dict({k: v for k, v in INFORMED.items() if k not in ("unit", "supplier")})


def test_cells_are_read_as_they_are_written() -> None:
    assert CellKey.parse("x") == CellKey("x", "total") == CellKey.parse("x[total]")
    assert CellKey.parse(str(CellKey("x", "y"))) == CellKey("x", "y")
    with pytest.raises(ValueError, match="không phải là ô"):
        CellKey.parse("x[")
