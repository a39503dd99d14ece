"""What may be told of a mistake of the program itself: kinds of error and places in files, never a value.

A bug's message and its values may hold what a visitor said.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from ombudsdesk import __version__

_PROGRAM = Path(__file__).resolve().parent


def safe_details(error: BaseException) -> str:
    """Kinds of error, file names and line numbers: nothing that came from a person."""
    lines = [f"ombudsdesk {__version__}"]
    lines.extend(line for part in _chain(error) for line in _describe(part))
    return "\n".join(lines)


def print_safely(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """For `sys.excepthook`, where there is no window: the terminal may be kept in a log."""
    print(safe_details(error), file=sys.stderr)  # noqa: T201 - the last word of the command line


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, oldest last; a circle ends."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _describe(error: BaseException) -> Iterator[str]:
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}"
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f"  {_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"


def _short(filename: str) -> str:
    """A file's place in the program; of other files only the name, as a path may hold a person's name."""
    path = Path(filename)
    if _PROGRAM in path.parents:
        return path.relative_to(_PROGRAM.parent).as_posix()
    return path.name
