"""Forms of registries, filled: each question with what answers it, or with what is owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from ikea_effect.report.registration.facts import FACTS
from ikea_effect.report.registration.plan import Plan, Said

FORMS = ("aspredicted", "osf", "prp-quant")


class Answer(NamedTuple):
    """One question: its number or id and name, what answers it, and what is owed where nothing does."""

    id: str
    title: str
    said: tuple[Said, ...]
    owed: str

    @property
    def text(self) -> str:
        """The whole answer as it is pasted into a form: one paragraph for each sentence that stands alone."""
        return "\n".join(one.text for one in self.said)


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its answers, in its order."""

    id: str
    title: str
    answers: tuple[Answer, ...]

    @property
    def owed(self) -> tuple[Answer, ...]:
        """The questions that nothing answers."""
        return tuple(one for one in self.answers if not one.said)


def filled(plan: Plan) -> tuple[Form, ...]:
    """Every form, answered from the plan."""
    return tuple(_filled(name, plan) for name in FORMS)


def _filled(name: str, plan: Plan) -> Form:
    asked = _form(name)
    return Form(name, asked["title"], tuple(_answer(one, plan) for one in asked["items"]))


def _answer(item: Any, plan: Plan) -> Answer:
    said = tuple(dict.fromkeys(_said(item["from"], plan)))
    return Answer(item["id"], item["title"], said, "" if said else _owed(item))


def _said(facts: list[str], plan: Plan) -> Iterator[Said]:
    for name in facts:
        yield from FACTS[name](plan)


def _owed(item: Any) -> str:
    """Who is to answer, and where."""
    if item.get("registry"):
        return "The registry gives it."
    if place := item.get("lab"):
        return f"Write lab: {{{place}: ...}} into experiment.yaml."
    if key := item.get("key"):
        return f"Write registration: {{{key}: ...}} into experiment.yaml."
    return "The protocol declares nothing that answers it."


@cache
def _form(name: str) -> Any:
    source = resources.files(__package__).joinpath("forms", f"{name}.yaml").read_text("utf-8")
    return YAML(typ="safe").load(source)
