"""A study bundled for others: whole, held to RO-Crate's own rules, and naming nobody."""

from __future__ import annotations

import hashlib
import io
import json
import re
import runpy
import zipfile
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import RecordError
from ikea_effect.operations.hand_over.codes import in_words, numbers_of, require_none, without_codes
from ikea_effect.operations.hand_over.crate import CRATE, HASHES, Told, citation, crate
from ikea_effect.operations.hand_over.readme import MEANINGS, _table
from ikea_effect.operations.hand_over.write import Request, hand_over, in_own_words
from ikea_effect.operations.interim import Look
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.loading import find_protocol, load_protocol
from ikea_effect.protocol.registration import Author
from ikea_effect.record.observations import Row, Tables
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts
from tests.unit.operations.test_interim import lab

DAY = "2026-05-04"
CODE = re.compile(rb"S000\d")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return simulate(SimulateRequest("norton-2012-1a", 8, 1, results=tmp_path_factory.mktemp("results")))


@pytest.fixture(scope="module")
def bundle(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundle") / "it"
    hand_over(study, Request(out, DAY, "CC-BY-4.0"))
    return out


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def crate_faults(files: dict[str, bytes]) -> list[str]:
    """What breaks RO-Crate 1.1: ids, a descriptor, a root with what it must have, no loose end."""
    said = json.loads(files[CRATE])
    graph = {entity["@id"]: entity for entity in said["@graph"]}
    found = [] if len(graph) == len(said["@graph"]) else ["two entities have one id"]
    if said["@context"] != "https://w3id.org/ro/crate/1.1/context":
        found.append("another context")
    descriptor, root = graph[CRATE], graph["./"]
    if descriptor["about"] != {"@id": "./"} or descriptor["conformsTo"] != {
        "@id": "https://w3id.org/ro/crate/1.1"
    }:
        found.append("the descriptor does not describe the root")
    found += [
        f"the root has no {key}"
        for key in ("name", "description", "datePublished", "license")
        if not root.get(key)
    ]
    parts = {part["@id"] for part in root["hasPart"]}
    found += [f"{name} is not described" for name in files if name not in {*parts, CRATE, HASHES}]
    found += [f"{name} is no file" for name in parts if name not in files or graph[name]["@type"] != "File"]
    for entity in graph.values():
        found += [] if entity.get("@type") else [f"{entity['@id']} has no type"]
        for value in entity.values():
            linked = [
                one["@id"] for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)
            ]
            found += [
                f"{at} leads nowhere"
                for at in linked
                if at not in graph and at != "https://w3id.org/ro/crate/1.1"
            ]
    return found


@pytest.mark.slow
def test_it_is_a_crate_of_what_is_there(bundle: Path) -> None:
    files = _files(bundle)
    assert crate_faults(files) == []
    root = next(one for one in json.loads(files[CRATE])["@graph"] if one["@id"] == "./")
    assert root["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    assert root["name"].startswith("SIMULATED: ")
    assert root["datePublished"] == DAY


@pytest.mark.slow
def test_every_file_has_its_hash(bundle: Path) -> None:
    files = _files(bundle)
    told = sorted(files.pop(HASHES).decode().splitlines())
    assert told == sorted(f"{hashlib.sha256(one).hexdigest()}  {name}" for name, one in files.items())


@pytest.mark.slow
def test_nobody_is_named_and_no_day_is_told(study: Study, bundle: Path) -> None:
    assert {path.stem for path in (study.folder / "journals").glob("*")} >= {"S0001", "S0008"}
    assert not [name for name, content in _files(bundle).items() if CODE.search(content)]
    data = pd.read_csv(bundle / "data/observations.csv")
    assert data["participant"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert not {"started_at", "finished_at"} & {*data.columns}
    codebook = pd.read_csv(bundle / "data/codebook.csv")
    assert not {"started_at", "finished_at"} & {*codebook.iloc[:, 0]}


@pytest.mark.slow
def test_its_scripts_tell_its_estimates(bundle: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(bundle / "data/analysis.py"))
    assert ended.value.code == 0


@pytest.mark.slow
def test_a_zip_holds_the_same(study: Study, bundle: Path, tmp_path: Path) -> None:
    hand_over(study, Request(tmp_path / "for-them.zip", DAY, "CC-BY-4.0"))
    archive = zipfile.ZipFile(io.BytesIO((tmp_path / "for-them.zip").read_bytes()))
    held = {name.removeprefix("for-them/"): archive.read(name) for name in archive.namelist()}
    assert {name: content for name, content in held.items() if name.endswith((".csv", ".py", ".json"))} == {
        name: content for name, content in _files(bundle).items() if name.endswith((".csv", ".py", ".json"))
    }


@pytest.mark.slow
def test_what_is_there_is_left_alone(study: Study, bundle: Path) -> None:
    for there in (bundle, bundle / "README.md"):
        with pytest.raises(RecordError, match="is there already"):
            hand_over(study, Request(there, DAY))


@pytest.mark.slow
def test_a_study_that_collects_waits_or_says_that_it_was_looked_at(tmp_path: Path) -> None:
    text = find_protocol("norton-2012-1a").read_text("utf-8")
    path = tmp_path / "norton_2012_1a.yaml"
    path.write_text(text.replace("per_condition: 100", "per_condition: 4"), encoding="utf-8")
    ours = lab(tmp_path, str(path), 6)
    with pytest.raises(RecordError, match="ours is still collecting: 6 of 8 planned"):
        hand_over(ours, Request(tmp_path / "no", DAY))
    assert not (tmp_path / "no").exists()
    hand_over(ours, Request(tmp_path / "yes", DAY, look=Look("hand-over", "mod", "a talk")))
    looks = [act.data for act in acts(ours) if act.kind == "looked"]
    assert [(look["command"], look["why"]) for look in looks] == [("hand-over", "a talk")]


@pytest.mark.slow
def test_the_command_says_what_it_wrote(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = str(study.folder.parent)
    with pytest.raises(SystemExit):
        main(["hand-over", study.name, "--out", str(tmp_path / "it"), "--results", results, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert said["out"] == str(tmp_path / "it")
    assert HASHES in said["files"]


# --- codes ------------------------------------------------------------------------------------------------

NUMBERS = {"P001": "2", "P002": "1", "17": "3"}


def test_numbers_follow_neither_codes_nor_time_and_stay() -> None:
    codes = [f"P{number:03}" for number in range(40)]
    found = numbers_of(codes, b"secret")
    assert found == numbers_of(reversed(codes), b"secret")
    assert found != numbers_of(codes, b"another")
    assert sorted(map(int, found.values())) == list(range(1, 41))
    assert [int(found[code]) for code in codes] != list(range(1, 41))


@pytest.mark.parametrize(
    ("sentence", "without"),
    [
        ("P001: a torn last line of 17 bytes was left out.", "2: a torn last line of 17 bytes was left out."),
        ("17: 2 damaged lines were cut off by repair.", "3: 2 damaged lines were cut off by repair."),
        ("Somebody saw what P002 made.", "Somebody saw what 1 made."),
        ("P0011 is nobody here.", "P0011 is nobody here."),
    ],
)
def test_a_sentence_names_nobody(sentence: str, without: str) -> None:
    assert in_words(sentence, NUMBERS) == without


def test_makers_have_their_numbers_and_pairs_no_order_of_coming() -> None:
    rows: list[Row] = [
        {"participant": "P001", "yoked": "P002 17", "pair": 1, "wtp": Decimal(2), "started_at": "2026-01-01"},
        {"participant": "P002", "yoked": "expert", "pair": 2, "wtp": Decimal(17), "started_at": "2026-01-02"},
        {"participant": "17", "yoked": None, "pair": 1, "wtp": None, "started_at": "2026-01-03"},
    ]
    columns = ("participant", "yoked", "pair", "wtp", "started_at")
    found = without_codes(Tables(columns, rows, []), load_protocol("norton-2012-1b"), NUMBERS)
    assert found.columns == ("participant", "yoked", "pair", "wtp")
    assert found.wide == [
        {"participant": "1", "yoked": "expert", "pair": 1, "wtp": Decimal(17)},
        {"participant": "2", "yoked": "1 3", "pair": 2, "wtp": Decimal(2)},
        {"participant": "3", "yoked": None, "pair": 2, "wtp": None},
    ]


def test_whose_entry_was_judged_has_a_number_whatever_its_code_looks_like() -> None:
    """A code of digits alone cannot be told from an answer: the column says that codes stand there."""
    rows: list[Row] = [{"participant": "P001", "entries.entry-1.yoked_to": "17", "guess": "17"}]
    columns = ("participant", "entries.entry-1.yoked_to", "guess")
    found = without_codes(Tables(columns, rows, []), load_protocol("contest-rewards"), NUMBERS)
    assert found.wide == [{"participant": "2", "entries.entry-1.yoked_to": "3", "guess": "17"}]


def test_what_the_program_writes_is_nobodys_own_words() -> None:
    """Not the hash of a film, who wrote which sign of a text, or the order in which options stood."""
    named = {
        protocol: {one.name for one in columns_of(load_protocol(protocol)) if in_own_words(one)}
        for protocol in ("label-or-fact", "job-choice", "contest-rewards")
    }
    assert named["label-or-fact"] == {"guess", "scene.text"}
    assert named["job-choice"] == {"guess", "alone.text", "helped.text"}
    assert {one.rpartition("_")[0] for one in named["contest-rewards"]} == {"", "contest.idea", "beyond.idea"}


def test_a_file_that_names_somebody_stops_all() -> None:
    with pytest.raises(
        RecordError, match=r"words\.csv would name the participant P002\. Nothing was written"
    ):
        require_none({"fine.csv": b"P0021,2", "words.csv": b"I sat by P002."}, NUMBERS)


# --- what it says of itself -------------------------------------------------------------------------------


def test_authors_are_cited_and_without_a_license_one_has_to_ask() -> None:
    authors = (Author(name="Ada Bos", orcid="0000-0002-1825-0097", affiliation="A lab"), Author(name="Cy"))
    told = Told("Boxes", "Bids for boxes.", load_protocol("norton-2012-1a"), authors, None, DAY)
    said = citation(told).decode()
    assert '- name: "Ada Bos"\n    orcid: https://orcid.org/0000-0002-1825-0097\n  - name: "Cy"\n' in said
    assert "license" not in said
    graph = {one["@id"]: one for one in json.loads(crate(told, {}, {}))["@graph"]}
    assert graph["./"]["author"] == [{"@id": "https://orcid.org/0000-0002-1825-0097"}, {"@id": "#author-2"}]
    assert graph["#no-license"]["description"] == "Nobody stated a license: ask before you use these files."


def test_no_words_of_the_program_are_taken_for_the_code_of_somebody(checkout: Path) -> None:
    words = "\n".join(path.read_text("utf-8") for path in checkout.glob("protocols/texts/common/*/*.yaml"))
    require_none({"registration/plan.json": words.encode()}, {"P001": "1"})


def test_the_read_me_says_what_every_file_of_a_registration_holds() -> None:
    """Its hundreds of pictures have one line together, and no cell is empty."""
    names = [
        "registration/osf.md", "registration/registration.json", "registration/amendment-1/changes.md",
        "registration/screens/index.html", "registration/screens/en-build/01-consent.png",
        "registration/screens/en-build/02-welcome.png", "data/observations.csv",
    ]  # fmt: skip
    lines = _table(names, MEANINGS).splitlines()[2:]
    assert [line for line in lines if line.endswith("|  |")] == []
    assert "| `registration/osf.md` | The answers to the OSF preregistration |" in lines
    assert [line for line in lines if "picture" in line] == [
        "| `registration/screens/..` | Every screen of every condition, as pictures |"
    ]
