"""Protocols from YAML: by id or path, every fault of the file at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ikea_effect.errors import Fault, ProtocolError, did_you_mean, listed
from ikea_effect.protocol.checks.coherence import name_faults
from ikea_effect.protocol.faults import validated
from ikea_effect.protocol.file_kinds import refuse_other_kinds
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.resources import folders, is_path, underscored
from ikea_effect.protocol.scale_uses import with_scales
from ikea_effect.protocol.shorthand import spelled_out
from ikea_effect.protocol.tree import Tree, in_order, read_tree

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def load_protocol(reference: str | Path, given: Collection[str] = ()) -> Protocol:
    """The protocol with this id, or in this file. `given` are columns that data from elsewhere have.

    An id is looked up in ./protocols, then among the shipped ones.
    Raises: ProtocolError with every fault of the file.
    """
    path = find_protocol(reference)
    tree = read_tree(path)
    protocol = protocol_from(tree, given)
    protocol._file = path
    return protocol


def protocol_from(tree: Tree, given: Collection[str] = ()) -> Protocol:
    """The protocol that a file's tree declares, with what only keeps it from being collected.

    Raises: ProtocolError with every fault of the file, if one of them stops analysis too.
    """
    refuse_other_kinds(Protocol, tree)
    tree, unfilled = with_scales(tree)
    protocol, formal = validated(Protocol, replace(tree, data=spelled_out(tree.data)))
    faults = name_faults(tree, given, protocol)
    faults += [fault for fault in formal if not _said_closer(fault, faults)]
    faults = [fault for fault in faults if not _follows(fault, unfilled)] + unfilled
    faults = _one_each(in_order(faults))
    if protocol is None or any(fault.stops == "analysis" for fault in faults):
        raise ProtocolError(faults)
    protocol._said = {key: value for key, value in tree.data.items() if key != "practical"}
    protocol._uncollectable = tuple(faults)
    return protocol


def protocol_from_said(said: Mapping[str, Any], file_sha256: str | None = None) -> Protocol:
    """The protocol again, from what it said (`Protocol.said`), as a study folder keeps it.

    `file_sha256` is the hash of the protocol's own file, where an experiment changed what is said.
    """
    protocol = protocol_from(Tree(dict(said), "protocol", {}, {}))
    protocol._file_sha256 = file_sha256
    return protocol


def kept_protocol(said: Mapping[str, Any], file_sha256: str | None = None) -> Protocol:
    """The protocol that a study was begun with: read, and not judged again.

    `check` judged it before the first session. What a later version of this program refuses to begin is still
    owed to those who took part: it is paid, verified, exported and reported as it was declared.
    Raises: ProtocolError if this version cannot read its form.
    """
    tree, unfilled = with_scales(Tree(dict(said), "protocol", {}, {}))
    protocol, faults = validated(Protocol, replace(tree, data=spelled_out(tree.data)))
    if protocol is None:
        raise ProtocolError(in_order(faults + unfilled))
    protocol._said = {key: value for key, value in tree.data.items() if key != "practical"}
    protocol._file_sha256 = file_sha256
    return protocol


def _said_closer(fault: Fault, others: list[Fault]) -> bool:
    """Whether another fault says inside this part what is wrong with the part."""
    return any(other.path.startswith(f"{fault.path}.") for other in others if fault.path)


def _follows(fault: Fault, unfilled: list[Fault]) -> bool:
    """Whether the fault is only that a measure lacks what its scale would have said."""
    parts = (".".join(one.path.split(".")[:2]) for one in unfilled if one.path.startswith("measures."))
    wrong_files = any(not one.path.startswith("measures.") for one in unfilled)
    at_measure = fault.path.startswith("measures.") and fault.message.startswith("is missing")
    return any(f"{fault.path}.".startswith(f"{part}.") for part in parts) or (wrong_files and at_measure)


def _one_each(faults: list[Fault]) -> list[Fault]:
    """The first fault of each place, so that one mistake is told once."""
    first: dict[tuple[str, str], Fault] = {}
    for fault in faults:
        first.setdefault((fault.where, fault.path), fault)
    return list(first.values())


def protocol_ids() -> tuple[str, ...]:
    """The ids of all protocols that can be named: those in ./protocols and the shipped ones."""
    found = (path.stem.replace("_", "-") for folder in folders("protocols") for path in folder.glob("*.yaml"))
    return tuple(sorted({name for name in found if _ID.fullmatch(name)}))


def find_protocol(reference: str | Path) -> Path:
    """The protocol's file. Raises: ProtocolError with the ids that there are."""
    text = str(reference)
    if isinstance(reference, Path) or is_path(text):
        return Path(reference)
    for folder in folders("protocols"):
        path = folder / f"{underscored(text)}.yaml"
        if _ID.fullmatch(text) and path.is_file():
            return path
    ids = protocol_ids()
    hint = did_you_mean(text, ids).strip()
    message = f"no protocol has the id '{text}'. Protocols: {listed(ids)}."
    raise ProtocolError([Fault("protocols", "", message + ("\n" + hint if hint else ""))])
