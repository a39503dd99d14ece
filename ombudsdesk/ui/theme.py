"""Calm colours in light, dark and high contrast, chosen by the computer's settings or by the person.

Every colour of the window is written down here once, as a value of `Colours`; the stylesheet and the icons only name
palette roles. Text pairs meet WCAG AA (4.5:1), rings and edges 3:1: a test proves it for each of the four.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ombudsdesk.ui import drawing, pictures
from ombudsdesk.ui.stylesheet import picture_sheet, stylesheet


@unique
class Preference(Enum):
    """What the person chose; the values are those of the preferences file."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@unique
class Tone(Enum):
    """What kind of message this is. Each has its own icon, so that colour is never the only sign."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@unique
class Look(Enum):
    """How a widget presents itself; the stylesheet knows these names."""

    TITLE = "title"
    HEADING = "heading"
    MUTED = "muted"
    PRIMARY = "primary"
    QUIET = "quiet"
    CARD = "card"
    SIDEBAR = "sidebar"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Colours:
    """One set of colours. An `_ink` is written on the `_wash` of the same tone."""

    window: str
    base: str
    stripe: str
    text: str
    muted: str
    edge: str
    hairline: str
    hover: str
    selection: str
    selection_text: str
    resting_selection: str
    resting_selection_text: str
    ring: str
    link: str
    info_ink: str
    info_wash: str
    success_ink: str
    success_wash: str
    warning_ink: str
    warning_wash: str
    error_ink: str
    error_wash: str

    def ink(self, tone: Tone) -> QColor:
        """The colour in which a message of this tone is written."""
        return QColor(str(getattr(self, f"{tone.value}_ink")))

    def wash(self, tone: Tone) -> QColor:
        """The ground on which a message of this tone is written."""
        return QColor(str(getattr(self, f"{tone.value}_wash")))


LIGHT = Colours(
    window="#F3F5F9",
    base="#FFFFFF",
    stripe="#F8FAFD",
    text="#1B2432",
    muted="#55627A",
    edge="#7C899F",
    hairline="#DCE2EB",
    hover="#E6EDF6",
    selection="#12355B",
    selection_text="#FFFFFF",
    resting_selection="#D3DFEE",
    resting_selection_text="#12355B",
    ring="#2F7DE1",
    link="#1A5296",
    info_ink="#12488A",
    info_wash="#E4EEFA",
    success_ink="#1B5E3A",
    success_wash="#E3F3E9",
    warning_ink="#734600",
    warning_wash="#FCF0DA",
    error_ink="#9B1C1C",
    error_wash="#FBE7E7",
)

DARK = Colours(
    window="#151A23",
    base="#1D2430",
    stripe="#212937",
    text="#E8ECF3",
    muted="#A7B3C6",
    edge="#77859C",
    hairline="#333D4D",
    hover="#2A3444",
    selection="#2B5B96",
    selection_text="#FFFFFF",
    resting_selection="#2C3B50",
    resting_selection_text="#E8ECF3",
    ring="#8DB8F0",
    link="#8DB8F0",
    info_ink="#A9CCF7",
    info_wash="#1B2F49",
    success_ink="#9ADBB5",
    success_wash="#17352A",
    warning_ink="#F4CE8A",
    warning_wash="#3B2E16",
    error_ink="#F6B1B1",
    error_wash="#45211F",
)

LIGHT_HIGH_CONTRAST = Colours(
    window="#FFFFFF",
    base="#FFFFFF",
    stripe="#FFFFFF",
    text="#000000",
    muted="#1F1F1F",
    edge="#000000",
    hairline="#4A4A4A",
    hover="#E0E0E0",
    selection="#000000",
    selection_text="#FFFFFF",
    resting_selection="#D0D0D0",
    resting_selection_text="#000000",
    ring="#1C66F0",
    link="#00307A",
    info_ink="#002B66",
    info_wash="#FFFFFF",
    success_ink="#00391C",
    success_wash="#FFFFFF",
    warning_ink="#4A2B00",
    warning_wash="#FFFFFF",
    error_ink="#6E0000",
    error_wash="#FFFFFF",
)

DARK_HIGH_CONTRAST = Colours(
    window="#000000",
    base="#000000",
    stripe="#000000",
    text="#FFFFFF",
    muted="#EDEDED",
    edge="#FFFFFF",
    hairline="#B0B0B0",
    hover="#303030",
    selection="#0047AB",
    selection_text="#FFFFFF",
    resting_selection="#303030",
    resting_selection_text="#FFFFFF",
    ring="#FFE14D",
    link="#9CCBFF",
    info_ink="#9CCBFF",
    info_wash="#000000",
    success_ink="#8DF0B4",
    success_wash="#000000",
    warning_ink="#FFE14D",
    warning_wash="#000000",
    error_ink="#FFB3B3",
    error_wash="#000000",
)

_IN_USE = [LIGHT]


def colours() -> Colours:
    """The colours in use, for what is painted by hand (charts, empty lists)."""
    return _IN_USE[0]


def build_palette(chosen: Colours) -> QPalette:
    """The Qt palette of a set of colours."""
    role = QPalette.ColorRole
    everywhere = {
        role.Window: chosen.window,
        role.WindowText: chosen.text,
        role.Base: chosen.base,
        role.AlternateBase: chosen.stripe,
        role.Text: chosen.text,
        role.BrightText: chosen.selection_text,
        role.Button: chosen.base,
        role.ButtonText: chosen.text,
        role.PlaceholderText: chosen.muted,
        role.ToolTipBase: chosen.base,
        role.ToolTipText: chosen.text,
        role.Highlight: chosen.selection,
        role.HighlightedText: chosen.selection_text,
        role.Accent: chosen.ring,
        role.Link: chosen.link,
        role.LinkVisited: chosen.link,
        role.Light: chosen.hover,
        role.Midlight: chosen.hairline,
        role.Mid: chosen.edge,
        role.Dark: chosen.edge,
        role.Shadow: chosen.edge,
    }
    palette = QPalette()
    for name, colour in everywhere.items():
        palette.setColor(QPalette.ColorGroup.All, name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(chosen.muted))
    resting = QPalette.ColorGroup.Inactive
    palette.setColor(resting, role.Highlight, QColor(chosen.resting_selection))
    palette.setColor(resting, role.HighlightedText, QColor(chosen.resting_selection_text))
    return palette


def tone_palette(tone: Tone) -> QPalette:
    """The palette of a message: its ground, its words and its frame in one tone."""
    palette = build_palette(colours())
    ink, wash = colours().ink(tone), colours().wash(tone)
    for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.Button):
        palette.setColor(role, wash)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.Mid,
    ):
        palette.setColor(QPalette.ColorGroup.All, role, ink)
    return palette


def choose(preference: Preference, *, system_is_dark: bool, high_contrast: bool) -> Colours:
    """The set of colours for what the person and the computer ask for."""
    dark = system_is_dark if preference is Preference.SYSTEM else preference is Preference.DARK
    if high_contrast:
        return DARK_HIGH_CONTRAST if dark else LIGHT_HIGH_CONTRAST
    return DARK if dark else LIGHT


def dress_as(widget: QWidget, look: Look) -> None:
    """Give a widget one of the looks: `dress_as(label, Look.TITLE)`."""
    widget.setProperty("look", look.value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def spacing(steps: float = 1) -> int:
    """A distance in pixels that grows with the font: one step is a quarter of a line of text, at least 4."""
    return round(max(4.0, QFontMetricsF(QApplication.font()).height() / 4) * steps)


class Theme(QObject):
    """Dresses the application, and again whenever the computer's colours or contrast change.

    `high_contrast=None` asks the computer. `changed` comes after the new colours are on.
    """

    changed = Signal()

    def __init__(
        self, app: QApplication, preference: Preference = Preference.SYSTEM, *, high_contrast: bool | None = None
    ) -> None:
        super().__init__(app)
        self._app = app
        self._preference = preference
        self._high_contrast = high_contrast
        # the folders of pictures that are there already, by the colours in them
        self._pictures: dict[Colours, str] = {}
        app.setStyle("Fusion")
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._refresh)
        hints.accessibility().contrastPreferenceChanged.connect(self._refresh)
        self.prefer(preference, high_contrast=high_contrast)

    @property
    def preference(self) -> Preference:
        """What the person chose."""
        return self._preference

    def prefer(self, preference: Preference, *, high_contrast: bool | None = None) -> None:
        """Change the person's choice; the window follows at once."""
        self._preference, self._high_contrast = preference, high_contrast
        hints = self._app.styleHints()
        # the title bar and native dialogs follow this where the platform can
        if preference is Preference.SYSTEM:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if preference is Preference.DARK else Qt.ColorScheme.Light)
        self._refresh()

    def _wants_contrast(self) -> bool:
        if self._high_contrast is not None:
            return self._high_contrast
        return self._app.styleHints().accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast

    def _sheet(self, chosen: Colours) -> str:
        if chosen not in self._pictures:
            drawn = drawing.pictures(text=chosen.text, on_selection=chosen.selection_text)
            self._pictures[chosen] = pictures.register(drawn)
        folder = self._pictures[chosen]
        return stylesheet(step=spacing(), points=self._app.font().pointSizeF()) + picture_sheet(folder, step=spacing())

    @Slot()
    def _refresh(self) -> None:
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        chosen = choose(self._preference, system_is_dark=dark, high_contrast=self._wants_contrast())
        _IN_USE[:] = [chosen]
        self._app.setPalette(build_palette(chosen))
        self._app.setStyleSheet(self._sheet(chosen))
        self.changed.emit()
