"""The programs whose files are known by the names of their columns, and what these names say."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from ikea_effect.analysis.reading.shapes import SAID


@dataclass(frozen=True, slots=True)
class Program:
    """A program by the columns that it always writes.

    `person` are the columns that name the person, the best first. `own` matches columns that the program
    adds, which are no answers. `asked` and `said` name the columns of files with a row for each answer.
    """

    name: str
    signs: tuple[str, ...]
    least: int
    person: tuple[str, ...]
    own: str
    asked: str | None = None
    said: str | None = None

    def wrote(self, columns: Collection[str]) -> bool:
        """Whether the columns are those of the program."""
        return sum(any(re.fullmatch(sign, one) for one in columns) for sign in self.signs) >= self.least

    def adds(self, column: str) -> bool:
        """Whether a column is the program's own, and no answer."""
        return re.fullmatch(self.own, column) is not None


_PANELS = ("PROLIFIC_PID", "prolific_id", "prolific_pid", "workerId", "worker_id")

PROGRAMS = (
    Program(
        "Qualtrics",
        ("ResponseI[dD]", "RecordedDate", "Finished", "Progress", "DistributionChannel", "StartDate"),
        3,
        ("ResponseId", "ResponseID", *_PANELS),
        r"StartDate|EndDate|Status|IPAddress|Progress|Duration \(in seconds\)|Finished|RecordedDate"
        r"|ResponseSet|Name|EmailAddress|ExternalDataReference|LocationAccuracy|Recipient\w+|ExternalReference|Location(Latitude|Longitude)|DistributionChannel|UserLanguage|Q_\w+|.*_DO(_\d+)?"
        r"|.*_(First|Last) Click|.*_Page Submit|.*_Click Count",
    ),
    Program(
        "oTree",
        (r"participant\.code", r"session\.code", r"participant\._index_in_pages", r".*\.\d+\.player\..*"),
        2,
        ("participant.code", "participant.label"),
        r"participant\.(?!code|label).*|session\..*|.*\.(group|subsession)\..*"
        r"|.*\.player\.(id_in_group|role|payoff)",
    ),
    Program(
        "Gorilla",
        ("Event Index", "Participant Private ID", "Tree Node Key", "UTC Timestamp", "Experiment ID"),
        3,
        ("Participant Private ID", "Participant Public ID"),
        r"Event Index|(UTC|Local) .*|Experiment (ID|Version)|Tree Node Key|Repeat Key|Schedule ID"
        r"|Participant (?!Private ID|Public ID).*|Checkpoint.*|Room .*|Task (Name|Version)"
        r"|Randomise questionnaire elements\?|Question Key|Response",
        asked="Question Key",
        said="Response",
    ),
    Program(
        "Inquisit",
        ("trialcode", "blockcode", "blocknum", "trialnum", "subject", "latency"),
        5,
        ("subject", "subjectid"),
        r"build|computer\.\w+|date|time|sessionid|blockcode|blocknum|trialcode|trialnum|trialcount|blockcount"
        r"|response|latency|correct|(stimulus(item|number|onset)|pretrialpause|posttrialpause|windowcenter)\d*",
        asked="trialcode",
        said="response",
    ),
    Program(
        "jsPsych",
        ("trial_type", "trial_index", "time_elapsed", "internal_node_id"),
        3,
        ("participant", "participant_id", "subject_id", "subject", *_PANELS, "run_id"),
        r"trial_type|trial_index|plugin_version|time_elapsed|internal_node_id|rt|success|timeout|failed_\w+|view_history"
        r"|stimulus|response|question_order|recorded_at|ip|user_agent|device|browser.*|platform.*|source_code_.*",
        said="response",
    ),
    Program(
        "PsychoPy",
        ("psychopyVersion", "expName", "frameRate", r".*\.thisN", r".*\.started"),
        3,
        ("participant", "participant ID", "id"),
        r"psychopyVersion|expName|expVersion|expStart|frameRate|OS|date|thisRow\.t|notes|session"
        r"|.*\.(this(N|Rep|Trial|Index|RepN|TrialN)|ran|order|started|stopped|rt|numClicks|keys\.rt|duration)",
    ),
    Program(
        "SoSci Survey",
        ("CASE", "QUESTNNR", "MODE", "STARTED", "SERIAL", "LASTDATA", "FINISHED"),
        4,
        ("CASE", "SERIAL", "REF"),
        r"SERIAL|REF|QUESTNNR|MODE|LANGUAGE|STARTED|TIME(\d+|_SUM|_RSI)|MAILSENT|LASTDATA|STATUS|FINISHED|Q_VIEWER"
        r"|LASTPAGE|MAXPAGE|MISSING|MISSREL|DEG_TIME|.*_(CN|RV)",
    ),
    Program(
        "SurveyMonkey",
        ("(?i:respondent[ _]id)", "(?i:collector[ _]id)", "(?i:date[ _]created)", "(?i:date[ _]modified)"),
        3,
        ("Respondent ID", "respondent_id"),
        r"(?i:collector[ _]id|date[ _](created|modified)|ip[ _]address|email[ _]address|(first|last)[ _]name"
        r"|custom[ _](data[ _]?)?\d+)",
    ),
    Program(
        "LimeSurvey",
        ("submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"),
        3,
        ("token", "id", "Response ID"),
        r"submitdate|lastpage|startlanguage|seed|startdate|datestamp|ipaddr|refurl|interviewtime|.*Time",
    ),
)


def own_names(part: pd.DataFrame) -> dict[str, str]:
    """{column: what its program calls it}: a second header may say it, or LimeSurvey's question follow it."""
    said: Mapping[str, str] = part.attrs.get(SAID, {})
    return {name: said.get(name, name).partition(". ")[0] for name in map(str, part.columns)}


def program_of(columns: Collection[str]) -> Program | None:
    """The program that wrote the file, or None: not one that is known."""
    return next((one for one in PROGRAMS if one.wrote(columns)), None)


def label_rows(part: pd.DataFrame, program: Program | None) -> int:
    """1 where the first row says what the columns are, as SoSci Survey may write; 0 else.

    Its row is words in columns that hold numbers below; a column without a label counts on neither side.
    """
    if program is None or program.name != "SoSci Survey" or len(part) < 2:
        return 0
    head, rest = part.iloc[0], part.iloc[1:]
    numbers = [column for column in part.columns if _numeric(rest[column])]
    filled = [column for column in numbers if head[column].strip()]
    words = [column for column in filled if not _numeric(part[column].iloc[:1])]
    return int(2 * len(words) > len(filled))


def _numeric(cells: pd.Series) -> bool:
    filled = cells[cells.str.strip() != ""].str.strip().str.replace(",", ".", regex=False)
    return bool(len(filled)) and bool(pd.to_numeric(filled, errors="coerce").notna().all())
