"""A release and its proof as plain data, as the ledger and the files of `protect` hold it, and back.

    {"release": name, "number": n, "threshold": t, "plan": text, "tables": [{"name", "way"}],
     "statements": [{"where": {column: [codes…]}, "lo": n, "hi": n, "parts": n}],
     "alibis": {"slot": column, "dimensions": [columns], "many": [columns], "kinds": [[[codes…] for each dimension]],
                "blocks": [{"slots": […], "worlds": [[[slot, kind, cases]…]…],
                            "shown": [{"slots", "where", "without", "at_most" or "at_least": n, "world": place}]}]}}

In a world, `slot` and `kind` are places in the lists of its block and of `kinds`. `parts` > 1: a sum of earlier statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ombudsdesk.deidentify.planning import Planned, Record
from ombudsdesk.deidentify.proof import AlibiWorld, BlockProof, Shown, in_order
from ombudsdesk.deidentify.traits import Figure, Kind, Layout, Trait

MONTH = "month"


def release_json(planned: Planned, layout: Layout, *, number: int, threshold: int, slot: str = MONTH) -> dict[str, Any]:
    """A planned release with its proof; `slot` is the name of the column that says when."""
    kinds: dict[Kind, int] = {}
    blocks = [_block_json(block, kinds) for block in planned.blocks]
    return {
        "release": planned.wish.name,
        "number": number,
        "threshold": threshold,
        "plan": ", ".join(f"{shape.table.name}: {shape.way.value}" for shape in planned.shapes),
        "tables": [{"name": shape.table.name, "way": shape.way.value} for shape in planned.shapes],
        "statements": [_statement_json(figure, slot) for figure in planned.figures],
        "alibis": {
            "slot": slot,
            "dimensions": list(layout.dimensions),
            "many": sorted(layout.many),
            "kinds": [[sorted(codes) for codes in kind] for kind in kinds],
            "blocks": blocks,
        },
    }


def record_of(releases: Iterable[Mapping[str, Any]]) -> Record:
    """Everything that these releases said, in their order, and the newest proof of every block."""
    record = Record()
    for content in releases:
        slot = content["alibis"]["slot"]
        record.take(
            [_figure(one, slot) for one in content["statements"]],
            [_block(one, content["alibis"]) for one in content["alibis"]["blocks"]],
        )
    return record


def _statement_json(figure: Figure, slot: str) -> dict[str, Any]:
    where = {slot: sorted(figure.slots), **figure.trait.where()}
    return {"where": where, "lo": figure.low, "hi": figure.high, "parts": figure.parts}


def _block_json(block: BlockProof, kinds: dict[Kind, int]) -> dict[str, Any]:
    slots = sorted(block.slots)
    return {
        "slots": slots,
        "worlds": [_world_json(world, slots, kinds) for world in block.worlds],
        "shown": [_shown_json(shown, place) for shown, place in block.shown],
    }


def _world_json(world: AlibiWorld, slots: Sequence[str], kinds: dict[Kind, int]) -> list[list[int]]:
    counted = Counter((slots.index(slot), kinds.setdefault(kind, len(kinds))) for slot, kind in world)
    return [[slot, kind, cases] for (slot, kind), cases in sorted(counted.items())]


def _shown_json(shown: Shown, world: int) -> dict[str, Any]:
    return {
        "slots": sorted(shown.stretch),
        "where": shown.trait.where(),
        "without": shown.without.where() if shown.without else None,
        "at_least" if shown.high else "at_most": shown.target,
        "world": world,
    }


def _figure(content: Mapping[str, Any], slot: str) -> Figure:
    where = dict(content["where"])
    slots = frozenset(where.pop(slot))
    return Figure(slots, _trait(where), content["lo"], content["hi"], content["parts"])


def _trait(where: Mapping[str, Sequence[str]]) -> Trait:
    return Trait(tuple((name, frozenset(codes)) for name, codes in where.items()))


def _block(content: Mapping[str, Any], alibis: Mapping[str, Any]) -> BlockProof:
    kinds: list[Kind] = [tuple(frozenset(codes) for codes in kind) for kind in alibis["kinds"]]
    slots = content["slots"]
    worlds = tuple(_world(rows, slots, kinds) for rows in content["worlds"])
    return BlockProof(frozenset(slots), worlds, tuple((_shown(one), one["world"]) for one in content["shown"]))


def _world(rows: Iterable[Sequence[int]], slots: Sequence[str], kinds: Sequence[Kind]) -> AlibiWorld:
    return tuple((slots[slot], kinds[kind]) for slot, kind, cases in rows for _case in range(cases))


def _shown(content: Mapping[str, Any]) -> Shown:
    high = "at_least" in content
    return Shown(
        frozenset(content["slots"]),
        in_order(_trait(content["where"])),
        _trait(content["without"]) if content["without"] is not None else None,
        high,
        content["at_least"] if high else content["at_most"],
    )
