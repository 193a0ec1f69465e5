"""What holds for every file that is kept: its size, and what it must not say."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

LONGEST_FILE = 400
LONGEST_FUNCTION = 60

# A folder of one machine, or the address of a package host. Written so that this file does not match.
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.*$)}-])/(?:wor[k]|far[m]|roo[t]|hom[e]|User[s])/[\w.]"
    r"|[A-Z]:\\\\?User[s]\\"
    r"|(?:pypi\.or[g]|pythonhoste[d]\.org|registry\.npmj[s]|deb\.debia[n]\.org)",
)


@pytest.fixture(scope="module")
def kept(checkout: Path) -> list[Path]:
    """Every file under version control that exists."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=checkout, capture_output=True, text=True, check=True
    )
    paths = [checkout / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts(paths: list[Path]) -> list[tuple[Path, str]]:
    """The files that are text, with it."""
    found = []
    for path in paths:
        try:
            found.append((path, path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def too_long(source: str) -> list[str]:
    """Names of the functions with more than LONGEST_FUNCTION lines."""
    if source.count("\n") < LONGEST_FUNCTION:
        return []
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno + 1 > LONGEST_FUNCTION]


def test_no_python_file_is_longer_than_400_lines(kept: list[Path], checkout: Path) -> None:
    lengths = {
        str(path.relative_to(checkout)): len(text.splitlines())
        for path, text in texts(kept)
        if path.suffix == ".py"
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_no_function_is_longer_than_60_lines(kept: list[Path], checkout: Path) -> None:
    package = [path for path in kept if path.suffix == ".py" and (checkout / "ikea_effect") in path.parents]
    found = {str(path.relative_to(checkout)): too_long(text) for path, text in texts(package)}
    assert not {name: functions for name, functions in found.items() if functions}


def test_the_length_of_a_function_is_seen() -> None:
    body = "\n".join("    x = 1" for _ in range(LONGEST_FUNCTION))
    assert too_long(f"def f():\n{body}\n") == ["f"]


def test_no_file_names_a_folder_of_one_machine_or_a_package_host(kept: list[Path], checkout: Path) -> None:
    found = [
        f"{path.relative_to(checkout)}:{number}: {line.strip()[:120]}"
        for path, text in texts(kept)
        for number, line in enumerate(text.splitlines(), start=1)
        if OF_ONE_MACHINE.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text", ["see /hom" + "e/ada/x", "https://pypi.or" + "g/simple", "(/roo" + "t/a.py)"]
)
def test_such_a_folder_or_host_is_seen(text: str) -> None:
    assert OF_ONE_MACHINE.search(text)


@pytest.mark.parametrize("text", ["$HOM" + "E/x", "docs/wor" + "k/a", "ikea_effect/hom" + "e/x"])
def test_a_relative_folder_is_not_taken_for_one(text: str) -> None:
    assert not OF_ONE_MACHINE.search(text)


def test_nothing_kept_is_larger_than_two_megabytes(kept: list[Path], checkout: Path) -> None:
    assert not [str(path.relative_to(checkout)) for path in kept if path.stat().st_size > 2 * 1024 * 1024]
