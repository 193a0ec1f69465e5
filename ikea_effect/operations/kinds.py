"""The kinds that there are: steps, measures, mechanisms, models and scales, each in one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from ikea_effect.protocol.kinds import known, measure_kind, step_kind
from ikea_effect.protocol.registry import mechanism_kind, model_kind, package_of
from ikea_effect.protocol.scales import shipped_scales


class KnownKind(NamedTuple):
    """One kind: what it is of, its name, the keys that it takes, what it is, the package that offers it.

    Of a scale the keys are its items, and `package` says how far it is validated.
    """

    of: str
    name: str
    keys: tuple[str, ...]
    needed: tuple[str, ...]
    meaning: str
    package: str = ""

    def row(self) -> tuple[str, str, str, str]:
        """For people: keys that have to be given end in *."""
        keys = " ".join(f"{key}*" if key in self.needed else key for key in self.keys)
        return self.of, self.name, keys, self.meaning + (f" ({self.package})" if self.package else "")

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {**self._asdict(), "keys": list(self.keys), "needed": list(self.needed)}


def kinds() -> list[KnownKind]:
    """Every kind that a protocol can name here: those of this program, then those of installed packages."""
    return list(_all())


def _all() -> Iterator[KnownKind]:
    for name in known("step"):
        step = step_kind(name)
        yield _known("step", name, step.model, step.meaning, _package(package_of("step", name)))
    for name in known("measure"):
        measure = measure_kind(name)
        yield _known("measure", name, measure.model, measure.meaning, _package(package_of("measure", name)))
    for name in known("mechanism"):
        mechanism = mechanism_kind(name)
        meaning, package = _first_line(mechanism.model), _package(package_of("mechanism", name))
        yield _known("mechanism", name, mechanism.model, meaning, package)
    for name in known("model"):
        model = model_kind(name)
        yield _known("model", name, model.model, model.meaning, _package(package_of("model", name)))
    for name, scale in shipped_scales().items():
        yield KnownKind(
            "scale", name, tuple(scale.items), (), f"{scale.meaning.rstrip(chr(46))} ({scale.status})"
        )


def _known(of: str, name: str, model: type[BaseModel], meaning: str, package: str = "") -> KnownKind:
    own = {key: field for key, field in model.model_fields.items() if not _is_the_kind(key, field.annotation)}
    said = {key: field.alias or key for key, field in own.items()}
    needed = tuple(said[key] for key, field in own.items() if field.is_required())
    return KnownKind(of, name, tuple(said.values()), needed, meaning, package)


def _is_the_kind(key: str, annotation: Any) -> bool:
    return key == "kind" and all(isinstance(one, str) for one in get_args(annotation))


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0].rstrip(".")


def _package(found: Any) -> str:
    return f"{found.name} {found.version}" if found is not None else ""


# --- for the documents ------------------------------------------------------------------------------------

OF = {
    "step": "Steps",
    "measure": "Measures",
    "mechanism": "Mechanisms (of a bidding step)",
    "model": "Models (of a hypothesis)",
    "scale": "Scales (`{kind: scale, use: <name>}`)",
}


def as_markdown(found: list[KnownKind], page: str = "") -> str:
    """The kinds as tables, needed keys in bold; `page`, as "{of}-{name}.md", where each has its own."""
    parts = []
    for of, title in OF.items():
        at = page if of != "scale" else ""
        rows = [f"| {_linked(one, at)} | {_keys(one)} | {one.meaning} |" for one in found if one.of == of]
        keys = "items" if of == "scale" else "keys"
        head = [f"## {title}", "", f"| kind | {keys} | what it is |", "| --- | --- | --- |"]
        parts.append("\n".join([*head, *rows]))
    return "\n\n".join(parts) + "\n"


def _linked(kind: KnownKind, page: str) -> str:
    return f"[`{kind.name}`]({page.format(of=kind.of, name=kind.name)})" if page else f"`{kind.name}`"


def _keys(kind: KnownKind) -> str:
    return ", ".join(f"**`{key}`**" if key in kind.needed else f"`{key}`" for key in kind.keys) or "none"
