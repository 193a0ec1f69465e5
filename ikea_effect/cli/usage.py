"""What a command says of a word that is missing, or that it does not take: what it is, and an example."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from typer._click.exceptions import MissingParameter, NoSuchOption
from typer.core import TyperCommand

from ikea_effect.errors import listed

_EXAMPLE = re.compile(r"ikea-effect (?:.|\n(?!\n))*")


def leading(every: Callable[[], Any]) -> type[TyperCommand]:
    """The kind of command that leads on where it was asked wrongly; `every` has all that there are.

    Its examples are those of its help.
    """

    class Command(TyperCommand):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            """The words read. Raises: a usage error, with what to say instead."""
            try:
                return super().parse_args(ctx, args)
            except MissingParameter as error:
                if error.param is not None and not error.message:
                    error.message = _of_missing(self, error.param)
                raise
            except NoSuchOption as error:
                if not error.possibilities:
                    error.message += _of_others(error.option_name, every().commands)
                raise

    return Command


def _examples(command: TyperCommand) -> list[str]:
    return [" ".join(one.split()) for one in _EXAMPLE.findall(command.help or "")]


def _of_missing(command: TyperCommand, missing: Any) -> str:
    """What is to stand there, and an example in which it does."""
    examples = _examples(command)
    with_it = [one for one in examples if set(missing.opts) & set(one.split())]
    said = (getattr(missing, "help", "") or "").rstrip(".")
    example = f"For example: {(with_it or examples)[0]}" if examples else ""
    return " ".join(part for part in (f"{said}." if said else "", example) if part)


def _of_others(option: str, every: Mapping[str, Any]) -> str:
    """Which commands take the option, with an example; nothing where none does."""
    takers = {name: one for name, one in every.items() if any(option in param.opts for param in one.params)}
    if not takers:
        return ""
    examples = [example for one in takers.values() for example in _examples(one) if option in example.split()]
    shown = f" For example: {examples[0]}" if examples else ""
    return f". Others take it: {listed(sorted(takers))}.{shown}"
