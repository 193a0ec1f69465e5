"""What a model found wrong with a file, said where it stands and as a colleague would say it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo

from ikea_effect.errors import Fault, ProtocolError, brief, did_you_mean, listed
from ikea_effect.protocol.by_kind import ByKind, Later
from ikea_effect.protocol.file_kinds import refuse_other_kinds
from ikea_effect.protocol.marks import Steps, written
from ikea_effect.protocol.registry import BUILT_IN, is_kind
from ikea_effect.protocol.tree import Tree, in_order, kind_of

M = TypeVar("M", bound=BaseModel)


MOST_FAULTS = 100
"""That are told of one file: who has read these begins anew."""


def validated(model: type[M], tree: Tree) -> tuple[M | None, list[Fault]]:
    """The file as the model, or nothing and every fault that the model finds in it."""
    try:
        return model.model_validate(frozen(tree.data), strict=True), []
    except ValidationError as error:
        found = error.errors(include_url=False)[:MOST_FAULTS]
        return None, in_order([_fault(model, tree, one) for one in found if not _has_inner(one, found)])


def _has_inner(error: Any, others: list[Any]) -> bool:
    """Whether a list is only too short because entries of it are wrong, which is told already."""
    loc = error["loc"]
    return error["type"] == "too_short" and any(
        other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in others
    )


def read_as(model: type[M], tree: Tree) -> M:
    """The file as the model. Raises: ProtocolError with every fault."""
    refuse_other_kinds(model, tree)
    value, faults = validated(model, tree)
    if value is None:
        raise ProtocolError(faults)
    return value


def frozen(value: Any) -> Any:
    """The same data with tuples for lists, as frozen models hold them."""
    if isinstance(value, dict):
        return {key: frozen(inner) for key, inner in value.items()}
    return tuple(frozen(inner) for inner in value) if isinstance(value, list | tuple) else value


def _fault(model: type[BaseModel], tree: Tree, error: Any) -> Fault:
    loc: Sequence[str | int] = error["loc"]
    kind: str = error["type"]
    if loc and loc[-1] == "[key]":
        steps = _resolved(tree.data, loc[:-1])
        return tree.fault(steps, _sentence(kind, str(steps[-1]), error), at_key=True)
    if kind in ("missing", "extra_forbidden"):
        steps = (*_resolved(tree.data, loc[:-1], loc[-1:]), loc[-1])
        keys = _keys_at(model, loc[:-1])
        if kind == "missing":
            return _missing(tree, steps, "is missing; it has to be given.")
        hint = did_you_mean(str(loc[-1]), keys)
        message = f"is not a key that can stand here. Keys: {listed(keys)}."
        return tree.fault(steps, message + ("\n" + hint.strip() if hint else ""), at_key=True)
    steps = _resolved(tree.data, loc)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _untold(model, tree, steps, loc, error)
    return tree.fault(steps, _sentence(kind, value_at(tree.data, steps), error))


def _missing(tree: Tree, steps: Steps, message: str) -> Fault:
    mark = tree.mark(steps[:-1], at_key=True) if len(steps) > 1 else tree.mark(())
    return Fault(f"{tree.file}:{mark.line}:{mark.column}", written(steps), message)


TOLD_BY = ("kind", "distribution", "plan")
"""Keys by whose word members of a union are told apart."""


def _untold(model: type[BaseModel], tree: Tree, steps: Steps, loc: Sequence[str | int], error: Any) -> Fault:
    """Which member of a union is meant does not come out: a wrong or absent `kind`, an unknown step."""
    discriminator = str(error["ctx"]["discriminator"]).strip("'")
    allowed = _tags_at(model, loc)
    if discriminator in TOLD_BY:
        if error["type"] == "union_tag_not_found":
            return _missing(tree, (*steps, discriminator), f"is missing. Allowed: {listed(allowed)}.")
        steps = (*steps, discriminator)
        found = value_at(tree.data, steps)
        if not isinstance(found, str):
            return tree.fault(steps, f"is {kind_of(found)}. Allowed: {listed(allowed)}.")
        hint = _kind_hint(found, allowed) if discriminator == "kind" else _hint(found, allowed)
        return tree.fault(steps, f"is {_quoted(found)}. Allowed: {listed(allowed)}.{hint}")
    found_value = value_at(tree.data, steps)
    if isinstance(found_value, dict) and len(found_value) == 1:
        found = next(iter(found_value))
        hint = _kind_hint(found, allowed)
        message = f"is not a kind of step. Kinds: {listed(allowed)}.{hint}"
        return tree.fault((*steps, found), message, at_key=True)
    message = f"is {kind_of(found_value)}. A step is written - kind: {{...}}\nKinds: {listed(allowed)}."
    return tree.fault(steps, message)


def _kind_hint(kind: str, allowed: Sequence[str]) -> str:
    """What was meant by a kind that cannot stand here: another sort's, one spelled alike, a package's."""
    if others := [sort for sort in BUILT_IN if is_kind(sort, kind)]:
        return f"\n'{brief(kind)}' is a kind of {listed(others)}; it cannot stand here."
    return _hint(kind, allowed) or _elsewhere(kind)


def _elsewhere(kind: str) -> str:
    """Where a kind can be from that is not known."""
    return f"\nIf a package offers the kind '{brief(kind)}', it is not installed here (docs/descriptors.md)."


def _hint(found: str, allowed: Sequence[str]) -> str:
    hint = did_you_mean(found, allowed).strip()
    return "\n" + hint if hint else ""


_NAME = "A name has lower case letters, digits and single hyphens, and begins with a letter."
_EXPECTED: Mapping[str, str] = {
    "string_type": "A text is expected.",
    "int_type": "A whole number is expected.",
    "int_from_float": "A whole number is expected.",
    "float_type": "A number is expected.",
    "decimal_type": "A number is expected.",
    "is_instance_of": "A number is expected.",
    "bool_type": "true or false is expected.",
    "dict_type": "A mapping (key: value) is expected.",
    "model_type": "A mapping (key: value) is expected.",
    "model_attributes_type": "A mapping (key: value) is expected.",
    "tuple_type": "A list is expected, as in [a, b].",
    "list_type": "A list is expected, as in [a, b].",
}
_BOUNDS: Mapping[str, str] = {
    "greater_than_equal": "At least {ge} is expected.",
    "greater_than": "More than {gt} is expected.",
    "less_than_equal": "At most {le} is expected.",
    "less_than": "Less than {lt} is expected.",
    "decimal_max_places": "At most {decimal_places} decimals are expected.",
    "string_too_long": "At most {max_length} characters are expected.",
    "string_too_short": "At least {min_length} characters are expected.",
}


_LITERALS = re.compile(r"'([^']*)'|(-?[0-9]+)")
"""What may stand there, as pydantic lists it: words in quotes, and numbers."""


def _sentence(kind: str, found: Any, error: Any) -> str:
    context = error.get("ctx") or {}
    if kind in ("too_short", "too_long"):
        least = kind == "too_short"
        bound = f"at least {context['min_length']}" if least else f"at most {context['max_length']}"
        count = context["actual_length"] or len(found)  # of a mapping pydantic does not say it
        entries = "1 entry" if count == 1 else f"{count} entries"
        return f"has {entries}; {bound} are {'needed' if least else 'allowed'}."
    if kind == "literal_error":
        allowed = [word or number for word, number in _LITERALS.findall(context["expected"])]
        return f"is {_quoted(found)}. Allowed: {listed(allowed)}.{_hint(str(found), allowed)}"
    if kind == "string_pattern_mismatch":
        return f"is {_quoted(found)}. {_form(context['pattern'])}"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    if kind in _EXPECTED:
        quote = kind == "string_type" and isinstance(found, bool | int | float)
        return f"is {kind_of(found)}. {_EXPECTED[kind]}" + ("\nPut it in quotation marks." if quote else "")
    if kind in _BOUNDS:
        return f"is {_quoted(found)}. {_BOUNDS[kind].format(**_short(context))}"
    return f"is {kind_of(found)}. {error['msg']}."


def _short(context: Mapping[str, Any]) -> dict[str, Any]:
    """Bounds as people write them: 600, not 600.0 or 6e+02."""

    def written(value: Any) -> Any:
        if not isinstance(value, float):
            return value
        return f"{value:.0f}" if value.is_integer() else f"{value:g}"

    return {key: written(value) for key, value in context.items()}


_FORMS: Mapping[str, str] = {
    "^[A-Z]{3}$": "A currency is three capital letters (ISO 4217), such as USD or EUR.",
    "^[A-Z]{2}$": "A country is two capital letters (ISO 3166), such as NL or BE.",
    "{4,12}": "A code is 4 to 12 letters and digits.",
    "[a-z]{2,3}": "A language is a code such as en or nl.",
    r"\d{4}-": "An ORCID iD is written in four groups of four: 0000-0002-1825-0097.",
    "^#": "A color is # and six digits or letters from a to f, such as #b03a2e.",
    "+=": "A cell is a level, or a level of each factor: build, or labor=build,fate=kept.",
    r"^[a-z][a-z0-9-]*(\.": "A level, or one of each factor, joined by dots: customer, or customer.similar.",
    r"^[a-z][a-z0-9_-]*(\.": "A column is named as in the codebook: liking, or make.seconds.",
    "^[A-Za-z][A-Za-z0-9]*(": "A column begins with a letter: liking, Age, or make.seconds.",
    "[^`": "A name without backticks, that neither begins nor ends with a space.",
    "^[A-Za-z0-9](": "A package is named as pip names it, such as ikea-effect-breath.",
}
"""What forms are called, by a part of the pattern that no other has."""


def _form(pattern: str) -> str:
    if told := next((words for part, words in _FORMS.items() if part in pattern), ""):
        return told
    if pattern.startswith("^[a-z][a-z0-9]*("):
        if "\\*" in pattern:
            return "A measure, an option or a level, or a product: competence, owner=mine, skill*labor=build."
        return _NAME if "[-_]" not in pattern else _NAME.replace("hyphens", "hyphens or underscores")
    return "Allowed: " + listed(pattern.strip("^()$").split("|")) + "."


def _quoted(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return kind_of(value)
    return f"'{brief(value)}'" if isinstance(value, str) else ("nothing" if value is None else brief(value))


# --- places -----------------------------------------------------------------------------------------------


def value_at(data: Any, steps: Steps) -> Any:
    """What stands at the end of the way, or nothing."""
    for step in steps:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _resolved(data: Any, loc: Sequence[str | int], after: Sequence[str | int] = ()) -> Steps:
    """The way in the file without what pydantic adds (the tags of unions); `after` is where loc goes on."""
    steps: list[str | int] = []
    for step, then in zip(loc, (*loc[1:], *after, None), strict=False):
        if _is_in(data, step) and not _is_tag(data, step, then):
            data = data[step]
            steps.append(step)
    return tuple(steps)


def _is_in(data: Any, step: str | int | None) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _is_tag(data: Any, step: str | int, then: str | int | None) -> bool:
    """Whether the step is the tag of a union, though a key is called so, too: of {by: .., levels: ..}."""
    if not isinstance(data, dict) or _is_in(data[step], then):
        return False
    by_levels = step == "by"
    told = by_levels or any(data.get(key) == step for key in TOLD_BY)
    return told and (then in data or (by_levels and then == "levels"))


def _members(annotation: Any) -> tuple[Any, ...]:
    """The members of a union without None, or the annotation alone; Annotated is looked through."""
    if get_origin(annotation) is Annotated:
        for mark in get_args(annotation)[1:]:
            if isinstance(mark, ByKind):
                return tuple(Annotated[model, Tag(name)] for name, model in mark.models().items())
            if isinstance(mark, Later):
                return _members(mark.declared)
    while get_origin(annotation) is Annotated and not _tag(annotation):
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        members = tuple(one for one in get_args(annotation) if one is not NoneType)
        return _members(members[0]) if len(members) == 1 else members
    return (annotation,)


def _tag(annotation: Any) -> str | None:
    extras = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return next((extra.tag for extra in extras if isinstance(extra, Tag)), None)


def _plain(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _tags(member: Any) -> tuple[str, ...]:
    """The words by which a member of a union is told apart."""
    if (tag := _tag(member)) is not None:
        return (tag,)
    model = _plain(member)
    if isinstance(model, type) and issubclass(model, BaseModel):
        for field in TOLD_BY:
            if field in model.model_fields and get_origin(model.model_fields[field].annotation) is Literal:
                return get_args(model.model_fields[field].annotation)
    return ()


def _annotation_at(annotation: Any, loc: Sequence[str | int]) -> tuple[Any, ...]:
    """The union members (or the one annotation) that are meant at the place."""
    rest = list(loc)
    while True:
        members = _members(annotation)
        if not rest:
            return members
        if len(members) > 1:
            chosen = [one for one in members if rest[0] in _tags(one)]
            if not chosen:
                return ()
            annotation = _plain(chosen[0])
            rest.pop(0)
            continue
        inner = _inside(_plain(members[0]), rest.pop(0))
        if inner is None:
            return ()
        annotation = inner


def _inside(annotation: Any, step: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _field(annotation.model_fields[str(step)]) if step in annotation.model_fields else None
    inner = [one for one in get_args(annotation) if one is not Ellipsis]
    return inner[-1] if inner else None


def _field(field: FieldInfo) -> Any:
    """A field's annotation, with the mark by which its model is looked up: pydantic keeps that beside it."""
    mark = next((one for one in field.metadata if isinstance(one, ByKind | Later)), None)
    return field.annotation if mark is None else Annotated[field.annotation, mark]


def _keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    members = [_plain(one) for one in _annotation_at(model, loc)]
    first = members[0] if members else None
    if not (isinstance(first, type) and issubclass(first, BaseModel)):
        return []
    return [field.alias or name for name, field in first.model_fields.items()]


def _tags_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    return [tag for member in _annotation_at(model, loc) for tag in _tags(member)]
