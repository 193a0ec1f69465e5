"""What a lab's set-up changes against the protocol, computed from what both files say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import Setup


def differences(setup: Setup, reference: str) -> tuple[str, ...]:
    """One sentence per difference from the protocol: language, amounts, payment, sample, goods, wording."""
    original = load_protocol(reference)
    found = [
        f"{place}: {_said(before)} in the protocol, {_said(after)} here"
        for place, before, after in _changed(original.said, setup.protocol.said, "")
    ]
    if setup.language != original.languages[0]:
        found.insert(0, f"language: {original.languages[0]} in the protocol, {setup.language} here")
    overrides = setup.experiment.overrides
    found += [f"goods.{good}: {instead}" for good, instead in overrides.goods.items()]
    found += [
        f"texts: worded otherwise in {language}" for language in overrides.texts if language == setup.language
    ]
    return tuple(found)


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _changed(before: Any, after: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}, key=str):
            yield from _changed(before.get(key), after.get(key), f"{place}.{key}" if place else str(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _changed(one, other, f"{place}[{index}]")
    elif before != after:
        yield place, before, after
