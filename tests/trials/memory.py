"""A scanner for the memory of another process."""

from __future__ import annotations

from pathlib import Path


def holds(pid: int, *wanted: bytes) -> list[bytes]:
    """Which of these bytes any readable memory of a process holds."""
    left = dict.fromkeys(wanted)
    hits: list[bytes] = []
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            span, rights, *_rest = line.split()
            if not rights.startswith("r") or "[v" in line:
                continue
            begin, end = (int(number, 16) for number in span.split("-"))
            memory.seek(begin)
            try:
                content = memory.read(end - begin)
            except OSError:
                continue
            for needle in [needle for needle in left if needle in content]:
                hits.append(needle)
                del left[needle]
    return hits


def holds_text(pid: int, wanted: bytes) -> bool:
    """Whether a process holds a text, as it is or in Qt's 16 bits."""
    return bool(holds(pid, wanted, wanted.decode().encode("utf-16-le")))
