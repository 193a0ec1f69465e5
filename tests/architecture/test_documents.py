"""What the documents say can be done, can be done: commands, files, links."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "results/README.md",
    "docs/lab-pc.md",
    "docs/protocol-language.md",
    "docs/foreign-data.md",
    "docs/export.md",
    "docs/faq.md",
    "docs/desks.md",
    "docs/payment.md",
    "docs/proefleider.md",
    "docs/registration.md",
    "docs/ethics.md",
    "docs/first-study.md",
    "docs/replication.md",
    "docs/from-a-csv.md",
    "docs/commands.md",
    "docs/translating.md",
    "docs/keyboard.md",
    "docs/data.md",
    "docs/python.md",
    "docs/a-new-kind.md",
    "docs/when-something-happens.md",
    "docs/what-it-does-not-say.md",
)


def block_under(heading: str, text: str) -> list[str]:
    """The lines of the first code block under a heading."""
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = re.search(r"```sh\n(.*?)\n```", section, flags=re.DOTALL)
    assert found is not None
    return found[1].splitlines()


@pytest.mark.parametrize("heading", ["Try it", "Test it"])
def test_each_of_the_two_commands_is_one_line_that_runs_a_script(heading: str, checkout: Path) -> None:
    (line,) = block_under(heading, (checkout / "README.md").read_text("utf-8"))
    shell, script = line.split()
    assert shell == "sh"
    assert (checkout / script).read_text("utf-8").startswith("#!/bin/sh\n")


def test_ci_runs_the_test_command(checkout: Path) -> None:
    (line,) = block_under("Test it", (checkout / "README.md").read_text("utf-8"))
    assert line in (checkout / ".ci/run").read_text("utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_to_a_file(name: str, checkout: Path) -> None:
    document = checkout / name
    targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8"))
    assert not [target for target in targets if not (document.parent / target).exists()]


def test_no_two_decisions_have_one_number(checkout: Path) -> None:
    numbers = sorted(int(path.name[:4]) for path in (checkout / "docs/decisions").glob("[0-9]*.md"))
    assert numbers == sorted(set(numbers))


def test_every_command_that_the_documents_name_exists(checkout: Path) -> None:
    text = "\n".join((checkout / name).read_text("utf-8") for name in DOCUMENTS)
    named = set(re.findall(r"(?<![\w/.-])(?:\.venv/bin/)?ikea-effect ([a-z]+)\b", text))
    command = [Path(sys.executable).with_name("ikea-effect"), "--help"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert named
    assert not {name for name in named if not re.search(rf"^\W*{name}\b", listed, flags=re.MULTILINE)}


def test_the_language_reference_names_every_kind_and_key_that_a_protocol_takes(checkout: Path) -> None:
    from ikea_effect.protocol.schema import json_schema

    schema = json_schema()
    kinds = {
        definition["properties"]["kind"]["const"]
        for definition in schema["$defs"].values()
        if "const" in definition.get("properties", {}).get("kind", {})
    }
    reference = (checkout / "docs/protocol-language.md").read_text("utf-8")
    assert {"bdm", "welch", "rating"} <= kinds
    assert not {
        name for name in kinds | set(schema["properties"]) if not re.search(rf"\b{name}\b", reference)
    }


def test_the_page_of_commands_is_that_of_the_program(checkout: Path) -> None:
    from docs.make_commands import page

    assert (checkout / "docs/commands.md").read_text("utf-8") == page()


@pytest.mark.slow
def test_the_page_of_commands_shows_what_they_print() -> None:
    from docs.make_commands import PRINTED, printed

    assert json.loads(PRINTED.read_text("utf-8")) == printed()


@pytest.mark.slow
def test_the_page_of_protocols_is_that_of_the_program(checkout: Path) -> None:
    from docs.make_protocols import page

    assert (checkout / "docs/protocols.md").read_text("utf-8") == page()


@pytest.mark.slow
def test_the_gallery_shows_every_protocol_in_every_language(checkout: Path) -> None:
    from docs.make_gallery import page

    said = (checkout / "docs/gallery.md").read_text("utf-8")
    assert said == page()
    pictures = [checkout / "docs" / name for name in re.findall(r"\]\((pictures/[^)]+)\)", said)]
    assert len(pictures) == len(set(pictures)) >= 3 * 28
    kept = [path for name in ("gallery", "reports") for path in (checkout / "docs/pictures" / name).iterdir()]
    assert set(pictures) == set(kept)
    assert sum(path.stat().st_size for path in pictures) < 10_000_000


@pytest.mark.slow
def test_the_site_is_built_without_a_dead_link(checkout: Path, tmp_path: Path) -> None:
    words = ["sh", str(checkout / "docs" / "build.sh"), str(tmp_path / "site")]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, "PATH": path})
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "first-study.html").read_text("utf-8")
    assert "Send simulated people through it" in page
    assert not re.findall(r"(?:src|href)=.https?://[^\"']*\.(?:css|js|woff2?)", page)  # nothing from outside


def test_the_citation_is_of_this_version(checkout: Path) -> None:
    from ikea_effect import __version__

    assert f"\nversion: {__version__}\n" in (checkout / "CITATION.cff").read_text("utf-8")
