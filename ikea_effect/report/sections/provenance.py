"""Where every number comes from, and how to have them again."""

from __future__ import annotations

from ikea_effect.language import say
from ikea_effect.report.cards import Block, Card, Commands, Facts, Prose
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.wording import count, sentence, unlist


def notes_card(material: ReportMaterial) -> Card:
    """What the record and the analysis noted about the data."""
    found = [*(material.study.get("notes") or ()), *(material.analysis.get("notes") or ())]
    of_reading = set(map(str, (material.reading or {}).get("notes", ())))  # these stand where reading is told
    notes: tuple[Block, ...] = tuple(
        Prose(sentence(str(note)), "note")
        for note in dict.fromkeys(map(str, found))
        if note not in of_reading
    )
    return Card("notes", say("Notes on the data"), notes or (Prose(say("Nothing was noted.")),))


def provenance_card(material: ReportMaterial) -> Card:
    """Hashes, versions and the commands that give this report again."""
    study = material.study
    rows = [
        (
            say("Protocol"),
            say("`{id}`, version {version}", id=material.protocol.id, version=material.protocol.version),
        ),
        (
            say("Protocol SHA-256"),
            _code(study.get("protocol_sha256") or material.analysis.get("protocol_sha256")),
        ),
        *(() if material.reading else _journals(material)),
    ]
    software = study.get("software") or {}
    versions = ", ".join(f"{name} {version}" for name, version in sorted(software.items()))
    rows.append((say("Software"), unlist(versions)))
    again = say("The same files") if material.reading else say("The same study folder")
    blocks = (
        Facts(tuple(rows)),
        Prose(say("{again} and the same versions give this page again, byte for byte:", again=again)),
        Commands(commands(material)),
    )
    return Card("provenance", say("Where the numbers come from"), blocks)


def _journals(material: ReportMaterial) -> list[tuple[str, str]]:
    """What a study of ours keeps beside its data."""
    study = material.study
    rows = [
        (say("Journals"), count(study.get("journals"))),
        (say("Head of the journals"), _code(study.get("journal_head"))),
        (say("Commitment to the seed"), _code(study.get("seed_commitment"))),
        (say("Seed"), unlist(study.get("seed"))),
    ]
    if material.mode != "simulated":
        rows.append((say("Pace"), unlist(study.get("pace"))))
    hashes = sorted((study.get("hashes") or {}).items())
    return rows + [(say("SHA-256 of {name}", name=name), _code(value)) for name, value in hashes]


def _code(value: object) -> str:
    return f"`{value}`" if value else unlist(value)


def commands(material: ReportMaterial) -> tuple[str, ...]:
    """What to type to get the study, its analysis and this report again."""
    if material.reading:
        asked = material.reading["asked"]
        return tuple(f"ikea-effect {command} {asked}" for command in ("analyze", "replicate", "report"))
    name = str(material.study.get("study") or "STUDY")
    lines = [
        f"ikea-effect analyze {name} --json",
        f"ikea-effect replicate {name}",
        f"ikea-effect report {name}",
    ]
    seed = material.study.get("seed")
    if material.mode == "simulated" and seed is not None:
        n = len(material.observations)
        lines.insert(0, f"ikea-effect simulate {material.protocol.id} --n {n} --seed {seed} --study {name}")
    return tuple(lines)
