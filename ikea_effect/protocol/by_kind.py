"""Parts of a file whose model is loaded when one is met: that of its kind, or the only one that there is.

What a study does not name costs nothing then. Errors are placed as pydantic places those of any other part.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from ikea_effect.protocol.registry import Sort, is_kind, kind_named, known, resolve

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue


class ByKind(NamedTuple):
    """Marks a part whose model is looked up: `Annotated[Step, ByKind("step")]`.

    Errors are placed as pydantic places those of a union: the kind is part of the way.
    """

    sort: Sort

    def models(self) -> dict[str, type[BaseModel]]:
        """The model of every kind that there is, by name."""
        return {name: model_of(self.sort, name) for name in known(self.sort)}

    def validated(self, value: Any, *, strict: bool = True) -> Any:
        """The value as the model of its kind."""
        tag = _tag(self.sort, value)
        discriminator = "step kind" if self.sort == "step" else "'kind'"
        if tag is None:
            raise PydanticKnownError("union_tag_not_found", {"discriminator": discriminator})
        if not is_kind(self.sort, tag):
            there = ", ".join(map(repr, known(self.sort)))
            what = {"discriminator": discriminator, "tag": tag, "expected_tags": there}
            raise PydanticKnownError("union_tag_invalid", what)
        return _adapter(self.sort, tag).validate_python(value, strict=strict)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return _python(self.validated)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        if _inside.get() == self.sort:  # a repetition holds steps, which may be repetitions
            return {AS_AROUND: True}
        here = _inside.set(self.sort)
        try:
            return self._json_schema(handler)
        finally:
            _inside.reset(here)

    def _json_schema(self, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        models = self.models()
        named = {name: _named(model) for name, model in models.items()}
        if self.sort != "step":
            return handler(core_schema.tagged_union_schema(dict(named), discriminator="kind"))
        inner = handler(core_schema.union_schema(list(named.values())))["anyOf"]
        steps = zip(models.items(), inner, strict=True)
        return _one_key({name: _or_nothing(model, schema) for (name, model), schema in steps})


class Later(NamedTuple):
    """Marks a part that few files have: `Annotated[Prize, Later("ikea_effect.protocol.prizes:Prize")]`.

    What is named is a model, or a union of models with a discriminator.
    """

    name: str

    @property
    def declared(self) -> Any:
        """What the part is declared as; imported now."""
        return resolve(self.name)

    def validated(self, value: Any, *, strict: bool = True) -> Any:
        """The value as what is declared."""
        return _built(self.name).validate_python(value, strict=strict)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return _python(self.validated)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        declared = self.declared
        if get_origin(declared) is not Annotated:
            return handler(_named(declared))
        union, field = get_args(declared)[:2]
        named = {_word(model, field.discriminator): _named(model) for model in get_args(union)}
        return handler(core_schema.tagged_union_schema(dict(named), discriminator=field.discriminator))


def _word(model: type[BaseModel], discriminator: str) -> str:
    """The word by which a member of a union is told."""
    [word] = get_args(model.model_fields[discriminator].annotation)
    return str(word)


@functools.cache
def _built(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(resolve(name))


def _python(validated: Callable[..., Any]) -> CoreSchema:
    """A part that a function validates, strictly or not, as is asked for."""
    plain = core_schema.no_info_plain_validator_function
    return core_schema.lax_or_strict_schema(
        lax_schema=plain(partial(validated, strict=False)),
        strict_schema=plain(partial(validated, strict=True)),
    )


AS_AROUND = "x-as-around"
"""Stands in a JSON Schema for what the part around it is: a step inside a step."""

_inside: ContextVar[str] = ContextVar("_inside", default="")
"""Of which sort the part is whose JSON Schema is being written."""


def model_of(sort: Sort, name: str) -> type[BaseModel]:
    """The model of a kind. Raises KeyError for one that there is not."""
    found: type[BaseModel] = kind_named(sort, name).model
    return found


def _tag(sort: Sort, value: Any) -> str | None:
    """What the value says that its kind is."""
    if isinstance(value, BaseModel):
        return str(getattr(value, "kind", "")) or None
    if not isinstance(value, dict):
        return None
    found = value.get("kind") if sort != "step" else next(iter(value)) if len(value) == 1 else None
    return None if found is None else str(found)


class _Only(NamedTuple):
    """One kind as a union of its own, so that its name is part of the way to a fault."""

    name: str
    model: type[BaseModel]

    def __get_pydantic_core_schema__(self, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.tagged_union_schema(
            {self.name: handler.generate_schema(self.model)}, discriminator=lambda _value: self.name
        )


@functools.cache
def _adapter(sort: Sort, name: str) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[Any, _Only(name, model_of(sort, name))])


# --- JSON Schema ------------------------------------------------------------------------------------------


def _named(model: type[BaseModel]) -> CoreSchema:
    """The model's schema, to be written once under the model's name."""
    schema: Any = TypeAdapter(model).core_schema
    name = f"{model.__module__}.{model.__qualname__}:{id(model)}"
    if schema["type"] != "definitions":
        return {**schema, "ref": name}
    return {**schema, "schema": {**schema["schema"], "ref": name}}


def _or_nothing(model: type[BaseModel], schema: JsonSchemaValue) -> JsonSchemaValue:
    """A step that needs nothing may be written with nothing after its colon."""
    needs_nothing = not any(field.is_required() for field in model.model_fields.values())
    return {"anyOf": [schema, {"type": "null"}]} if needs_nothing else schema


def _one_key(kinds: dict[str, JsonSchemaValue]) -> JsonSchemaValue:
    """One step: exactly one key, which says its kind."""
    return {
        "type": "object",
        "description": "A step, written - kind: {...}",
        "properties": kinds,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
