"""Whether the packages that offer a protocol's kinds are named in it, and installed."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, listing, mapping, texts_of
from ikea_effect.protocol.registry import Sort, installed, is_kind, package_of


def packages_are_installed(said: Said) -> Iterator[Problem]:
    """Every package that the file requires is there."""
    for at, package in texts_of(said.data.get("requires")):
        if not installed(package):
            message = (
                f"is '{package}', a package that is not installed: kinds that it offers are not known here.\n"
                f"Install it: pip install {package}"
            )
            yield Problem(("requires", *at), message)


def packages_are_named(said: Said) -> Iterator[Problem]:
    """Every kind of another package has that package among `requires`, so that who lacks it is told."""
    named = {_alike(package) for _, package in texts_of(said.data.get("requires"))}
    for at, sort, kind in _kinds(said):
        package = package_of(sort, kind)
        if package is not None and _alike(package.name) not in named:
            message = (
                f"is '{kind}', a kind of the package {package.name}, which the file does not name.\n"
                f"Write at the top: requires: [{package.name}]"
            )
            yield Problem(at, message, at_key=sort == "step", stops="collection")


def _kinds(said: Said) -> Iterator[tuple[Steps, Sort, str]]:
    """Every kind that there is and that the file uses, with its place."""
    for step in said.steps:
        if is_kind("step", step.kind):
            yield step.at, "step", step.kind
        mechanism = mapping(step.body.get("mechanism")).get("kind")
        if is_kind("mechanism", mechanism):
            yield (*step.at, "mechanism", "kind"), "mechanism", str(mechanism)
    for name, measure in said.measures.items():
        if is_kind("measure", measure.get("kind")):
            yield ("measures", name, "kind"), "measure", measure["kind"]
    for index, one in enumerate(map(mapping, listing(said.data.get("hypotheses")))):
        others = enumerate(listing(one.get("robustness")))
        places = [(("model",), one.get("model")), *((("robustness", i), other) for i, other in others)]
        for at, model in places:
            if is_kind("model", kind := mapping(model).get("kind")):
                yield ("hypotheses", index, *at, "kind"), "model", str(kind)


def _alike(package: str) -> str:
    """The name as installers compare it. Source: Python packaging's rule on normalized names."""
    return package.lower().replace("_", "-").replace(".", "-")


ALL = (packages_are_installed, packages_are_named)
