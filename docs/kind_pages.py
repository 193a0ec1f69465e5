"""One page for each kind: what it is, its keys, the smallest study with it, the columns that it leaves."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from ikea_effect.operations.kinds import KnownKind, kinds
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import measure_kind, mechanism_kind, model_kind, step_kind
from ikea_effect.protocol.tree import parse_tree

if __package__:
    from docs.kind_screens import as_markdown
    from docs.kind_takes import takes
    from docs.smallest import OF, examples, study_of
else:  # as a part of the script that writes the pages
    from kind_screens import as_markdown
    from kind_takes import takes
    from smallest import OF, examples, study_of

FOLDER = Path(__file__).with_name("kinds")
MODELS = {"step": step_kind, "measure": measure_kind, "mechanism": mechanism_kind, "model": model_kind}
STANDS = {
    "step": "A step of the timeline",
    "measure": "A measure",
    "mechanism": "A mechanism of a bidding step",
    "model": "A model of a hypothesis",
}


@functools.cache
def _all_kinds() -> dict[tuple[str, str], KnownKind]:
    return {(one.of, one.name): one for one in kinds()}


def names() -> list[tuple[str, str]]:
    """Every kind that has a page: of what it is, and its name."""
    return [(of, name) for of in OF for name in examples()[of]]


def file_of(of: str, name: str) -> Path:
    """Where its page stands."""
    return FOLDER / f"{of}-{name}.md"


def smallest(of: str, name: str) -> Protocol:
    """The study of its page."""
    return protocol_from(parse_tree(_written(of, name), f"{of}-{name}.yaml"))


def page(of: str, name: str, protocol: Protocol) -> str:
    """The page of a kind; `protocol` is its smallest study."""
    kind = _all_kinds()[of, name]
    model: type[BaseModel] = MODELS[of](name).model
    return "\n".join(
        [
            f"# {name}", "", f"{STANDS[of]}. {kind.meaning}.", "",
            *as_markdown(of, name), *_said(model), *_keys(kind, model),
            "## The smallest study with it", "", "```yaml", _written(of, name).rstrip(), "```", "",
            *(_columns(protocol) if of != "model" else ()),
            "[All kinds](../kinds.md) · [the protocol language](../protocol-language.md)", "",
        ]
    )  # fmt: skip


@functools.cache
def _written(of: str, name: str) -> str:
    """The study as its file would say it, with the kind's own line where it stands."""
    study = study_of(of, name)
    return yaml.safe_dump(study, sort_keys=False, default_flow_style=None, width=100, allow_unicode=True)


def _said(model: type[BaseModel]) -> Iterator[str]:
    """What the model says of itself, but for its first line."""
    said = inspect.cleandoc(model.__doc__ or "").partition("\n")[2].strip()
    if said:
        yield from (re.sub(r"<(?=[a-z])", r"\\<", said), "")


def _keys(kind: KnownKind, model: type[BaseModel]) -> Iterator[str]:
    if not kind.keys:
        return
    yield from ("## Keys", "", "| key | takes | if it is left out |", "| --- | --- | --- |")
    known = takes(model)
    fields = {field.alias or key: field for key, field in model.model_fields.items()}
    for key in kind.keys:
        field = fields[key]
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        otherwise = "has to be given" if field.is_required() else _default(default)
        yield f"| `{key}` | {known[key]} | {otherwise} |"
    yield ""


def _default(value: Any) -> str:
    if value is None or value == () or value == {}:
        return "nothing"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _columns(protocol: Protocol) -> Iterator[str]:
    """What the study's data have beyond those of the study in ten lines."""
    known = {"make", "ask", "consent", "thanks", "liking"}
    found = [one for one in columns_of(protocol) if "." in one.name or one.of in protocol.measures]
    found = [one for one in found if (one.of or one.name).partition(".")[0] not in known]
    if found:
        yield from ("## Columns", "", "| column | type | what it holds |", "| --- | --- | --- |")
        yield from (f"| `{one.name}` | {one.type} | {one.meaning} |" for one in found)
        yield ""
