"""A report is read aloud in the order in which it is seen, with its tables, lists and pictures named as what they are."""

from __future__ import annotations

import io

import pikepdf

from tests.report import factories, treecheck


def tags(data: bytes) -> list[str]:
    return [element.tag for element in treecheck.elements(data)]


def test_headings_go_down_one_step_at_a_time() -> None:
    headings = [tag for tag in tags(factories.report()) if tag in ("/H1", "/H2")]

    assert headings[0] == "/H1"
    assert set(headings[1:]) == {"/H2"}


def test_every_heading_is_a_bookmark() -> None:
    with pikepdf.open(io.BytesIO(factories.report())) as pdf, pdf.open_outline() as outline:
        title = outline.root[0]
        below = [item.title for item in title.children]

    assert title.title == "Ombuds Office report"
    assert below == [
        "How to read the numbers",
        "Who came to the office",
        "Where in the district",
        "What the concerns were about",
        "What these numbers cannot say",
    ]


def test_each_table_says_what_its_rows_and_columns_are() -> None:
    tables = [element for element in treecheck.elements(factories.report()) if element.tag == "/Table"]

    assert len(tables) == 3
    for table in tables:
        caption, head, body = table.children
        assert (caption.tag, head.tag, body.tag) == ("/Caption", "/THead", "/TBody")
        assert [(cell.tag, cell.scope) for cell in head.children[0].children] == 2 * [("/TH", "/Column")]
        for row in body.children:
            assert [(cell.tag, cell.scope) for cell in row.children] == [("/TH", "/Row"), ("/TD", "")]


def test_the_table_with_the_same_numbers_follows_the_chart() -> None:
    order = tags(factories.report())

    assert order.count("/Figure") == 1
    assert order[order.index("/Figure") + 1] == "/Table"


def test_the_four_counts_are_a_list_of_terms() -> None:
    listed = next(element for element in treecheck.elements(factories.report()) if element.tag == "/L")

    assert [[part.tag for part in item.children] for item in listed.children] == [["/Lbl", "/LBody"]] * 4


def test_a_long_table_is_one_table_on_several_pages_with_its_header_read_once() -> None:
    data = factories.long_report()
    table = next(element for element in treecheck.elements(data) if element.tag == "/Table")
    _caption, head, body = table.children

    assert len(body.children) == 60
    assert len(head.children) == 1
    assert len(set().union(*(cell.pages for cell in body.walk()))) > 1
    assert len(set().union(*(cell.pages for cell in head.walk()))) == 1


def test_more_bars_than_a_page_holds_are_several_charts() -> None:
    assert tags(factories.long_report()).count("/Figure") == 3


def test_the_page_number_is_no_part_of_what_is_read() -> None:
    with pikepdf.open(io.BytesIO(factories.report())) as pdf:
        for page in pdf.pages:
            footers = [
                operands
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC" and operands[0] == "/Artifact"
            ]
            assert [(str(footer[1].Type), str(footer[1].Subtype)) for footer in footers] == [("/Pagination", "/Footer")]


def grids(data: bytes) -> list[treecheck.Node]:
    """The tables with two sides: those whose head has two rows."""
    tables = [element for element in treecheck.elements(data) if element.tag == "/Table"]
    return [table for table in tables if len(table.children[1].children) == 2]


def test_every_field_of_a_two_sided_table_names_its_row_and_its_columns() -> None:
    for table in grids(factories.rich_report()):
        caption, head, body = table.children
        assert (caption.tag, head.tag, body.tag) == ("/Caption", "/THead", "/TBody")
        (corner, above), columns = (row.children for row in head.children)
        assert (corner.spans, above.spans) == ((2, 1), (1, len(columns)))
        assert {cell.scope for cell in (corner, above, *columns)} == {"/Column"}
        for row in body.children:
            label, *fields = row.children
            assert (label.tag, label.scope) == ("/TH", "/Row")
            assert [field.tag for field in fields] == ["/TD"] * len(columns)
            for field, column in zip(fields, columns, strict=True):
                assert field.headers == [label.identifier, above.identifier, column.identifier]


def test_identifiers_of_heads_are_their_own() -> None:
    named = [cell.identifier for cell in treecheck.elements(factories.rich_report()) if cell.identifier]

    assert len(named) == len(set(named)) > 20


def test_two_sided_tables_follow_the_others_each_under_its_heading() -> None:
    with pikepdf.open(io.BytesIO(factories.rich_report())) as pdf, pdf.open_outline() as outline:
        below = [item.title for item in outline.root[0].children]

    assert below == [
        "From the ombuds",
        "How to read the numbers",
        "Who came to the office",
        "Where in the district",
        "What the concerns were about",
        "Who came, and from where",
        "Where in the district, and what about",
        "Who came, and what about",
        "What these numbers cannot say",
    ]


def test_a_long_two_sided_table_repeats_its_head_on_each_page_and_is_read_once() -> None:
    parts = grids(factories.long_report())

    assert len(parts) == 3
    assert [len(part.children[2].children) for part in parts] == [60] * 3
    assert sum(len(part.children[1].children[1].children) for part in parts) == 20
    for part in parts:
        _caption, head, body = part.children
        assert len(set().union(*(cell.pages for cell in body.walk()))) > 1
        assert len(set().union(*(cell.pages for cell in head.walk()))) == 1


def test_the_lists_that_the_program_comes_with_need_no_table_in_parts() -> None:
    for language in ("en", "es"):
        assert len(grids(factories.full_report(language))) == 3
