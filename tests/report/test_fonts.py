"""The report's letters: all that English and Spanish need, and nothing that would be drawn as an empty box."""

from __future__ import annotations

import io
import unicodedata

import pytest

from ombudsdesk.errors import UserError
from ombudsdesk.report import fonts
from ombudsdesk.report.reportlab_safely import Canvas, pdfmetrics


def test_english_and_spanish_can_be_drawn_whole() -> None:
    for text in ("áéíóúüñÁÉÍÓÚÜÑ ¿¡«»“”‘’–—…", "€ ≥ ≤ → ✓ ½ § ©"):
        assert fonts.preflight(text) == text


def test_letters_typed_in_pieces_are_put_together() -> None:
    assert fonts.preflight(unicodedata.normalize("NFD", "Núñez")) == "Núñez"


def test_line_ends_and_tabs_become_spaces() -> None:
    assert fonts.preflight("Ombuds\r\n\tOffice ") == "Ombuds Office"


@pytest.mark.parametrize("sign", ["🙂", "م", "漢", "\x07"])
def test_a_missing_sign_is_named(sign: str) -> None:
    with pytest.raises(UserError) as refused:
        fonts.preflight(f"Ombuds {sign} Office")

    assert sign in refused.value.what
    assert f"U+{ord(sign):04X}" in refused.value.what
    assert refused.value.what_to_do


def test_a_text_that_escaped_the_check_is_not_drawn_as_a_box() -> None:
    names = fonts.names()
    canvas = Canvas(io.BytesIO(), initialFontName=fonts.REGULAR)
    canvas.setFont(fonts.BOLD, 12)

    with pytest.raises(ValueError, match="not checked"):
        canvas.drawString(0, 0, "🙂")
    assert fonts.BOLD in names


def test_digits_are_equally_wide_so_that_columns_of_bands_align() -> None:
    for name in fonts.names():
        assert len({pdfmetrics.stringWidth(digit, name, 10) for digit in "0123456789"}) == 1
