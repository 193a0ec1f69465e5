"""What a key takes, in words, read off the JSON Schema that the program itself checks files by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

NAME, NAMES = "a name", "names"
LEAST, MOST = -1_000_000_000, 1_000_000_000
"""Bounds at which a number is held, which say nothing to whoever writes one."""
Schema = Mapping[str, Any]
IN_WORDS = {
    "mechanism": "one of the [mechanisms](../kinds.md)",
    "steps": "a list of steps",
    "right": "an answer that the measure can have",
    "only_if": "a rule, such as `attention == right`",
    "only_in": "`{FACTOR: LEVEL}`, or a list of levels",
    "in": "`{FACTOR: LEVEL}`, or a list of levels",
}
"""Keys whose schema says less than a few words do."""


def takes(model: type[BaseModel]) -> dict[str, str]:
    """For each key of the model, by its name in a file: what may stand there."""
    whole = model.model_json_schema(by_alias=True)
    parts: Mapping[str, Schema] = whole.get("$defs", {})
    own = _part(whole, parts) if "$ref" in whole else whole
    return {key: IN_WORDS.get(key) or said(one, parts) for key, one in own.get("properties", {}).items()}


def said(one: Schema, parts: Mapping[str, Schema]) -> str:
    """What may stand where this schema holds."""
    if "$ref" in one:
        return _of_part(str(one["$ref"]).rpartition("/")[2], _part(one, parts), parts)
    if "enum" in one:
        return _or([_code(value) for value in one["enum"]])
    if "const" in one:
        return _code(one["const"])
    if "decimal_places" in one:
        return f"a number{_ends(one.get('ge'), one.get('le'))}"
    several = one.get("anyOf") or one.get("oneOf")
    if several:
        return _or(list(dict.fromkeys(_ways(several, parts))))
    return _plain(one, parts)


def _ways(several: Sequence[Schema], parts: Mapping[str, Schema]) -> Iterator[str]:
    """Each way on its own; of several that may be named, each name."""
    for way in several:
        if "enum" in way:
            yield from map(_code, way["enum"])
        elif (way.get("anyOf") or way.get("oneOf")) and "decimal_places" not in way:
            yield from _ways(way.get("anyOf") or way["oneOf"], parts)
        elif way.get("type") != "null":
            yield said(way, parts)


def _plain(one: Schema, parts: Mapping[str, Schema]) -> str:
    kind = one.get("type")
    low = one.get("minimum", one.get("exclusiveMinimum"))
    high = one.get("maximum", one.get("exclusiveMaximum"))
    if kind == "boolean":
        return "`true` or `false`"
    if kind == "integer":
        return f"a whole number{_ends(low, high)}"
    if kind == "number":
        open_ends = "exclusiveMinimum" in one or "exclusiveMaximum" in one
        return f"a number{_ends(low, high)}" + (
            ", the ends left out" if open_ends and high is not None else ""
        )
    if kind == "string":
        return NAME if "pattern" in one and "*" not in str(one["pattern"])[-12:-6] else "text"
    if kind == "array":
        return f"a list: {_count(one.get('minItems'), one.get('maxItems'))}{_each(one, parts)}"
    if kind == "object":
        count = _count(one.get("minProperties"), one.get("maxProperties"))
        return f"{count}names, each with {_value(one, parts)}"
    return "any value"


def _each(one: Schema, parts: Mapping[str, Schema]) -> str:
    if "prefixItems" in one:
        return _or([said(each, parts) for each in one["prefixItems"][:1]]).replace(NAME, NAMES)
    inner = said(one["items"], parts)
    if inner.startswith("a number"):
        return inner.replace("a number", "numbers", 1)
    return {NAME: NAMES, "text": "texts"}.get(
        inner, f"times {inner}" if inner.startswith("`{") else f"of {inner}"
    )


def _value(one: Schema, parts: Mapping[str, Schema]) -> str:
    inner = one.get("additionalProperties") or next(iter(one.get("patternProperties", {}).values()), {})
    return said(inner, parts) if inner else "a value"


def _part(one: Schema, parts: Mapping[str, Schema]) -> Schema:
    return parts[str(one["$ref"]).rpartition("/")[2]]


def _of_part(name: str, part: Schema, parts: Mapping[str, Schema]) -> str:
    if name.startswith("ByLevels"):
        return (
            "`{by: FACTOR, levels: {LEVEL: ..}}`" if "levels" in part["properties"] else "`{by: {LEVEL: ..}}`"
        )
    if "discriminator" in part or ("oneOf" in part and "properties" not in part):
        return said({key: value for key, value in part.items() if key != "discriminator"}, parts)
    keys = list(part.get("properties", {}))
    return "`{" + ", ".join(f"{key}: .." for key in keys) + "}`" if keys else "a mapping"


def _ends(low: float | None, high: float | None) -> str:
    low, high = (None if end is None or abs(end) >= MOST else end for end in (low, high))
    if low is not None and high is not None:
        return f", {low:g} to {high:g}" if high < MOST else f", {low:g} or more"
    if low is not None:
        return f", {low:g} or more"
    return f", at most {high:g}" if high is not None else ""


def _count(low: int | None, high: int | None) -> str:
    if low and high:
        return f"{low} " if low == high else f"{low} to {high} "
    return f"at most {high} " if high else ""


def _code(value: Any) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _or(ways: list[str]) -> str:
    return ways[0] if len(ways) == 1 else f"{', '.join(ways[:-1])} or {ways[-1]}"
