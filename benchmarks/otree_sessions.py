"""How many participants oTree's session creation makes in a second: a new project with one app of one page.

bench_store.py runs this file with a Python that has oTree (pip install otree psycopg2-binary, in a venv of
its own: oTree has its own versions of what we use). The database is that of DATABASE_URL; without it SQLite.

    python otree_sessions.py FOLDER COUNT
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import time
from pathlib import Path

SETTINGS = """
SESSION_CONFIGS = [dict(name="plain", app_sequence=["plain"], num_demo_participants=2)]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1.0, participation_fee=0.0, doc="")
PARTICIPANT_FIELDS = ["labor"]
LANGUAGE_CODE, REAL_WORLD_CURRENCY_CODE, USE_POINTS = "en", "USD", True
ADMIN_USERNAME, ADMIN_PASSWORD, SECRET_KEY = "admin", None, "of a benchmark"
"""
APP = """
import itertools
from otree.api import *

class C(BaseConstants):
    NAME_IN_URL, PLAYERS_PER_GROUP, NUM_ROUNDS = "plain", None, 1

class Subsession(BaseSubsession): pass
class Group(BaseGroup): pass
class Player(BasePlayer):
    bid = models.CurrencyField()

def creating_session(subsession):
    labor = itertools.cycle(["build", "prebuilt"])
    for player in subsession.get_players():
        player.participant.labor = next(labor)

class Bid(Page):
    form_model, form_fields = "player", ["bid"]

page_sequence = [Bid]
"""


def main(folder: Path, count: int) -> None:
    """Prints participants per second of a session of so many, and of sessions of one."""
    (folder / "plain").mkdir()
    (folder / "_static").mkdir()
    (folder / "settings.py").write_text(SETTINGS, "utf-8")
    (folder / "plain" / "__init__.py").write_text(APP, "utf-8")
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    importlib.import_module("otree.main").setup()
    logging.disable(logging.INFO)
    create = importlib.import_module("otree.session").create_session
    scope = importlib.import_module("otree.database").session_scope
    for sessions, of in ((1, 2), (1, count), (count // 10, 1)):  # the first is to warm up
        began = time.perf_counter()
        for _ in range(sessions):
            with scope():
                create("plain", num_participants=of)
        took = time.perf_counter() - began
        if sessions * of > 2:
            print(sessions * of / took)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
