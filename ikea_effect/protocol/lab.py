"""What a lab says of itself on consent, debriefing and receipts: who it is, who approved, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from ikea_effect.protocol.base import Declared, Language, Line, Relative, Words

Spoken = Line | Annotated[dict[Language, Line], Field(min_length=1, max_length=20)]
"""A line for every language, or {language: line}."""

Paragraph = Words | Annotated[dict[Language, Words], Field(min_length=1, max_length=20)]
"""A paragraph for every language, or {language: paragraph}."""

SAID = ("institution", "address", "contact", "ethics", "privacy", "consent-version", "time-zone", "country")
"""The keys whose words are texts of the study: lab.institution, lab.address, ..."""


class Lab(Declared):
    """The lab. Institution, ethics and contact stand on consent, debriefing and receipts, each if it is said.

    `privacy` is a paragraph of the consent; `consent_version` names its version there and in the record.
    `country` (NL, BE, US, ...) tells which coins there are, `time_zone` (Europe/Amsterdam) in which the
    receipts write times.
    """

    institution: Spoken | None = None
    address: Spoken | None = None
    contact: Spoken | None = None
    ethics: Spoken | None = None
    privacy: Paragraph | None = None
    consent_version: Line | None = None
    logo: Relative | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", max_length=2)] | None = None
    time_zone: Annotated[str, Field(max_length=60)] | None = None

    @field_validator("time_zone")
    @classmethod
    def _a_zone(cls, zone: str | None) -> str | None:
        if zone is not None and not _is_zone(zone):
            raise ValueError(f"'{zone}' is no time zone. Write the area and its city, as Europe/Amsterdam.")
        return zone

    def words(self, language: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Each text in the language: its name in `SAID`, the words, and where they stand under `lab`."""
        for name in SAID:
            key = name.replace("-", "_")
            said = getattr(self, key)
            if isinstance(said, dict):
                if language in said:
                    yield name, said[language], (key, language)
            elif said is not None:
                yield name, said, (key,)


def _is_zone(name: str) -> bool:
    try:
        return "/" in name and bool(ZoneInfo(name).key)
    except (LookupError, ValueError, OSError):
        return False
