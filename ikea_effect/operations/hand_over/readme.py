"""The page that a colleague reads first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ikea_effect import __version__
from ikea_effect.operations.hand_over.crate import HASHES, Told

MEANINGS = {
    "README.md": "What is here, and how to go on from it",
    "CITATION.cff": "How to cite the data",
    "SIMULATED.md": "That nobody took part in this, and which study it stands in for",
    "data/observations.csv": "One row for each participant",
    "data/observations-tidy.csv": "One row for each answer",
    "data/codebook.csv": "Every column: type, unit, values, meaning, question",
    "data/analysis.py": "Tells the primary estimates again in Python, without ikea-effect",
    "data/analysis.R": "Tells the primary estimates again in R, without ikea-effect",
    "data/estimates.csv": "The primary estimates, which both scripts compare theirs with",
    "protocol/protocol.json": "The study as it ran: design, timeline, measures, rules, hypotheses",
    "protocol/words.json": "The words that participants read for goods and answers",
    "results/analysis.json": "Every estimate, in the form of 'ikea-effect schema --of analyze'",
    "results/report.html": "The report: one page that holds everything",
}

FORMS = {
    "aspredicted": "AsPredicted",
    "osf": "the OSF preregistration",
    "prp-quant": "PRP-QUANT",
}
REGISTERED = {
    "plan.json": "The whole plan as it was registered",
    "registration.json": "The hash of each file of the registration, and one of all",
    "changes.md": "What was changed after the registration, and what had been collected by then",
    "index.html": "The screens of every condition, on one page",
}


def readme(
    told: Told, names: Sequence[str], texts: Sequence[str], notes: Mapping[str, str], wrong: int = 0
) -> bytes:
    """What is here, what is not, and what to look at before passing it on."""
    parts = [
        f"# {told.name}\n\n{told.about}\n",
        _wrong(wrong),
        _table(names, notes),
        "## To begin with\n\n"
        "Open `results/report.html`. To get its main numbers again without this program:\n\n"
        "    python data/analysis.py\n    Rscript data/analysis.R\n\n"
        "With it, where a bootstrapped figure may differ in its fourth digit because people stand in another "
        f"order:\n\n    ikea-effect analyze protocol/protocol.json --data data/observations.csv\n\n"
        f"Whether every file is as it was written: `sha256sum -c {HASHES}`. Whoever edits a file can write "
        "its hash anew: those who keep the study's folder can hand it over again, and compare.\n",
        "## What is not here\n\n"
        "- Codes of participants: people have numbers, in an order that says nothing of codes or of time.\n"
        "- The days and times of sessions; how long they took is there.\n"
        "- Journals, receipts, the ledger and the cash box, which hold both.\n",
        _texts(texts),
        f"Written by ikea-effect {__version__}.\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _table(names: Sequence[str], notes: Mapping[str, str]) -> str:
    """A line for each file; the many pictures of screens have one together."""
    screens = [name for name in names if name.endswith(".png") and "/screens/" in name]
    kept = [name for name in names if name not in screens]
    rows = [f"| `{name}` | {notes.get(name) or _registered(name)} |" for name in kept]
    if screens:
        where = {name.partition("/screens/")[0] for name in screens}
        rows += [
            f"| `{one}/screens/..` | Every screen of every condition, as pictures |" for one in sorted(where)
        ]
    return "\n".join(["| file | holds |", "| --- | --- |", *rows, ""])


def _registered(name: str) -> str:
    """What a file of the registration, or of a change to it, holds."""
    if not name.startswith("registration/"):
        return ""
    file = name.rpartition("/")[2]
    form = FORMS.get(file.partition(".")[0])
    return REGISTERED.get(file, "" if form is None else f"The answers to {form}")


def _wrong(wrong: int) -> str:
    """That the study's own records contradict one another, where they do; what it is names people."""
    if not wrong:
        return ""
    things = "One thing" if wrong == 1 else f"{wrong} things"
    return (
        "## What does not hold\n\n"
        f"{things} in the records that this was made from did not hold when it was written: sessions that do "
        "not follow from their answers, that are missing, or whose places were changed. Ask for what "
        "`ikea-effect verify` says of the study: it names people, and so is not here.\n"
    )


def _texts(texts: Sequence[str]) -> str:
    """What people wrote in their own words may say who they are."""
    if not texts:
        return ""
    columns = ", ".join(f"`{name}`" for name in texts)
    return (
        "## Read before you pass it on\n\n"
        f"People wrote in their own words: {columns}. Nobody looked whether a name stands there.\n"
    )
