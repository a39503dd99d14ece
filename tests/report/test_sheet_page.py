"""The recovery sheet as a page."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import page
import pypdf
import pytest

from ombudsdesk.i18n import LANGUAGES
from ombudsdesk.report.sheet import render_sheet
from ombudsdesk.vault import sheet
from tests.report import treecheck
from tests.report.test_conformance import _verapdf

GROUPS = sheet.groups(bytes(range(7, 27)))
DAY = date(2026, 11, 23)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def made(language: str, number: int = 2) -> bytes:
    return render_sheet(groups=GROUPS, number=number, day=DAY, language=language)


def test_the_sheet_is_accessible_and_one_page(language: str) -> None:
    data = made(language)

    for profile in ("ua1", "2a"):
        assert not page.validate_pdf_bytes(data, profile=profile).failures
    assert treecheck.problems(data) == []
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1


def test_the_groups_are_read_in_their_order_and_give_the_code_back(language: str) -> None:
    text = pypdf.PdfReader(io.BytesIO(made(language))).pages[0].extract_text()

    places = [text.index(group) for group in GROUPS]
    assert places == sorted(places)
    assert sheet.parse(" ".join(GROUPS)) == bytes(range(7, 27))


def test_the_sheet_says_nothing_of_where_it_belongs_and_is_the_same_again(language: str) -> None:
    data = made(language)
    facts = pypdf.PdfReader(io.BytesIO(data)).metadata or {}

    assert data == made(language)
    assert data != made(language, number=3)
    assert not {"/Author", "/Creator", "/CreationDate", "/ModDate"} & set(facts)
    assert "mbuds" not in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


@pytest.mark.slow
def test_verapdf_agrees(tmp_path: Path) -> None:
    run = _verapdf(tmp_path, {f"{language}.pdf": made(language) for language in LANGUAGES})

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("PASS") == 2 * len(LANGUAGES)
