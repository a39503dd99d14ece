"""Rows and columns without margins, as most panes are made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ombudsdesk.ui.theme import Look, dress_as, spacing


def row_of(*widgets: QWidget | None) -> QWidget:
    """Widgets side by side; None is room that stretches."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing(2))
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return holder


def column_of(*widgets: QWidget) -> QWidget:
    """Widgets below each other, and what is left of the height below them."""
    holder = QWidget()
    fill_column(holder, widgets)
    return holder


def card_of(*widgets: QWidget) -> QFrame:
    """The same on a card."""
    card = QFrame()
    dress_as(card, Look.CARD)
    fill_column(card, widgets, margin=4)
    return card


def fill_column(holder: QWidget, widgets: Sequence[QWidget], *, margin: int = 0) -> None:
    """Put widgets below each other into a widget that has no layout yet."""
    column = QVBoxLayout(holder)
    column.setContentsMargins(*[spacing(margin)] * 4)
    column.setSpacing(spacing(3))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
