"""A report holds what its pages show, and nothing else: no dates, no people, no places on this computer."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from ombudsdesk.deidentify.release import Dimension, DistrictTotal, Readers, Release
from ombudsdesk.report import period
from tests.report import factories
from tests.report.privacy import leaks, surprises

CANARY = "Zyxelda Núñez-Quorvath"


@pytest.mark.parametrize(
    "made",
    [
        *(factories.report, factories.long_report, factories.rich_report, factories.public_report, factories.sums_report),
        *(lambda: factories.report("es"), lambda: factories.rich_report("es")),
    ],
)
def test_a_report_holds_nothing_that_nobody_asked_for(made: Callable[[], bytes]) -> None:
    assert surprises(made()) == []


def test_metadata_hold_the_title_the_maker_and_the_standards_and_no_date() -> None:
    with pikepdf.open(io.BytesIO(factories.report())) as pdf:
        information = {key: str(value) for key, value in pdf.docinfo.items()}
        packet = pdf.Root.Metadata.read_bytes().decode()
        with pdf.open_metadata() as metadata:
            described = dict(metadata.items())

    assert information == {"/Title": "Ombuds Office report, August 2025 to July 2026", "/Producer": "ombudsdesk"}
    names = {key.rpartition("}")[2] for key in described}
    assert names == {"format", "language", "title", "Producer", "part", "conformance", "schemas"}
    for word in ("Date", "creator", "Creator", "Author", "Océano", "xmpMM", "history"):
        assert word not in packet


def test_the_office_stands_on_the_page_and_not_in_the_metadata() -> None:
    data = factories.report("en", CANARY)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        about = pdf.Root.Metadata.read_bytes() + str(pdf.docinfo).encode()

    assert leaks(data, [CANARY]) == {CANARY}
    assert b"Zyxelda" not in about


def test_codes_of_the_lists_stay_inside() -> None:
    roles = (("zyxelda-code-quorvath", "Student", "Estudiante"), *factories.ROLES[1:])
    rows = factories.table(Dimension.ROLE, [line[0] for line in roles], (33, 290, 89))
    release = Release(factories.SCHOOL_YEAR, Readers.LEADERSHIP, DistrictTotal(412), (rows,))

    data = period.render(release, catalogue=factories.catalogue(roles=roles), language="en")

    assert leaks(data, ["zyxelda-code-quorvath"]) == set()


def test_codes_of_a_two_sided_table_stay_inside() -> None:
    roles = (("zyxelda-code-quorvath", "Student", "Estudiante"), *factories.ROLES[1:])
    sides = [[line[0] for line in roles], factories.CODES[Dimension.LEVEL]]
    fields = factories.two_sided((Dimension.ROLE, Dimension.LEVEL), sides, (3, 40))
    release = Release(factories.SCHOOL_YEAR, Readers.LEADERSHIP, DistrictTotal(412), (fields,))

    data = period.render(release, catalogue=factories.catalogue(roles=roles), language="en")

    assert leaks(data, ["zyxelda-code-quorvath"]) == set()


def test_the_commentary_stands_on_the_page_and_not_in_the_metadata_or_the_bookmarks() -> None:
    data = period.render(
        factories.release(), catalogue=factories.catalogue(), language="en", commentary=f"Thanks to {CANARY}."
    )

    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        about = pdf.Root.Metadata.read_bytes() + str(pdf.docinfo).encode()
        titles = [item.title for item in outline.root[0].children]

    assert leaks(data, [CANARY]) == {CANARY}
    assert b"Zyxelda" not in about
    assert not [title for title in titles if "Zyxelda" in title]


def planted(change: Callable[[Any], None]) -> bytes:
    with pikepdf.open(io.BytesIO(factories.report())) as pdf:
        change(pdf)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


def _author(pdf: Any) -> None:
    pdf.docinfo["/Author"] = pikepdf.String(CANARY)


def _alternative_text(pdf: Any) -> None:
    pdf.Root.StructTreeRoot.K.K[0].Alt = pikepdf.String(CANARY)


def _link(pdf: Any) -> None:
    action = pikepdf.Dictionary(
        S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/Zyxelda%20N%C3%BA%C3%B1ez%2DQuorvath")
    )
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 1, 1], A=action)
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([link]))


def _compressed_attachment(pdf: Any) -> None:
    pdf.attachments["notes.txt"] = CANARY.encode("utf-16-le")


def _bookmark(pdf: Any) -> None:
    pdf.Root.Outlines.First.Title = pikepdf.String(CANARY.upper())


def _packet(pdf: Any) -> None:
    with pdf.open_metadata(update_docinfo=False) as metadata:
        metadata["dc:creator"] = [CANARY]


@pytest.mark.parametrize("change", [_author, _alternative_text, _link, _compressed_attachment, _bookmark, _packet])
def test_a_planted_name_is_found(change: Callable[[Any], None]) -> None:
    assert leaks(planted(change), [CANARY]) == {CANARY}
    assert leaks(factories.report(), [CANARY]) == set()


def _image(pdf: Any) -> None:
    image = pdf.make_stream(b"\xff\xd8", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Photo=image)


def _date(pdf: Any) -> None:
    pdf.docinfo["/CreationDate"] = pikepdf.String("D:20260731120000-05'00'")


def _page_note(pdf: Any) -> None:
    pdf.pages[0].PieceInfo = pikepdf.Dictionary(Maker=pikepdf.String("x"))


@pytest.mark.parametrize("change", [_author, _link, _compressed_attachment, _image, _date, _page_note])
def test_an_unexpected_part_is_found(change: Callable[[Any], None]) -> None:
    assert surprises(planted(lambda pdf: None)) == []
    assert surprises(planted(change))


def test_bytes_after_the_end_and_objects_that_nothing_refers_to_are_found() -> None:
    data = factories.report()
    orphan = data.replace(b"xref\n", b"999 0 obj\n(Zyxelda)\nendobj\nxref\n", 1)

    assert surprises(data + b"Zyxelda") == ["bytes after the end"]
    assert "object 999 is reached from nowhere" in surprises(orphan)
