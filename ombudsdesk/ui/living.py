"""Widgets that follow the language and the colours while they are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent

from ombudsdesk.ui.theme import Colours, colours

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Base
else:
    _Base = object


class Living(_Base):
    """Put this before the Qt class: `class Page(Living, QWidget)`, and call `self.dress()` at the end of `__init__`.

    `retranslate` puts on every text, `recolour` every colour and icon that Qt does not change by itself.
    """

    _dressed_in: Colours | None = None

    def retranslate(self) -> None:
        """Put on all texts in the language in use."""

    def recolour(self) -> None:
        """Put on icons and colours for the theme in use."""

    def dress(self) -> None:
        """Put on texts and colours; from now on they follow every change."""
        self._dressed_in = colours()
        self.retranslate()
        self.recolour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # events also come while Qt is still building the widget
        if self._dressed_in is None:
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange} and self._dressed_in is not colours():
            self._dressed_in = colours()
            self.recolour()
