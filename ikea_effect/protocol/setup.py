"""A protocol as one lab runs it: experiment, language, texts and materials, loaded and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.texts import Texts

if TYPE_CHECKING:
    from ikea_effect.protocol.experiment import Experiment
    from ikea_effect.protocol.materials import Kit, Toolkit


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything a session needs that does not depend on the participant."""

    protocol: Protocol  # with the experiment's overrides applied
    experiment: Experiment
    texts: Texts  # in the language of this session
    folder: Path  # the experiment's folder
    kits: Mapping[str, Kit] = field(default_factory=dict)  # good -> kit
    toolkits: Mapping[str, Toolkit] = field(default_factory=dict)  # good -> toolkit
    pictures: Mapping[str, Path] = field(default_factory=dict)  # good -> picture file
    hashes: Mapping[str, str] = field(default_factory=dict)  # "texts", "experiment", "materials" -> SHA-256

    @property
    def language(self) -> str:
        """The language that participants read."""
        return self.texts.language
