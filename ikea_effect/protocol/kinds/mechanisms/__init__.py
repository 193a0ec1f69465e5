"""The mechanisms, a file for each rule: what is declared, what it yields, how it settles, what it leaves.

A study loads the ones that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ikea_effect.protocol.kinds.kind import Column, Columns, MechanismKind, Study
from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.protocol.registry import BUILT_IN, is_kind, mechanism_kind

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.steps.bidding import Bidding

FIRST = Decimal(1)
"""Rounds and paddles are counted from here."""


def rounds_of(step: Bidding) -> int:
    """How often the step asks for a bid."""
    return int(getattr(step.mechanism, "rounds", 1))


def settled(step: Bidding, study: Study, price: str = "The price drawn") -> Columns:
    """What a purchase comes to, and of several rounds the one that counts."""
    paid = "What the participant pays for the good; less than zero is paid to who sold"
    columns = (
        Column(f"{step.id}.price", "amount", price, study.currency),
        Column(f"{step.id}.bought", "boolean", "Whether the participant bought the good"),
        Column(f"{step.id}.paid", "amount", paid, study.currency),
    )
    if rounds_of(step) == 1:
        return columns
    return (
        *columns,
        Column(f"{step.id}.round", "integer", "The round that was drawn to count", "", (), FIRST),
    )


def shares(*parts: str) -> Callable[[Any], tuple[str, ...]]:
    """These parts of the shared texts of bidding, whatever is declared."""
    return lambda _declared: parts


class _Mechanisms(Mapping[str, MechanismKind]):
    """Each is looked up when it is asked for, so that a study with one loads no others."""

    def __getitem__(self, name: str) -> MechanismKind:
        if name not in BUILT_IN["mechanism"]:
            raise KeyError(name)
        return mechanism_kind(name)

    def __iter__(self) -> Iterator[str]:
        return iter(BUILT_IN["mechanism"])

    def __len__(self) -> int:
        return len(BUILT_IN["mechanism"])


MECHANISMS = _Mechanisms()
"""Every kind of mechanism of this program by its name."""


def declared_kind(said: Mapping[str, Any]) -> MechanismKind | None:
    """The kind that a file's mechanism names; nothing where it names none that there is."""
    kind = said.get("kind")
    return mechanism_kind(str(kind)) if is_kind("mechanism", kind) else None


def kind_of(mechanism: Mechanism) -> MechanismKind:
    """What is known of a declared mechanism."""
    return mechanism_kind(mechanism.kind)
