"""What every script of Python does: one line "name: outcome" for each check, in order."""

import datetime
import decimal
import os
import sys
import uuid

HOST = os.environ.get("PGHOST")
PORT = os.environ.get("PGPORT", "0")
USER = os.environ.get("PGUSER")
DATABASE = os.environ.get("PGDATABASE")


def version(text):
    """To be called when the library is loaded; without a server, that was all."""
    if not HOST:
        sys.exit()
    print(f"version: {text}", flush=True)


def shown(value):
    return " ".join(repr(value).replace(PORT, "PORT").split())


def account(error):
    """SQLSTATE, message and the fields that the drivers pass on."""
    cause = getattr(error, "orig", None) or error.__cause__ or error
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    diagnostics = getattr(cause, "diag", cause)
    message = getattr(diagnostics, "message_primary", None) or str(cause)
    fields = "".join(
        f" {field}={value}"
        for field, value in (
            (field, getattr(diagnostics, field, None) or getattr(cause, other, None))
            for field, other in (
                ("message_detail", "detail"),
                ("message_hint", "hint"),
                ("statement_position", "position"),
                ("table_name", "table_name"),
                ("column_name", "column_name"),
                ("constraint_name", "constraint_name"),
            )
        )
        if value
    )
    return " ".join(f"{type(error).__name__} {state} {message}{fields}".replace(PORT, "PORT").split())


def report(name, outcome):
    print(f"{name}: {outcome}", flush=True)


def check(name):
    """Runs the function at once."""

    def run(action):
        try:
            outcome = shown(action())
        except Exception as error:
            outcome = account(error)
        report(name, outcome)

    return run


UTC = datetime.timezone.utc
VALUES = {
    "int2": 7,
    "int4": -5,
    "int8": 2**60,
    "float4": 1.5,
    "float8": 0.1,
    "numeric": decimal.Decimal("12345678901234567890.50"),
    "bool": True,
    "text": "grüße '\\ 😀",
    "varchar": "v",
    "bytea": b"\x00\x01\xff",
    "date": datetime.date(2024, 2, 29),
    "time": datetime.time(12, 34, 56, 789),
    "timestamp": datetime.datetime(2024, 2, 29, 12, 34, 56, 123456),
    "timestamptz": datetime.datetime(2024, 2, 29, 12, 34, 56, 123456, UTC),
    "interval": datetime.timedelta(days=3, hours=4, microseconds=5),
    "uuid": uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    "int4[]": [1, None, 3],
    "text[]": ["a,b", 'c"d', None, "{}"],
    "int4[][]": [[1, 2], [3, 4]],
    "numeric[]": [decimal.Decimal("1.5"), decimal.Decimal(2)],
    "timestamptz[]": [datetime.datetime(2024, 1, 1, tzinfo=UTC)],
    "bool[]": [True, False],
    "uuid[]": [uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")],
}

BROKEN = {
    "unique": "INSERT INTO item (name) VALUES ('one')",
    "not null": "INSERT INTO item (name) VALUES (NULL)",
    "check": "INSERT INTO item (name, price) VALUES ('bad', -1)",
    "syntax": "SELEC 1",
    "no table": "SELECT * FROM missing",
    "no column": "SELECT item.missing FROM item",
    "no function": "SELECT missing(1)",
    "division": "SELECT 1 / 0",
    "bad integer": "SELECT 'x'::int",
    "overflow": "SELECT 2147483647 + 1",
    "subquery": "SELECT (SELECT id FROM item)",
    "lock": "LOCK TABLE missing",
    "database": "CREATE DATABASE template1",
}

ITEM = """CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL UNIQUE,
    price numeric(8,2) CHECK (price >= 0), tags text[], extra jsonb)"""
