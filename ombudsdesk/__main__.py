"""`python -m ombudsdesk`."""

from __future__ import annotations

import sys

from ombudsdesk.hardening import harden


def main() -> int:
    """The program, with or without a window; its exit code."""
    # before anything else is even imported: nothing secret is in memory yet
    harden()
    from ombudsdesk.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
