"""What the bundle says of itself to machines: RO-Crate 1.1, CITATION.cff, and the hashes of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ikea_effect import __version__
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registration import Author

CRATE = "ro-crate-metadata.json"
HASHES = "sha256.txt"
NO_LICENSE = "#no-license"

_FORMATS = {
    "csv": "text/csv", "json": "application/json", "py": "text/x-python", "R": "text/x-r-source",
    "md": "text/markdown", "html": "text/html", "cff": "application/yaml", "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "png": "image/png",
}  # fmt: skip


class Told(NamedTuple):
    """What is said of the whole: name, one sentence, who answers for it, its license, and the day."""

    name: str
    about: str
    protocol: Protocol
    authors: tuple[Author, ...]
    license: str | None
    date: str


def crate(told: Told, files: Mapping[str, bytes], meanings: Mapping[str, str]) -> bytes:
    """The metadata of all files as RO-Crate has it. Source: Research Object Crate 1.1.3, root data entity."""
    graph = [
        {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"},
         "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
        _root(told, files),
        *(_file(name, content, meanings.get(name, "")) for name, content in files.items()),
        *_around(told),
    ]  # fmt: skip
    found = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()


def _root(told: Told, files: Mapping[str, bytes]) -> dict[str, Any]:
    source = told.protocol.source
    cited = {} if source is None or not source.doi else {"citation": {"@id": _doi(source.doi)}}
    authors = {"author": [{"@id": _id(one, place)} for place, one in enumerate(told.authors, 1)]}
    return {
        "@id": "./", "@type": "Dataset", "name": told.name, "description": told.about,
        "datePublished": told.date, "license": {"@id": _license(told)},
        **(authors if told.authors else {}), **cited,
        "hasPart": [{"@id": name} for name in files], "mentions": {"@id": "#analysis"},
    }  # fmt: skip


def _doi(doi: str) -> str:
    return f"https://doi.org/{doi}"


def _license(told: Told) -> str:
    return NO_LICENSE if told.license is None else f"https://spdx.org/licenses/{told.license}"


def _id(author: Author, place: int) -> str:
    return f"https://orcid.org/{author.orcid}" if author.orcid else f"#author-{place}"


def _file(name: str, content: bytes, meaning: str) -> dict[str, Any]:
    ending = name.rpartition(".")[2]
    found = {"@id": name, "@type": "File", "name": name, "contentSize": str(len(content))}
    if meaning:
        found["description"] = meaning
    if ending in _FORMATS:
        found["encodingFormat"] = _FORMATS[ending]
    return found


def _around(told: Told) -> Iterator[dict[str, Any]]:
    """What the root and the files refer to."""
    if told.license is None:
        none = "Nobody stated a license: ask before you use these files."
        yield {"@id": NO_LICENSE, "@type": "CreativeWork", "name": "No license", "description": none}
    else:
        yield {"@id": _license(told), "@type": "CreativeWork", "name": told.license}
    for place, one in enumerate(told.authors, 1):
        person = {"@id": _id(one, place), "@type": "Person", "name": one.name}
        yield {**person, "affiliation": one.affiliation} if one.affiliation else person
    if told.protocol.source is not None and told.protocol.source.doi:
        doi = _doi(told.protocol.source.doi)
        yield {"@id": doi, "@type": "ScholarlyArticle", "name": told.protocol.source.citation}
    yield {
        "@id": "#ikea-effect", "@type": "SoftwareApplication", "name": "ikea-effect",
        "softwareVersion": __version__,
    }  # fmt: skip
    yield {
        "@id": "#analysis", "@type": "CreateAction", "name": "Analysis and report",
        "instrument": {"@id": "#ikea-effect"}, "object": {"@id": "data/observations.csv"},
        "result": [{"@id": "results/analysis.json"}, {"@id": "results/report.html"}],
    }  # fmt: skip


def citation(told: Told) -> bytes:
    """How to cite the data, as the Citation File Format 1.2.0 has it."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use these data, please cite them.",
        "type: dataset",
        f"title: {json.dumps(told.name, ensure_ascii=False)}",
        f"abstract: {json.dumps(told.about, ensure_ascii=False)}",
        "authors:",
        *(_author(told)),
        f"date-released: {json.dumps(told.date)}",
        *([f"license: {told.license}"] if told.license else []),
    ]
    return ("\n".join(lines) + "\n").encode()


def _author(told: Told) -> Iterator[str]:
    """Each author as an entity: names are not taken apart. Without any, the file says so, as it needs one."""
    for one in told.authors:
        yield f"  - name: {json.dumps(one.name, ensure_ascii=False)}"
        if one.orcid:
            yield f"    orcid: https://orcid.org/{one.orcid}"
    if not told.authors:
        yield "  - name: Nobody stated the authors"


def hashes(files: Mapping[str, bytes]) -> bytes:
    """A line for each file, as `sha256sum -c sha256.txt` reads it."""
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()
    ).encode()
