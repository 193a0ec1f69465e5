"""A command that is asked wrongly says what is missing, and shows an example with it."""

from __future__ import annotations

from typing import Any

import pytest
import typer.main

from ikea_effect.cli.main import command, main


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2
    return " ".join(capsys.readouterr().err.split())


def required() -> list[tuple[str, str]]:
    """(command, what it cannot do without), of every command."""
    commands: Any = typer.main.get_command(command([]))
    return [
        (name, param.name)
        for name, one in commands.commands.items()
        for param in one.params
        if param.required
    ]


@pytest.mark.parametrize(("name", "lacking"), required())
def test_whatever_is_missing_is_said_with_an_example(
    name: str, lacking: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """All else is given: only this one is asked for."""
    commands: Any = typer.main.get_command(command([]))
    words, missing = [name], None
    for param in commands.commands[name].params:
        value = "open" if param.name == "what" else "1"
        if param.name == lacking:
            missing = param
        elif param.required and param.param_type_name == "option":
            words += [param.opts[0], value]
        elif param.required and missing is None:
            words.append(value)
    assert missing is not None
    found = said(capsys, *words)
    assert f"Missing {missing.param_type_name}" in found
    example = found.split("For example: ")[1]
    assert example.startswith(f"ikea-effect {name}")
    if missing.param_type_name == "option":
        assert f"Missing option '{missing.opts[0]}'" in found
        assert missing.opts[0] in example.split()


def test_register_says_where_the_plan_goes(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "register", "norton-2012-1a").endswith(
        "Missing option '--out'. The folder of the registration. For example: ikea-effect register "
        "norton-2012-1a --out registration"
    )


def test_an_option_of_other_commands_leads_to_them(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("analyze", "replicate"):
        found = said(capsys, name, "norton-2012-1a", "--language", "nl")
        assert "No such option: --language. Others take it: " in found
        assert found.endswith("For example: ikea-effect report norton-2012-1a-simulated --language nl")


def test_a_slip_of_the_pen_is_told_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, "register", "norton-2012-1a", "--aut", "x")
    assert found.endswith("No such option: --aut (Possible options: --out)")
    assert said(capsys, "check", "norton-2012-1a", "--zzz").endswith("No such option: --zzz")
