import asyncio
import logging
import threading

import psycopg
from psycopg import sql
from psycopg.rows import class_row, dict_row, namedtuple_row, args_row
from psycopg.types.composite import CompositeInfo, register_composite
from psycopg.types.enum import EnumInfo, register_enum
from psycopg.types.json import Json, Jsonb
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range
import enum

from checks import BROKEN, ITEM, VALUES, account, check, version

logging.getLogger("psycopg").setLevel(logging.CRITICAL)
version(psycopg.__version__)
connection = psycopg.connect(autocommit=True, application_name="checks")


def rows(query, *arguments, **options):
    return connection.execute(query, *arguments, **options).fetchall()


@check("info")
def _():
    info = connection.info
    return info.server_version, info.encoding, info.transaction_status, info.parameter_status("application_name"), info.parameter_status("DateStyle")


for binary in (False, True):
    for kind, value in VALUES.items():

        @check(f"type {kind} {'binary' if binary else 'text'}")
        def _():
            cursor = connection.cursor(binary=binary)
            place = "%b" if binary else "%t"
            cursor.execute(f"SELECT {place}::{kind} AS v, pg_typeof({place}::{kind})::text", (value, value))
            return cursor.fetchall(), [(c.name, c.type_code, c.display_size, c.internal_size) for c in cursor.description]

    @check(f"type json {'binary' if binary else 'text'}")
    def _():
        cursor = connection.cursor(binary=binary)
        return cursor.execute("SELECT %s, %s", (Json({"a": [1, None]}), Jsonb({"b": "ü"}))).fetchall()

    @check(f"type range {'binary' if binary else 'text'}")
    def _():
        cursor = connection.cursor(binary=binary)
        return cursor.execute(
            "SELECT %s::int4range, %s::tstzrange, %s::int4multirange, '{[1,3),[5,7)}'::int4multirange",
            (Range(1, 5), Range(None, None, "()"), Multirange([Range(1, 2), Range(4, 6)])),
        ).fetchall()

    @check(f"type of network {'binary' if binary else 'text'}")
    def _():
        import ipaddress

        cursor = connection.cursor(binary=binary)
        return cursor.execute("SELECT %s::inet, %s::cidr, '10.0.0.1/8'::inet", (ipaddress.ip_address("::1"), ipaddress.ip_network("10.0.0.0/8"))).fetchall()


@check("create")
def _():
    return connection.execute(ITEM).statusmessage


@check("insert returning")
def _():
    cursor = connection.execute("INSERT INTO item (name, price, tags, extra) VALUES (%s, %s, %s, %s) RETURNING *", ("one", 1.5, ["a"], Jsonb({"k": 1})))
    return cursor.statusmessage, cursor.rowcount, cursor.fetchall()


@check("execute many")
def _():
    cursor = connection.cursor()
    cursor.executemany("INSERT INTO item (name, price) VALUES (%s, %s)", [(f"n{i}", i) for i in range(50)])
    return cursor.rowcount


@check("execute many returning")
def _():
    cursor = connection.cursor()
    cursor.executemany("INSERT INTO item (name) VALUES (%s) RETURNING id", [("r1",), ("r2",)], returning=True)
    seen = []
    while True:
        seen.append(cursor.fetchone())
        if not cursor.nextset():
            return seen


@check("named parameters")
def _():
    return rows("SELECT %(a)s::int + %(b)s::int, %(a)s::text", {"a": 1, "b": 2})


@check("several statements")
def _():
    cursor = connection.execute("SELECT 1; SELECT 2, 3")
    first = cursor.fetchall()
    cursor.nextset()
    return first, cursor.fetchall(), cursor.nextset()


@check("row factories")
def _():
    class Item:
        def __init__(self, id, name):
            self.both = (id, name)

    query = "SELECT id, name FROM item WHERE id = 1"
    return [
        connection.cursor(row_factory=dict_row).execute(query).fetchall(),
        connection.cursor(row_factory=namedtuple_row).execute(query).fetchall(),
        connection.cursor(row_factory=args_row(lambda *all: all)).execute(query).fetchall(),
        connection.cursor(row_factory=class_row(Item)).execute(query).fetchone().both,
    ]


@check("composed")
def _():
    query = sql.SQL("SELECT {} FROM {} WHERE {} = {} ORDER BY 1").format(sql.SQL(", ").join(map(sql.Identifier, ["id", "name"])), sql.Identifier("public", "item"), sql.Identifier("name"), sql.Literal("one"))
    return query.as_string(connection), rows(query)


for name, query in BROKEN.items():

    @check(f"error {name}")
    def _():
        return rows(query)


@check("prepared")
def _():
    for i in range(7):
        rows("SELECT name FROM item WHERE id = %s", (i,))
    rows("SELECT 1 + %s", (1,), prepare=True)
    return rows("SELECT statement, parameter_types::text FROM pg_prepared_statements ORDER BY prepare_time")


@check("prepared after change")
def _():
    rows("SELECT * FROM item WHERE id = %s", (1,), prepare=True)
    connection.execute("ALTER TABLE item ADD COLUMN late int DEFAULT 5")
    return rows("SELECT * FROM item WHERE id = %s", (1,), prepare=True)


@check("transaction")
def _():
    seen = []
    with connection.transaction() as outer:
        connection.execute("DELETE FROM item")
        try:
            with connection.transaction():
                connection.execute("SELECT 1/0")
        except psycopg.Error as e:
            seen.append((e.sqlstate, connection.info.transaction_status.name))
        seen += rows("SELECT count(*) FROM item")
        raise psycopg.Rollback(outer)
    return seen, rows("SELECT count(*) FROM item")


@check("aborted transaction")
def _():
    with psycopg.connect() as other:
        try:
            other.execute("SELECT missing")
        except psycopg.Error:
            pass
        return other.info.transaction_status.name, str(other.execute("SELECT 1"))


@check("isolation and access")
def _():
    with psycopg.connect() as other:
        other.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
        other.read_only = True
        other.deferrable = True
        seen = [other.execute(f"SHOW transaction_{what}").fetchone() for what in ("isolation", "read_only", "deferrable")]
        try:
            other.execute("DELETE FROM item")
        except psycopg.Error as e:
            seen.append(account(e))
        other.rollback()
        return seen


@check("server cursor")
def _():
    with connection.transaction():
        with connection.cursor(name="many") as cursor:
            cursor.execute("SELECT g FROM generate_series(1, 100) g")
            seen = [cursor.fetchone(), cursor.fetchmany(3)]
            cursor.scroll(10)
            seen.append(cursor.fetchone())
            cursor.scroll(99, mode="absolute")
            return seen, cursor.fetchall(), [c.name for c in cursor.description]


@check("scrollable cursor with hold")
def _():
    with connection.cursor(name="held", scrollable=True, withhold=True) as cursor:
        cursor.execute("SELECT id FROM item ORDER BY id")
        cursor.scroll(5)
        seen = [cursor.fetchone()]
        cursor.scroll(-3)
        return seen + [cursor.fetchone()], rows("SELECT name, is_holdable, is_scrollable, is_binary FROM pg_cursors")


@check("server cursor iterates in binary")
def _():
    with connection.transaction():
        with connection.cursor(name="each", binary=True) as cursor:
            cursor.itersize = 7
            return sum(i for (i,) in cursor.execute("SELECT id FROM item"))


@check("stream")
def _():
    return sum(i for (i,) in connection.cursor().stream("SELECT g FROM generate_series(1, %s) g", (1000,)))


@check("copy in rows")
def _():
    with connection.cursor().copy("COPY item (name, price, tags) FROM STDIN") as copy:
        for i in range(20):
            copy.write_row((f"c\t{i}", i, ["x", None]))
    return rows("SELECT count(*), min(name), max(tags) FROM item WHERE name LIKE 'c%'")


@check("copy in binary")
def _():
    with connection.cursor().copy("COPY item (name, id) FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(["text", "int4"])
        copy.write_row(("binary", 1000))
        copy.write_row(("binary 2", 1001))
    return rows("SELECT id, name FROM item WHERE id >= 1000 ORDER BY id")


@check("copy in refused")
def _():
    with connection.cursor().copy("COPY item (name, price) FROM STDIN") as copy:
        copy.write("x\tno number\n")


@check("copy in given up")
def _():
    with connection.cursor().copy("COPY item (name, price) FROM STDIN") as copy:
        copy.write_row(("y", 1))
        raise ValueError("given up")


@check("copy out rows")
def _():
    with connection.cursor().copy("COPY (SELECT id, name, price, tags FROM item WHERE id < 4 ORDER BY id) TO STDOUT") as copy:
        copy.set_types(["int4", "text", "numeric", "text[]"])
        return list(copy.rows())


@check("copy out binary")
def _():
    with connection.cursor().copy("COPY (SELECT id, name FROM item WHERE id < 3 ORDER BY id) TO STDOUT (FORMAT binary)") as copy:
        return b"".join(bytes(part) for part in copy)


@check("pipeline")
def _():
    with connection.pipeline() as pipeline:
        one = connection.execute("SELECT %s::int", (1,))
        two = connection.execute("INSERT INTO item (name) VALUES ('piped') RETURNING name")
        pipeline.sync()
        return one.fetchall(), two.fetchall(), connection.info.pipeline_status.name


@check("pipeline with an error")
def _():
    with connection.pipeline():
        connection.execute("INSERT INTO item (name) VALUES ('lost')")
        return connection.execute("SELECT 1/0").fetchall()


@check("after the pipeline")
def _():
    return rows("SELECT count(*) FROM item WHERE name = 'lost'")


@check("notifies")
def _():
    connection.execute("LISTEN news")
    with psycopg.connect(autocommit=True) as other:
        other.execute("SELECT pg_notify('news', 'one')")
        other.execute("NOTIFY news, 'two'")
    seen = []
    for notify in connection.notifies():
        seen.append((notify.channel, notify.payload))
        if len(seen) == 2:
            return seen


@check("notices")
def _():
    seen = []
    connection.add_notice_handler(lambda d: seen.append((d.severity, d.sqlstate, d.message_primary, d.message_detail)))
    connection.execute("DO $$ BEGIN RAISE NOTICE 'look %', 1 USING DETAIL = 'there'; END $$")
    connection.execute("DROP TABLE IF EXISTS missing")
    return seen


@check("cancel")
def _():
    slow = psycopg.connect(autocommit=True)
    outcome = []

    def run():
        try:
            slow.execute("SELECT pg_sleep(60)")
        except psycopg.Error as e:
            outcome.append(account(e))

    thread = threading.Thread(target=run)
    thread.start()
    while not rows("SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'", (slow.info.backend_pid,)):
        pass
    slow.cancel()
    thread.join()
    slow.close()
    return outcome


@check("two phase")
def _():
    xid = connection.xid(1, "global", "branch")
    with psycopg.connect() as other:
        other.tpc_begin(xid)
        other.execute("SELECT 1")
        try:
            other.tpc_prepare()
            other.tpc_rollback()
            return "prepared"
        except psycopg.Error as e:
            return account(e)


@check("enum and composite")
def _():
    connection.execute("CREATE TYPE mood AS ENUM ('sad', 'happy')")
    connection.execute("CREATE TYPE pair AS (a int, b text)")
    Mood = enum.Enum("Mood", "sad happy")
    register_enum(EnumInfo.fetch(connection, "mood"), connection, Mood)
    register_composite(CompositeInfo.fetch(connection, "pair"), connection)
    seen = []
    for binary in (False, True):
        cursor = connection.cursor(binary=binary)
        cursor.execute("SELECT %s::mood, 'happy'::mood, '{sad,happy}'::mood[], (1, 'x')::pair, ARRAY[(2, 'y')::pair], (1, 'z')", (Mood.sad,))
        seen.append(cursor.fetchall())
    return seen


@check("interval styles")
def _():
    return rows("SELECT '1 year 2 mons'::interval, '-1 day -00:00:01'::interval, date 'infinity' > now()")


@check("infinite date")
def _():
    return rows("SELECT 'infinity'::timestamptz")


@check("time zone")
def _():
    connection.execute("SET timezone = 'Europe/Berlin'")
    found = rows("SELECT '2024-07-01 12:00:00+00'::timestamptz")
    connection.execute("SET timezone = 'UTC'")
    return found


async def asynchronous():
    async with await psycopg.AsyncConnection.connect() as other:
        async with other.cursor() as cursor:
            await cursor.execute("SELECT g FROM generate_series(1, 3) g")
            seen = [row async for row in cursor]
        async with other.transaction():
            await other.execute("INSERT INTO item (name) VALUES ('async')")
        async with other.cursor(name="c") as cursor:
            await cursor.execute("SELECT id FROM item ORDER BY id LIMIT 4")
            return seen, await cursor.fetchmany(2)


check("asynchronous")(lambda: asyncio.run(asynchronous()))
connection.close()
