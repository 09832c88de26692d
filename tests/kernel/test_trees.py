import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.trees import Tree


@st.composite
def trees(draw: st.DrawFn) -> Tree[int]:
    """Unit n hangs under one of 0 … n-1; the pairs come in any order."""
    size = draw(st.integers(1, 30))
    pairs = [(0, None)] + [(n, draw(st.integers(0, n - 1))) for n in range(1, size)]
    return Tree(draw(st.permutations(pairs)))


@given(trees())
def test_everything_hangs_on_the_root(tree: Tree[int]) -> None:
    assert {tree.root, *tree.descendants(tree.root)} == set(tree)
    assert len(tree.descendants(tree.root)) == len(tree) - 1


@given(trees())
def test_ancestors_and_descendants_are_the_same_relation(tree: Tree[int]) -> None:
    assert {(u, a) for u in tree for a in tree.ancestors(u)} == {(d, u) for u in tree for d in tree.descendants(u)}


@given(trees())
def test_the_leaves_of_a_unit_are_those_of_its_children(tree: Tree[int]) -> None:
    for unit in tree:
        below = [leaf for child in tree.children(unit) for leaf in tree.leaves(child)]
        assert list(tree.leaves(unit)) == (below or [unit])


@given(trees())
def test_a_parent_comes_before_its_children(tree: Tree[int]) -> None:
    order = (tree.root, *tree.descendants(tree.root))
    for unit in order[1:]:
        parent = tree.parent(unit)
        assert parent is not None
        assert order.index(parent) < order.index(unit)


def test_units_may_be_named_by_code() -> None:
    tree = Tree([("tinh", None), ("xa_1", "tinh"), ("xa_2", "tinh")])
    assert tree.children("tinh") == ("xa_1", "xa_2")
    assert "xa_1" in tree
    assert "xa_9" not in tree


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([], "phải có một gốc, đang có 0"),
        ([(1, None), (2, None)], "phải có một gốc, đang có 2"),
        ([(1, None), (2, 9)], "cấp trên 9 không có"),
        ([(1, None), (2, 1), (2, 1)], "2 có hai dòng"),
        ([(1, None), (2, 3), (3, 4), (4, 2)], "có vòng: 2, 3, 4"),
        ([(1, None), (2, 2)], "có vòng: 2"),
    ],
)
def test_what_is_no_tree_is_turned_down(pairs: list[tuple[int, int | None]], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Tree(pairs)
