"""The helper itself must find what is wrong, else every page that it passes proves nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import nameless, unreachable

pytestmark = pytest.mark.gui


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    return made


def add(page: QWidget, widget: QWidget) -> None:
    layout = page.layout()
    assert layout is not None
    layout.addWidget(widget)


def test_a_button_without_a_name_is_found(page: QWidget) -> None:
    add(page, QPushButton("Save"))
    add(page, QPushButton())

    assert len(nameless(page)) == 1


def test_a_combo_box_is_not_named_by_what_it_shows(page: QWidget) -> None:
    box = QComboBox()
    box.addItem("Student")
    add(page, box)
    assert len(nameless(page)) == 1

    label = QLabel("Role")
    label.setBuddy(box)
    add(page, label)
    assert nameless(page) == []


def test_a_placeholder_is_no_name(page: QWidget) -> None:
    line = QLineEdit()
    line.setPlaceholderText("Search")
    add(page, line)

    assert len(nameless(page)) == 1


def test_a_control_that_tab_skips_is_found(page: QWidget, qtbot: QtBot) -> None:
    first, second, table = QPushButton("one"), QPushButton("two"), QTableView()
    table.setAccessibleName("rows")
    second.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    for widget in (first, second, table):
        add(page, widget)
    page.show()
    qtbot.waitExposed(page)

    assert nameless(page) == []
    assert [line.split()[0] for line in unreachable(page)] == ["QPushButton"]
