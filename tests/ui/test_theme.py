from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ombudsdesk import paths
from ombudsdesk.ui import icons, theme
from ombudsdesk.ui.drawing import pixmap
from ombudsdesk.ui.theme import Colours, Preference, Theme, Tone, build_palette, choose

pytestmark = pytest.mark.gui

SETS = {
    "light": theme.LIGHT,
    "dark": theme.DARK,
    "light high contrast": theme.LIGHT_HIGH_CONTRAST,
    "dark high contrast": theme.DARK_HIGH_CONTRAST,
}
TEXT_PAIRS = [
    *(("text", ground) for ground in ("window", "base", "stripe", "hover", "hairline")),
    *(("muted", ground) for ground in ("window", "base", "stripe")),
    *(("link", ground) for ground in ("window", "base")),
    ("selection_text", "selection"),
    ("resting_selection_text", "resting_selection"),
    *((f"{tone.value}_ink", f"{tone.value}_wash") for tone in Tone),
    *(("text", f"{tone.value}_wash") for tone in Tone),
    *(("error_ink", ground) for ground in ("window", "base")),
]
EDGE_PAIRS = [
    *(("ring", ground) for ground in ("window", "base", "selection")),
    *(("edge", ground) for ground in ("window", "base")),
    ("selection", "window"),
]


def luminance(colour: str) -> float:
    channels = [value / 255 for value in QColor(colour).toTuple()[:3]]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_formula_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_every_text_can_be_read_in_every_theme(name: str, ink: str, ground: str) -> None:
    chosen = SETS[name]

    least = 7.0 if "high" in name else 4.5
    assert contrast(getattr(chosen, ink), getattr(chosen, ground)) >= least or (ground == "hairline" and "high" in name)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_rings_and_edges_can_be_seen_in_every_theme(name: str, edge: str, ground: str) -> None:
    chosen = SETS[name]

    # the selected row of the dark themes is told by its light text as well
    least = 1.5 if edge == "selection" and "dark" in name else 3.0
    assert contrast(getattr(chosen, edge), getattr(chosen, ground)) >= least


@pytest.mark.parametrize("name", SETS)
def test_the_palette_carries_the_colours(name: str) -> None:
    palette = build_palette(SETS[name])

    assert palette.color(QPalette.ColorRole.Text) == QColor(SETS[name].text)
    assert palette.color(QPalette.ColorGroup.Inactive, QPalette.ColorRole.Highlight) == QColor(SETS[name].resting_selection)


@pytest.mark.parametrize(
    ("preference", "system_is_dark", "high_contrast", "expected"),
    [
        (Preference.SYSTEM, False, False, theme.LIGHT),
        (Preference.SYSTEM, True, False, theme.DARK),
        (Preference.LIGHT, True, False, theme.LIGHT),
        (Preference.DARK, False, False, theme.DARK),
        (Preference.SYSTEM, True, True, theme.DARK_HIGH_CONTRAST),
        (Preference.LIGHT, True, True, theme.LIGHT_HIGH_CONTRAST),
    ],
)
def test_a_persons_choice_wins_over_the_computers(
    preference: Preference, system_is_dark: bool, high_contrast: bool, expected: Colours
) -> None:
    assert choose(preference, system_is_dark=system_is_dark, high_contrast=high_contrast) is expected


def test_an_open_window_follows_a_change_of_theme(qapp: QApplication, qtbot: QtBot) -> None:
    worn = Theme(qapp, Preference.LIGHT, high_contrast=False)
    label = QLabel("words")
    qtbot.addWidget(label)
    light = label.palette().color(QPalette.ColorRole.WindowText)

    with qtbot.waitSignal(worn.changed):
        worn.prefer(Preference.DARK, high_contrast=False)

    assert label.palette().color(QPalette.ColorRole.WindowText) != light
    assert theme.colours() is theme.DARK
    worn.prefer(Preference.LIGHT, high_contrast=False)


def test_colours_are_written_down_in_one_place_only() -> None:
    """Everything else names palette roles, so that high contrast reaches every corner."""
    folder = Path(theme.__file__).parent
    guilty = [
        path.name
        for path in folder.rglob("*.py")
        if path.name != "theme.py" and re.search(r"#[0-9A-Fa-f]{6}\b|\bQColor\(\d", path.read_text(encoding="utf-8"))
    ]

    assert guilty == []


def test_every_icon_is_drawn_in_the_colour_that_was_asked_for(qapp: QApplication) -> None:
    assert len(icons.names()) > 20
    for name in icons.names():
        assert "currentColor" in paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")
        picture = pixmap(name, theme.DARK.ring, 32).toImage()
        drawn = [picture.pixelColor(x, y) for x in range(32) for y in range(32) if picture.pixelColor(x, y).alpha() == 255]
        assert drawn, f"{name} is empty"
        assert all(close_to(colour, QColor(theme.DARK.ring)) for colour in drawn), name


def close_to(one: QColor, other: QColor) -> bool:
    """Equal but for the rounding of half-covered pixels."""
    return all(abs(a - b) <= 2 for a, b in zip(one.toTuple(), other.toTuple(), strict=True))


def test_every_icon_that_a_command_names_exists() -> None:
    from ombudsdesk.ui.command_list import COMMANDS

    assert {command.icon for command in COMMANDS if command.icon} <= set(icons.names())


def test_the_pictures_of_the_stylesheet_are_no_files_and_have_the_colours_of_the_theme(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(tmp_path))
    worn = Theme(qapp, Preference.LIGHT, high_contrast=False)
    for preference, colours in ((Preference.LIGHT, theme.LIGHT), (Preference.DARK, theme.DARK)):
        worn.prefer(preference, high_contrast=False)
        paths_in_sheet = re.findall(r'url\("(.*?)"\)', qapp.styleSheet())

        assert len(set(paths_in_sheet)) == 4
        assert all(path.startswith(":/") and not QPixmap(path).isNull() for path in paths_in_sheet)
        (arrow,) = {path for path in paths_in_sheet if "chevron" in path}
        assert QPixmap(arrow).toImage() == pixmap("chevron-down", colours.text, 64).toImage().convertToFormat(
            QPixmap(arrow).toImage().format()
        )
    worn.prefer(Preference.LIGHT, high_contrast=False)
    assert list(tmp_path.iterdir()) == []
