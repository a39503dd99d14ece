"""Somebody at the command line: words, and what is typed."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from ombudsdesk import cli
from tests.conftest import PASSPHRASE

Run = Callable[..., int]


def text_input(text: str) -> io.TextIOWrapper:
    """A standard input that holds this text."""
    return io.TextIOWrapper(io.BytesIO(text.encode()))


def runner(monkeypatch: pytest.MonkeyPatch, *always: str) -> Run:
    """Runs a command with lines of standard input, and with words that stand behind every one."""

    def go(*words: object, lines: tuple[str, ...] = (PASSPHRASE,)) -> int:
        monkeypatch.setattr(sys, "stdin", text_input("".join(f"{line}\n" for line in lines)))
        return cli.run([str(word) for word in [*words, *always]])

    return go
