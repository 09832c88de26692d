import pytest

from namro.writing.model import Bullet, Column, HeaderCell, Heading, Row, RowKind, Run, Table, paragraph, placed_header

COLUMNS = (Column("TT", 1), Column("Nội dung", 5), Column("Số", 2))


def test_plain_strings_become_runs() -> None:
    assert paragraph("a ", Run("b", bold=True)).runs == (Run("a "), Run("b", bold=True))


@pytest.mark.parametrize("cells", [("1", "hai"), ("1", "hai", "3", "4")])
@pytest.mark.parametrize("kind", [RowKind.DATA, RowKind.TOTAL])
def test_a_row_has_a_cell_for_each_column(cells: tuple[str, ...], kind: RowKind) -> None:
    with pytest.raises(ValueError, match="cells in a"):
        Table(columns=COLUMNS, rows=(Row(cells, kind),))


def test_a_group_row_may_have_fewer_cells_but_not_none() -> None:
    Table(columns=COLUMNS, rows=(Row(("A", "Nhân khẩu"), RowKind.GROUP),))
    with pytest.raises(ValueError, match="0 cells"):
        Table(columns=COLUMNS, rows=(Row((), RowKind.GROUP),))


def test_a_table_needs_a_column() -> None:
    with pytest.raises(ValueError, match="needs a column"):
        Table(columns=(), rows=())


def test_a_merged_header_finds_its_places() -> None:
    header = ((HeaderCell("TT", rows=2), HeaderCell("Số người", columns=2)), (HeaderCell("Nam"), HeaderCell("Nữ")))
    upper, lower = placed_header(header, 3)
    assert [(cell.text, cell.columns, cell.continued) for cell in upper] == [("TT", 1, False), ("Số người", 2, False)]
    assert [(cell.text, cell.columns, cell.continued) for cell in lower] == [
        ("", 1, True), ("Nam", 1, False), ("Nữ", 1, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        ((HeaderCell("TT"), HeaderCell("Nội dung")),),
        ((HeaderCell("TT", columns=4),),),
        ((HeaderCell("TT", columns=3, rows=2),),),
        ((HeaderCell("TT", columns=2), HeaderCell("Số")), (HeaderCell("a"), HeaderCell("b"))),
        ((HeaderCell("TT", columns=3, rows=2),), (HeaderCell("too many"),)),
    ],
)
def test_a_header_covers_the_columns_exactly(header: tuple[tuple[HeaderCell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="header"):
        Table(columns=COLUMNS, rows=(), header=header)


def test_there_are_three_heading_levels_and_two_bullet_levels() -> None:
    with pytest.raises(ValueError, match="heading level 4"):
        Heading(4, "1", "x")
    with pytest.raises(ValueError, match="bullet level 3"):
        Bullet((), 3)
