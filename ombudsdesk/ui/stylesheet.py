"""The shape of the controls: rounded, roomy, with a clear ring around what has the focus.

Colours are palette roles only, so that one sheet serves light, dark and high contrast, and live changes.
"""

from __future__ import annotations

from string import Template

_SHEET = Template("""
QToolTip { border: 1px solid palette(mid); padding: ${half}px; }

QLabel[look="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[look="heading"] { font-size: ${heading}pt; font-weight: 600; }
QLabel[look="muted"] { color: palette(placeholder-text); }

QFrame[look="card"] { background: palette(base); border: 1px solid palette(midlight); border-radius: ${radius}px; }

QLineEdit, QPlainTextEdit {
  placeholder-text-color: palette(placeholder-text);
  background: palette(base); color: palette(text); border: 1px solid palette(mid); border-radius: ${radius}px;
  padding: ${field}px ${step}px; selection-background-color: palette(highlight); selection-color: palette(highlighted-text);
}
QPlainTextEdit { padding: ${half}px; }
QLineEdit:focus, QPlainTextEdit:focus {
  border: 2px solid palette(accent); padding: ${field_focus}px ${step_focus}px;
}
QPlainTextEdit:focus { padding: ${half_focus}px; }
QLineEdit:read-only { background: palette(window); border-color: palette(midlight); }
QLineEdit:disabled, QPlainTextEdit:disabled { color: palette(placeholder-text); background: palette(window); }
QComboBox QLineEdit, QComboBox QLineEdit:focus { border: none; padding: 0; background: transparent; }

QPushButton {
  background: palette(button); color: palette(button-text); border: 1px solid palette(mid); border-radius: ${radius}px;
  padding: ${button}px ${triple}px; min-width: ${min_button}px;
}
QPushButton:hover { background: palette(light); }
QPushButton:pressed { background: palette(midlight); }
QPushButton:focus { border: 2px solid palette(accent); padding: ${button_focus}px ${triple_focus}px; }
QPushButton:disabled {
  color: palette(placeholder-text); border-color: palette(midlight); background: palette(window);
}
QPushButton:default, QPushButton[look="primary"] {
  background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight);
}
QPushButton[look="primary"] { font-weight: 600; }
QPushButton:default:focus, QPushButton[look="primary"]:focus {
  border: 3px solid palette(accent); padding: ${button_ring}px ${triple_ring}px;
}
QPushButton[look="primary"]:disabled {
  background: palette(window); color: palette(placeholder-text); border-color: palette(midlight);
}
QPushButton[look="quiet"] { border-color: transparent; background: transparent; text-decoration: underline; }
QPushButton[look="quiet"]:hover { background: palette(light); }
QPushButton[look="quiet"]:focus { border-color: palette(accent); }

QToolButton {
  border: 2px solid transparent; border-radius: ${radius}px; padding: ${half}px; color: palette(button-text);
}
QToolButton:hover { background: palette(light); }
QToolButton:pressed, QToolButton:checked { background: palette(midlight); }
QToolButton:focus { border-color: palette(accent); }
QToolButton:disabled { color: palette(placeholder-text); }
QToolBar {
  border: none; border-bottom: 1px solid palette(midlight); padding: ${half}px; spacing: ${half}px;
  background: palette(window);
}

QAbstractItemView {
  border: 2px solid palette(midlight); border-radius: ${radius}px; background: palette(base); outline: none;
}
QAbstractItemView:focus { border-color: palette(accent); }
QTableView { gridline-color: palette(midlight); alternate-background-color: palette(alternate-base); }
QTableView::item { padding: 0 ${step}px; border: none; }
QTableView::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QCalendarWidget QTableView::item { padding: 0; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: palette(window); }
QHeaderView { background: palette(base); border: none; }
QHeaderView::section {
  background: palette(base); color: palette(placeholder-text); border: none; border-bottom: 1px solid palette(midlight);
  padding: ${field}px ${step}px; font-weight: 600;
}
QTableCornerButton::section { background: palette(base); border: none; }
QListView::item, QTreeView::item { padding: ${half}px ${step}px; }
QListView::item:selected, QTreeView::item:selected {
  background: palette(highlight); color: palette(highlighted-text);
}
QListView[look="sidebar"] {
  background: palette(window); border: 2px solid transparent; border-radius: 0; padding: ${half}px;
}
QListView[look="sidebar"]:focus { border: 2px solid palette(accent); }
QListView[look="sidebar"]::item { padding: ${step}px; border-radius: ${radius}px; margin: 1px; }
QListView[look="sidebar"]::item:hover:!selected { background: palette(light); }

QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { width: ${scroll}px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: ${scroll}px; background: transparent; margin: 0; }
QScrollBar::handle { background: palette(mid); border-radius: ${scroll_radius}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${handle}px; }
QScrollBar::handle:horizontal { min-width: ${handle}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar {
  border: none; border-radius: ${bar_radius}px; background: palette(midlight); min-height: ${step}px;
  max-height: ${step}px;
}
QProgressBar::chunk { background: palette(highlight); border-radius: ${bar_radius}px; }
QStatusBar { color: palette(placeholder-text); border-top: 1px solid palette(midlight); }
QStatusBar::item { border: none; }
QSplitter::handle { background: palette(midlight); }
QCheckBox, QRadioButton { spacing: ${step}px; padding: 2px; border: 2px solid transparent; border-radius: ${radius}px; }
QCheckBox:focus, QRadioButton:focus { border-color: palette(accent); }
""")


_PICTURES = Template("""
QComboBox {
  background: palette(base); color: palette(text); border: 1px solid palette(mid); border-radius: ${radius}px;
  padding: ${field}px ${step}px;
}
QComboBox:focus { border: 2px solid palette(accent); padding: ${field_focus}px ${step_focus}px; }
QComboBox:disabled { color: palette(placeholder-text); background: palette(window); }
QComboBox::drop-down { border: none; width: ${drop}px; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("${folder}/chevron-down.png"); width: ${arrow}px; height: ${arrow}px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
  width: ${tick}px; height: ${tick}px; border: 1px solid palette(mid);
  border-radius: ${tick_radius}px; background: palette(base);
}
QRadioButton::indicator { border-radius: ${half_tick}px; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QAbstractItemView::indicator:checked,
QCheckBox::indicator:indeterminate { background: palette(highlight); border-color: palette(mid); }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { image: url("${folder}/check.png"); }
QCheckBox::indicator:indeterminate { image: url("${folder}/minus.png"); }
QRadioButton::indicator:checked { image: url("${folder}/dot.png"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: palette(midlight); }
""")


def stylesheet(*, step: int, points: float) -> str:
    """The sheet for a font: `step` is a quarter of a line in pixels, `points` the font's size."""
    half = max(2, step // 2)
    field, button = round(step * 0.9), round(step * 0.9)
    return _SHEET.substitute(
        step=step,
        step_focus=step - 1,
        half=half,
        half_focus=half - 1,
        field=field,
        field_focus=field - 1,
        button=button,
        button_focus=button - 1,
        button_ring=button - 2,
        triple=step * 3,
        triple_focus=step * 3 - 1,
        triple_ring=step * 3 - 2,
        min_button=step * 12,
        radius=max(4, round(step * 1.2)),
        scroll=step * 3,
        scroll_radius=max(2, (step * 3 - 4) // 2),
        handle=step * 8,
        bar_radius=step // 2,
        title=round(points * 1.6, 1),
        heading=round(points * 1.15, 1),
    )


def picture_sheet(folder: str, *, step: int) -> str:
    """The part of the sheet that needs the pictures in `folder`, a path as Qt writes it."""
    field, tick = round(step * 0.9), step * 4
    return _PICTURES.substitute(
        folder=folder,
        step=step,
        step_focus=step - 1,
        field=field,
        field_focus=field - 1,
        radius=max(4, round(step * 1.2)),
        drop=step * 6,
        arrow=step * 4,
        tick=tick,
        half_tick=tick // 2,
        tick_radius=max(3, step),
    )
