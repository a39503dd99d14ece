"""What the office's files look like, whatever program wrote them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombudsdesk.errors import UserError
from ombudsdesk.importing import sheets
from ombudsdesk.importing.sheets import read_sheet
from ombudsdesk.importing.texts import letter
from tests.importing.samples import TEXTS, as_csv, as_xlsx, log, log_rows

TABLE = [["Fecha", "Asunto", "Nota"], ["1/2/2025", "acoso; año", "dijo, “no”"], ["1/3/2025", "niñez", "él"]]
SPANISH = [["Fecha", "Asunto"], ["1/2/2025", "acoso escolar, señora Núñez"], ["1/3/2025", "educación"]]


def cells(data: bytes, name: str = "log.csv", **how: str) -> list[list[str]]:
    return [list(row.cells) for row in read_sheet(data, name, **how).rows]


def test_the_sample_is_read_cell_for_cell() -> None:
    sheet = read_sheet(log(), "office_log.csv")
    assert [list(row.cells) for row in sheet.rows] == log_rows()
    assert [row.number for row in sheet.rows] == list(range(1, 421))
    assert (sheet.encoding, sheet.delimiter) == ("utf-8-sig", ",")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_gives_the_same_cells(encoding: str, delimiter: str) -> None:
    sheet = read_sheet(as_csv(TABLE, encoding=encoding, delimiter=delimiter), "log.csv")
    assert [list(row.cells) for row in sheet.rows] == TABLE
    assert sheet.delimiter == delimiter
    assert sheet.encoding == {"cp1252": "windows-1252"}.get(encoding, encoding)


@pytest.mark.parametrize("encoding", ["latin-1", "mac_roman", "cp850", "cp437"])
def test_accents_of_older_programs_come_out_right(encoding: str) -> None:
    assert cells(as_csv(SPANISH, encoding=encoding)) == SPANISH


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=2))
def test_whatever_stands_in_quotes_is_read_back(table: list[list[str]]) -> None:
    table = [["Date", "Who", "Notes"], *table]
    data = as_csv(table, encoding="utf-8-sig")
    assert [list(row.cells) for row in read_sheet(data, "log.csv").rows] == table


def test_commas_in_notes_do_not_pass_for_the_delimiter() -> None:
    table = [["Date", "Notes"], *(["2025-01-01", "one, two, three, four"] for _ in range(9))]
    assert cells(as_csv(table, delimiter=";")) == table


def test_a_log_with_short_rows_is_divided_as_its_headers_are() -> None:
    table = [["Date", "Who", "Issues"], ["promotion; bus"], ["promotion; bus"]]
    assert cells(as_csv(table)) == table
    unknown = [["Kolor", "Maß"], *([f"{number},5", "1,5,7"] for number in range(5))]
    assert cells(as_csv(unknown, delimiter=";")) == unknown


def test_a_line_break_within_a_cell_does_not_start_a_row() -> None:
    table = [["Date", "Notes"], ["2025-01-01", "first\nsecond\r\nthird"], ["2025-01-02", "next"]]
    sheet = read_sheet(as_csv(table), "log.csv")
    assert [row.number for row in sheet.rows] == [1, 2, 3]
    assert sheet.rows[1].cells[1] == "first\nsecond\r\nthird"


def test_a_row_of_excel_that_names_the_delimiter_is_believed() -> None:
    sheet = read_sheet(b"sep=;\r\nDate;Notes, and more, and more\r\n2025-01-01;a, b, c\r\n", "log.csv")
    assert sheet.delimiter == ";"
    assert sheet.rows[2].cells == ("2025-01-01", "a, b, c")


def test_a_quotation_mark_that_never_ends_is_refused_with_its_row() -> None:
    with pytest.raises(UserError, match="row 3"):
        read_sheet(b'Date,Notes\r\n2025-01-01,fine\r\n2025-01-02,"never ends\r\n2025-01-03,lost\r\n', "log.csv")


def test_letters_that_two_programs_mixed_up_are_refused() -> None:
    with pytest.raises(UserError, match="accents"):
        read_sheet("Año,Núñez\n".encode() + "Año\n".encode("latin-1"), "log.csv")


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b" , ,\r\n,,\r\n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match="nothing"):
        read_sheet(data, "log.csv")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + bytes(500),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
        as_xlsx(TABLE)[:-300],
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "Date,Who".encode("utf-16-le"),
        "Date,Who\n1".encode("utf-16")[:-1],
    ],
    ids=["zip", "zeros", "ole", "cut", "picture", "utf-16 without mark", "half a letter"],
)
def test_damaged_files_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(UserError):
        read_sheet(data, "log.xlsx")


def test_a_document_that_is_no_table_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(UserError, match="not a spreadsheet"):
        read_sheet(stream.getvalue(), "letter.docx")


def test_a_locked_workbook_is_said_to_be_locked() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UserError, match="password"):
        read_sheet(data, "log.xlsx")


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_program_down(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        try:
            sheet = read_sheet(start + data, "log.csv")
        except UserError as error:
            assert error.what
        else:
            assert sheet.rows


# made once: a workbook holds the time, and hypothesis needs the same bytes each time
WORKBOOK = as_xlsx(TABLE)


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        sheet = read_sheet(bytes(damaged), "log.xlsx")
    except UserError as error:
        assert error.what
    else:
        assert sheet.rows


def test_too_many_bytes_rows_or_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 10)
    monkeypatch.setattr(sheets, "MAX_COLUMNS", 5)
    assert len(cells(b"a,b\n" * 10)) == 10
    for data in (b"a,b\n" * 11, b"a,b,c,d,e,f\n", as_xlsx([["a", "b"]] * 11), as_xlsx([["a"] * 6])):
        with pytest.raises(UserError, match="large"):
            read_sheet(data, "log.csv")
    monkeypatch.setattr(sheets, "MAX_BYTES", 10)
    with pytest.raises(UserError, match="large"):
        read_sheet(b"a,b\n" * 3, "log.csv")


PAGE = "xl/worksheets/sheet1.xml"


def repacked(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something changed in one of its parts; the part is made if it is not there."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = parts.get(name, old).replace(old, new)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return stream.getvalue()


@pytest.mark.parametrize("cell", [b'<c r="XFD1048576">', b"<c t='n' r='XFD1048576'>", b'<x:c r="XFD1048576">'])
def test_a_stray_cell_in_the_last_corner_does_not_end_the_program(cell: bytes) -> None:
    # the library asks for 512 GB of memory for such a sheet, and the process is killed
    corner = b'<row r="1048576">' + cell + b"<v>1</v></c></row></sheetData>"
    with pytest.raises(UserError, match="too far"):
        read_sheet(repacked(as_xlsx(TABLE), PAGE, b"</sheetData>", corner), "log.xlsx")


def test_a_corner_that_only_has_a_colour_does_no_harm() -> None:
    corner = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    assert cells(repacked(as_xlsx(TABLE), PAGE, b"</sheetData>", corner)) == TABLE


def test_a_workbook_that_announces_more_than_it_holds_does_not_end_the_program() -> None:
    # the library makes room for as many texts as the file says it has
    texts = b'<sst count="99999999999" uniqueCount="99999999999"/>'
    with pytest.raises(UserError, match="damaged"):
        read_sheet(repacked(as_xlsx(TABLE), "xl/sharedStrings.xml", texts, texts), "log.xlsx")


def test_a_workbook_in_excel_s_binary_form_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="XLSB"):
        read_sheet(repacked(as_xlsx(TABLE), "xl/workbook.bin", b"", b""), "log.xlsb")


def test_formulas_that_were_never_counted_are_not_taken_for_blanks() -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["A2"] = "Time", "=30+15"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UserError, match="formulas"):
        read_sheet(stream.getvalue(), "log.xlsx")


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    table = [["Date", "Notes"], ["2025-01-01", "=1+1"], ["2025-01-02", "@SUM(A1)"]]
    assert cells(as_csv(table)) == table
    assert cells(as_xlsx(table)) == table


def test_real_dates_times_and_numbers_of_a_workbook_become_what_a_person_would_type() -> None:
    values = [date(2025, 7, 4), datetime(2025, 7, 4, 10, 30), time(1, 15), timedelta(hours=26, minutes=15), 45, 1.5, True]
    typed = ["2025-07-04", "2025-07-04 10:30", "1:15", "26:15", "45", "1.5", "TRUE"]
    assert cells(as_xlsx([["a"] * 7, values])) == [["a"] * 7, typed]


def test_empty_rows_and_columns_at_the_top_of_a_workbook_keep_their_numbers() -> None:
    sheet = read_sheet(as_xlsx([[], [], ["", "Date"], ["", "2025-01-01"]]), "log.xlsx")
    assert [row.number for row in sheet.rows if not row.blank] == [3, 4]
    assert sheet.rows[3].cells == ("", "2025-01-01")


def test_the_first_sheet_that_can_be_seen_is_read_unless_another_is_named() -> None:
    from openpyxl import Workbook

    book = Workbook()
    for title in ("Lists", "Log", "Old"):
        book.create_sheet(title)["A1"] = f"in {title}"
    del book["Sheet"]
    book["Lists"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.active = book.worksheets[1]
    book.save(stream)
    sheet = read_sheet(stream.getvalue(), "log.xlsx")
    assert (sheet.name, sheet.names) == ("Log", ("Lists", "Log", "Old"))
    assert cells(stream.getvalue(), sheet="Old") == [["in Old"]]
    with pytest.raises(UserError, match="no sheet"):
        read_sheet(stream.getvalue(), "log.xlsx", sheet="2024")


ODS_START = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Log">'
)
ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"
# as LibreOffice ends every sheet
ODS_EMPTY = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def as_ods(rows: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", ODS_START + rows + ODS_END)
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {space}>{entry}</manifest:manifest>")
    return stream.getvalue()


def test_a_sheet_of_libreoffice_is_read() -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Fecha</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>Nota</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="date" office:date-value="2025-07-04"><text:p>4/7/25</text:p>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="45"><text:p>45</text:p>'
        "</table:table-cell></table:table-row>"
    )
    assert cells(as_ods(rows + ODS_EMPTY)) == [["Fecha", "Nota"], ["2025-07-04", "45"]]


def test_a_stray_cell_of_libreoffice_far_below_is_refused() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    last = f"<table:table-row>{cell}</table:table-row>"
    with pytest.raises(UserError, match="too far"):
        read_sheet(as_ods(ODS_EMPTY + last), "log.ods")


def test_columns_have_different_names_even_where_headers_are_alike_or_missing() -> None:
    sheet = read_sheet(as_csv([["Notes", " notes ", "", "Notes (2)", "Time"], ["a"] * 6]), "log.csv")
    assert sheet.headers(1) == ("Notes", "notes (2)", "[C]", "Notes (2) (2)", "Time", "[F]")


def test_columns_without_headers_go_by_the_letters_of_spreadsheet_programs() -> None:
    assert [letter(index) for index in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


def test_what_stands_in_the_cells_does_not_show_in_a_traceback() -> None:
    sheet = read_sheet(as_csv([["Date", "Notes"], ["2025-01-01", "secret"]]), "log.csv")
    assert "secret" not in repr(sheet)
    assert "secret" not in repr(sheet.rows[1])
