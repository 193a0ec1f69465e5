"""A mechanism: a BDM in which an amount is shown before the bid, on a page of the study's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ikea_effect.protocol.kinds import (
    MECHANISMS,
    Amount,
    Bdm,
    Bidding,
    Column,
    Columns,
    MechanismKind,
    Name,
    Study,
)


class AnchoredBdm(Bdm):
    """A BDM with an `anchor`, which is shown before the bid. Texts: <text>.title, .body, with {anchor}."""

    kind: Literal["anchored-bdm"]  # type: ignore[assignment]
    anchor: Amount
    text: Name


def _columns(step: Bidding, study: Study) -> Columns:
    anchor = Column(f"{step.id}.anchor", "amount", "The amount shown before the bid", study.currency)
    return (anchor, *MECHANISMS["bdm"].columns(step, study))


def _texts(declared: AnchoredBdm) -> Iterator[str]:
    yield from (f"{declared.text}.{part}" for part in ("title", "body"))


KIND = MechanismKind(
    name="anchored-bdm",
    model=AnchoredBdm,
    yields="amount",
    settles="alone",
    prices="drawn",
    how="in a Becker–DeGroot–Marschak procedure after an anchor",
    columns=_columns,
    procedure="ikea_effect_outside.anchored_screens:AnchoredProcedure",
    texts=_texts,
)
