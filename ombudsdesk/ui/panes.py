"""The parts of a window that F6 walks through.

ring = PaneRing([sidebar, case_list, case_page]);  commands.bind(Verb.NEXT_PANE, ring.forward)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QApplication, QWidget


class PaneRing:
    """Moves the focus to the next or previous visible part, round and round; each part remembers its last focus."""

    def __init__(self, panes: Sequence[QWidget]) -> None:
        self._panes = list(panes)

    def forward(self) -> None:
        """To the next part."""
        self._move(1)

    def backward(self) -> None:
        """To the previous part."""
        self._move(-1)

    def _move(self, step: int) -> None:
        visible = [pane for pane in self._panes if pane.isVisible() and pane.isEnabled()]
        if not visible:
            return
        focused = QApplication.focusWidget()
        here = next(
            (index for index, pane in enumerate(visible) if focused and _within(pane, focused)), -1 if step > 0 else 0
        )
        enter(visible[(here + step) % len(visible)])


def _within(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)


def enter(pane: QWidget) -> None:
    """Focus the part of the pane that had it last, else its first control that Tab would reach."""
    last = pane.focusWidget()
    if last is not None and last.isVisible() and last.isEnabled():
        last.setFocus()
        return
    if pane.focusPolicy().value & 1 or pane.focusProxy() is not None:
        pane.setFocus()
        return
    for widget in _focus_chain(pane):
        if pane.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled() and widget.focusPolicy().value & 1:
            widget.setFocus()
            return


def _focus_chain(start: QWidget) -> Iterator[QWidget]:
    """All widgets in the order of Tab, from the one after `start`, once round."""
    widget = start.nextInFocusChain()
    while widget is not None and widget is not start:
        yield widget
        widget = widget.nextInFocusChain()
