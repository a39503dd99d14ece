"""ReportLab, without the doors that it leaves open. Every other module of this room takes ReportLab's parts from here.

Importing ReportLab runs `~/.reportlab_settings` and `~/.reportlab_mods`, and modules of such names anywhere on the path, as
Python, and obeys RL_* variables. A file in somebody's home must not decide what a de-identified report says, nor run while
a vault is open. Three small changes follow, without which its files are not PDF/A, or differ from one day to the next.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_SETTINGS_MODULES = ("reportlab_settings", "reportlab_mods")
_PREFIX = "RL_"
_MAPPINGS_PER_BLOCK = 100  # the limit of the CMap format


@contextmanager
def _without_settings() -> Iterator[None]:
    """Empty modules stand where ReportLab would look for settings; its variables are out of sight meanwhile."""
    for name in _SETTINGS_MODULES:
        sys.modules[name] = ModuleType(name)
    hidden = {name: os.environ.pop(name) for name in tuple(os.environ) if name.upper().startswith(_PREFIX)}
    try:
        yield
    finally:
        os.environ.update(hidden)


with _without_settings():
    from reportlab import rl_config
    from reportlab.lib.colors import Color, HexColor
    from reportlab.lib.enums import TA_LEFT, TA_RIGHT
    from reportlab.lib.pagesizes import LETTER
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.textobject import PDFTextObject
    from reportlab.platypus import (
        BaseDocTemplate,
        CondPageBreak,
        Flowable,
        Frame,
        PageTemplate,
        Paragraph,
        Spacer,
        Table,
    )

__all__ = [
    "LETTER",
    "TA_LEFT",
    "TA_RIGHT",
    "BaseDocTemplate",
    "Canvas",
    "Color",
    "CondPageBreak",
    "Flowable",
    "Frame",
    "HexColor",
    "PDFTextObject",
    "PageTemplate",
    "Paragraph",
    "ParagraphStyle",
    "Spacer",
    "TTFont",
    "Table",
    "pdfdoc",
    "pdfmetrics",
    "ttfonts",
]


class _NoTime:
    """What a document is told instead of the time. ReportLab asks the clock and SOURCE_DATE_EPOCH; we write no dates."""

    t = 0

    def __init__(self, invariant: object = None) -> None:
        """`invariant` is what ReportLab passes."""


def _character_map(font: str, subset: Sequence[int]) -> str:
    """Which letter each code of a font means, for codes that mean one. ReportLab maps the others to U+0000, which
    PDF/UA-1 7.21.7 forbids."""
    pairs = [f"<{code:02X}> <{letter:04X}>" for code, letter in enumerate(subset) if letter >= 0x20]
    blocks = [pairs[start : start + _MAPPINGS_PER_BLOCK] for start in range(0, len(pairs), _MAPPINGS_PER_BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        f"/CIDSystemInfo << /Registry ({font}) /Ordering ({font}) /Supplement 0 >> def",
        f"/CMapName /{font} def /CMapType 2 def",
        f"1 begincodespacerange <00> <{len(subset) - 1:02X}> endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines)


_format_stream = pdfdoc.PDFStream.format


def _stream_with_line_end(self: Any, document: Any) -> bytes:
    """A stream whose end stands on its own line, as PDF/A-2 6.1.7.1 wants it.

    The line ends in CR LF: after content that happens to end in CR, a lone LF would be read as the second half of one line
    end, and the content as a byte shorter than it says.
    """
    written: bytes = _format_stream(self, document)
    return written.removesuffix(b"endstream\n") + b"\r\nendstream\n"


pdfdoc.TimeStamp = _NoTime
pdfdoc.PDFStream.format = _stream_with_line_end
ttfonts.makeToUnicodeCMap = _character_map
rl_config.useA85 = 0
rl_config.invariant = 1
rl_config.pdfComments = 0
rl_config.pageCompression = 1
# text is escaped before it reaches ReportLab's markup; should that ever fail, it still must not fetch anything
rl_config.trustedSchemes = ["data"]
rl_config.trustedHosts = []
