"""Walks a window as a person without a mouse or without sight would, and says what they could not use.

assert nameless(page) == []
assert unreachable(page) == []      # the page must be shown
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

_CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)
_PARTS_OF_OTHERS = (QHeaderView, QScrollBar, QMenu, QMenuBar, QTabBar, QAbstractSlider)


def nameless(root: QWidget) -> list[str]:
    """The controls below `root` that a screen reader has no name for."""
    return [_describe(widget) for widget in _controls(root) if not name_of(widget).strip()]


def unreachable(root: QWidget) -> list[str]:
    """The visible, usable controls below `root` that Tab never comes to."""
    reached = set(_tab_chain(root))
    # Tab comes to one button of a group of choices; the arrow keys go on from there
    reached |= {other for button in list(reached) if isinstance(button, QRadioButton) for other in _choices(button)}
    return [
        _describe(widget)
        for widget in _controls(root)
        if widget.isVisible() and widget.isEnabled() and not isinstance(widget, QProgressBar) and widget not in reached
    ]


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a control: its own name, its label's text, or the text on the button.

    A combo box answers with its current text on Linux, so the accessible tree itself is not asked.
    """
    if widget.accessibleName():
        return widget.accessibleName()
    for label in widget.window().findChildren(QLabel):
        if label.buddy() is widget:
            return label.text()
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _controls(root: QWidget) -> Iterator[QWidget]:
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, _CONTROLS) and not isinstance(widget, _PARTS_OF_OTHERS) and not _is_inner(widget, root):
            yield widget


def _is_inner(widget: QWidget, root: QWidget) -> bool:
    """Parts that Qt puts inside its own controls: the line of a combo box, the corner of a table, the arrows of a bar."""
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None and parent is not root.parentWidget():
        inner_parents = (QComboBox, QAbstractSpinBox, QLineEdit, QAbstractScrollArea, QMenuBar)
        holds_own_content = type(parent).__name__ == "QScrollArea"
        if isinstance(parent, inner_parents) and not holds_own_content and parent is not widget:
            return not _is_content(widget, parent)
        parent = parent.parentWidget()
    return False


def _is_content(widget: QWidget, parent: QWidget) -> bool:
    """Widgets that the program itself puts into an item view's viewport."""
    return isinstance(parent, QAbstractItemView) and widget.parentWidget() is parent.viewport()


def _tab_chain(root: QWidget) -> Iterator[QWidget]:
    window = root.window()
    widget = window
    while widget is not None:
        if widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value:
            yield widget
            if widget.focusProxy() is not None:
                yield widget.focusProxy()
        widget = widget.nextInFocusChain()
        if widget is window:
            return


def _choices(button: QRadioButton) -> list[QAbstractButton]:
    return button.group().buttons() if button.group() else []


def _describe(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parentWidget()).__name__}"
