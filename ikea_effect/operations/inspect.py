"""A file from elsewhere looked at: what its columns may be, a mapping to edit, and whether it reads."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect.errors import AnalysisError, IkeaEffectError, listed
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.disk import disk_errors, write_whole

if TYPE_CHECKING:
    from ikea_effect.analysis.reading.looks import Look
    from ikea_effect.analysis.reading.proposal import Proposal
    from ikea_effect.protocol.models import Protocol

MOST_EXAMPLES = 4
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was seen, the mapping's text, where it was written, and how the file reads with it."""

    path: Path
    protocol: str | None
    proposal: Proposal
    mapping: str
    written: Path | None
    people: int | None
    refusal: str | None

    def to_json(self) -> dict[str, Any]:
        """The proposal, and with a protocol whether the file reads."""
        reads = None if self.protocol is None else {"participants": self.people, "refusal": self.refusal}
        written = None if self.written is None else str(self.written)
        return {
            "file": str(self.path),
            "protocol": self.protocol,
            **self.proposal.to_json(),
            "written": written,
            "reads": reads,
        }


def inspect(path: Path, protocol: str | None = None, out: Path | None = None) -> Inspected:
    """Looks at the file; with `out` writes the mapping there, unless something stands there already.

    Raises: AnalysisError for a file that cannot be read, or an `out` that exists.
    """
    from ikea_effect.analysis.reading.proposal import propose

    if out is not None and out.exists():
        raise AnalysisError(f"--out {out} exists, and may hold what you edited: name another file.")
    declared = None if protocol is None else load_protocol(protocol)
    proposal = propose(path, declared)
    text = "".join(f"{line}\n" for line in _mapping_lines(path, protocol, proposal))
    if out is not None:
        with disk_errors(out):
            write_whole(out, text.encode())
    people, refusal = _read(path, declared, proposal) if declared is not None else (None, None)
    return Inspected(path, protocol, proposal, text, out, people, refusal)


def _read(path: Path, protocol: Protocol, proposal: Proposal) -> tuple[int | None, str | None]:
    """How many people the file holds as it would be read, or why it is refused."""
    from ikea_effect.analysis.reading.mapping_file import MappingFile
    from ikea_effect.analysis.reading.options import Reading
    from ikea_effect.analysis.reading.table import read_table

    if proposal.questions:
        return None, None
    mapping = MappingFile.model_validate(proposal.mapping)
    try:
        table = read_table(path, protocol, Reading(missing=mapping.missing, mapping=mapping))
    except IkeaEffectError as error:
        return None, str(error)
    return len(table.data["participant"].unique()), None


def _mapping_lines(path: Path, protocol: str | None, proposal: Proposal) -> Iterator[str]:
    """The mapping file's lines, with comments that say what was seen."""
    yield f"# How {path.name} is read{f' for {protocol}' if protocol else ''}."
    yield "# Proposed by what it looks like: compare it with the questionnaire before you rely on it."
    yield "# Keys: docs/foreign-data.md."
    if proposal.program:
        yield f"# Columns as {proposal.program} names them."
    for question in proposal.questions:
        yield f"# TO SAY: {' '.join(question.split())}"
    for key, value in proposal.mapping.items():
        if key != "columns":
            yield f"{key}: {_flow(value)}"
    columns = proposal.mapping.get("columns", {})
    if columns:
        yield "columns:"
    looks = {look.name: look for look in proposal.looks}
    for ours, declared in columns.items():
        theirs = declared["column"] if isinstance(declared, Mapping) else declared
        yield f"  {ours}: {_flow(declared)}  # {seen(looks[theirs])}"
    yield from _others(proposal)


def _others(proposal: Proposal) -> Iterator[str]:
    """Columns that may be answers and are not used, as comments."""
    used = {match.theirs for match in proposal.matches}
    rest = [look for look in proposal.looks if look.name not in used and look.may_be not in _NO_ANSWERS]
    if rest:
        yield "# Not used:"
    for look in rest:
        yield f"#   {' '.join(look.name.split())}: may be {_article(look.may_be)}; {seen(look)}"


_NO_ANSWERS = ("program", "person", "empty", "one value")


def _article(may_be: str) -> str:
    return {"amount": "an amount", "words": "words", "number": "a number"}.get(may_be, f"a {may_be}")


def seen(look: Look) -> str:
    """What stands in the column, in a line: its question, its range or its commonest values."""
    asked = f'"{" ".join(look.says.split())[:60]}", ' if look.says and look.says != look.name else ""
    if look.low is not None and look.may_be not in ("condition", "person"):
        odd = "".join(f", {value} ({count})" for value, count in look.odd)
        numbers = look.filled - sum(count for _, count in look.odd)
        return f"{asked}{numbers} numbers from {look.low:g} to {look.high:g}{odd}"
    common = ", ".join(
        f"{' '.join(value.split())[:30]} ({count})" for value, count in look.values[:MOST_EXAMPLES]
    )
    more = look.different - MOST_EXAMPLES
    return f"{asked}{common}{f' and {more} more' if more > 0 else ''}"


def _flow(value: Any) -> str:
    """YAML on one line; JSON is YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _key(value) if isinstance(value, str) else json.dumps(value)


def _key(text: Any) -> str:
    """A word as it stands, where YAML takes it for one; in quotes else."""
    word = str(text)
    plain = word.replace("_", "").replace("-", "").replace(".", "").isalpha() and word[:1].isalpha()
    reserved = word.lower() in ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
    return word if plain and not reserved else json.dumps(word, ensure_ascii=False)


def printed(found: Inspected) -> str:
    """What was seen, for a person: columns, what is to be said, and what to type next."""
    proposal = found.proposal
    by = f", as {proposal.program} writes it" if proposal.program else ""
    lines = [f"{found.path.name}: {proposal.rows} rows, {len(proposal.looks)} columns{by}"]
    used = {match.theirs: match.ours for match in proposal.matches if match.theirs}
    used |= {proposal.mapping["participant"]: "participant"} if "participant" in proposal.mapping else {}
    for look in proposal.looks:
        if look.name in used:
            lines.append(f"  {used[look.name]:<14} {' '.join(look.name.split())}: {seen(look)}")
    for look in proposal.looks:
        if look.name not in used and look.may_be not in _NO_ANSWERS:
            named = " ".join(look.name.split())
            lines.append(f"  {'-':<14} {named}: may be {_article(look.may_be)}; {seen(look)}")
    bare = [look.name for look in proposal.looks if look.may_be == "program"]
    more = f" and {len(bare) - MOST_NAMED} more" if len(bare) > MOST_NAMED else ""
    lines += [f"  of the program itself: {listed(bare[:MOST_NAMED])}{more}"] if bare else []
    return "\n".join([*lines, "", *_next(found)])


def _next(found: Inspected) -> Iterator[str]:
    where = str(found.written) if found.written else "theirs.yaml"
    yield from (f"To say in {where}: {' '.join(one.split())}" for one in found.proposal.questions)
    if found.refusal:
        yield f"With this mapping it is refused: {found.refusal}"
    if found.people is not None:
        yield f"With this mapping it reads: {found.people} participants."
    if found.written:
        yield f"Written: {found.written}. Look it through; a wrong column gives a wrong report."
    else:
        yield found.mapping.rstrip()
    if found.protocol:
        asked = [found.protocol, "--data", str(found.path), "--mapping", where, "--out", "report.html"]
        yield f"Then: ikea-effect report {shlex.join(asked)}"
    else:
        yield "With --protocol its factors and measures are looked for among the columns."
