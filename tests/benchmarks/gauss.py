"""Suppression in the style of GaussSuppression: no hidden count may be a linear combination of those that are shown.

Our own elimination, in the remainders of a large prime, so that nothing is rounded. The larger a count, the sooner it is
shown. That counts are whole and not negative is not used, and that is what such a table gives away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ombudsdesk.deidentify.exact import ExactTable, small_cells

PRIME = 2**31 - 1
Rows = NDArray[np.int64]


def hide(table: ExactTable, *, threshold: int, zeros_too: bool = False) -> frozenset[int]:
    """The places of the cells to hide: the small ones, and each other from which with those shown one would follow."""
    small = sorted(small_cells(table, threshold, zeros_too=zeros_too))
    hidden = set(small)
    rows = np.zeros((len(table.cells), table.atoms), dtype=np.int64)
    for place, cell in enumerate(table.cells):
        rows[place, list(cell.atoms)] = 1
    for place in sorted(set(range(len(table.cells))) - hidden, key=lambda place: (-table.cells[place].true, place)):
        if not rows[place].any():
            # it follows from what is shown already
            continue
        without = _without(rows, rows[place])
        if without[small].any(axis=1).all():
            rows = without
        else:
            hidden.add(place)
    return frozenset(hidden)


def _without(rows: Rows, shown: Rows) -> Rows:
    """All rows as far as they do not follow from one that is shown."""
    pivot = int(np.flatnonzero(shown)[0])
    inverse = pow(int(shown[pivot]), -1, PRIME)
    factors = rows[:, pivot] * inverse % PRIME
    touched = np.flatnonzero(factors)
    left = rows.copy()
    left[touched] = (rows[touched] - factors[touched, None] * shown % PRIME) % PRIME
    return left
