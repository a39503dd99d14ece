"""`python -m ombudsdesk`."""

from __future__ import annotations

import sys


def main() -> int:
    """The program, with or without a window; its exit code."""
    from ombudsdesk.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
