"""The tables of a study's store: the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
"""What every store has."""

SHARED = sa.MetaData()
"""What a store has besides that several desks reach by URL: the study itself, and its journals' lines."""

LIVE = sa.MetaData()
"""Who runs where, right now; made when the first session asks, so that an old store need not be changed."""

SLOTS = sa.Table(
    "slots",
    TABLES,
    sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("participant", sa.String(64), unique=True, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # taken | finished | interrupted | waiting
)
RELEASED = sa.Table("released", TABLES, sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False))
PLACES = sa.Table(
    "places",
    TABLES,
    sa.Column("participant", sa.String(64), primary_key=True),
    sa.Column("holds", sa.Text, nullable=False),  # JSON: what later places are drawn by
)
MEMBERS = sa.Table(
    "members",
    TABLES,
    sa.Column("bidding", sa.String(64), primary_key=True),
    sa.Column("participant", sa.String(64), primary_key=True),
    sa.Column("group", sa.Integer, nullable=False),
    sa.Column("paddle", sa.Integer, nullable=False),
)
GROUPS = sa.Table(
    "gatherings",
    TABLES,
    sa.Column("bidding", sa.String(64), primary_key=True),
    sa.Column("group", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("held_by", sa.String(64), nullable=False),
)

FILES = sa.Table(
    "files",
    SHARED,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
HEADS = sa.Table(
    "heads",
    SHARED,
    sa.Column("journal", sa.String(64), primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),  # bytes of all its lines
    sa.Column("digest", sa.String(64), nullable=False),  # of its last line
    sa.Column("lease", sa.Integer, nullable=False),  # the number under which it was written last
)
LINES = sa.Table(
    "lines",
    SHARED,
    sa.Column("journal", sa.String(64), primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),  # the byte at which it begins
    sa.Column("line", sa.LargeBinary, nullable=False),  # without its newline
)

LEASES = sa.Table(
    "leases",
    LIVE,
    sa.Column("participant", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),  # counts who held it: a smaller one writes no more
    sa.Column("desk", sa.String(64), nullable=False),
    sa.Column("place", sa.String(500), nullable=False),  # the folder that holds the journal
    sa.Column("since", sa.Double, nullable=False),  # seconds of the store's clock, UTC
    sa.Column("beaten", sa.Double, nullable=False),
    sa.Column("screen", sa.String(200), nullable=False),
    sa.Column("screen_since", sa.Double, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),  # bytes of the journal at its desk
    sa.Column("state", sa.String(16), nullable=False),  # running, or how it was left
)
TICKS = sa.Table(
    "ticks",
    LIVE,
    sa.Column("participant", sa.String(64), primary_key=True),
    sa.Column("at", sa.Double, nullable=False),  # seconds that this computer has run, when it was heard of
)
