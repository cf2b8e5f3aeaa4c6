import asyncio
import datetime
import io

import asyncpg

from checks import BROKEN, ITEM, UTC, VALUES, account, report, shown, version

version(asyncpg.__version__)


async def checks(connection):
    async def check(name, action):
        try:
            outcome = action()
            outcome = shown(await outcome if asyncio.iscoroutine(outcome) else outcome)
        except Exception as error:
            outcome = account(error)
        report(name, outcome)

    fetch = connection.fetch

    async def info():
        settings = connection.get_settings()
        version = connection.get_server_version()
        return settings.TimeZone, settings.client_encoding, settings.application_name, version.major

    await check("info", info)
    for kind, value in VALUES.items():

        async def typed():
            statement = await connection.prepare(f"SELECT $1::{kind} AS v, pg_typeof($1::{kind})::text AS t")
            return [tuple(r) for r in await statement.fetch(value)], statement.get_parameters(), statement.get_attributes()

        await check(f"type {kind}", typed)
    for name, query, arguments in [
        ("json", "SELECT $1::json, $2::jsonb", ['{"a": 1}', "[1, null]"]),
        ("int4range", "SELECT $1::int4range, '(,5]'::int4range", [asyncpg.Range(1, 5)]),
        ("tstzrange", "SELECT $1::tstzrange", [asyncpg.Range(datetime.datetime(2024, 1, 1, tzinfo=UTC), None)]),
        ("int4multirange", "SELECT $1::int4multirange", [[asyncpg.Range(1, 3), asyncpg.Range(5, 9)]]),
        ("bits", "SELECT $1::bit(4), $2::varbit", [asyncpg.BitString("1010"), asyncpg.BitString("101")]),
        ("inet", "SELECT $1::inet, $2::cidr, '::1'::inet", ["10.0.0.1/8", "10.0.0.0/8"]),
        ("macaddr", "SELECT $1::macaddr", ["08:00:2b:01:02:03"]),
        ("money", "SELECT $1::money", ["$12.34"]),
        ("timetz", "SELECT $1::timetz", [datetime.time(1, 2, 3, tzinfo=UTC)]),
        ("char and name", "SELECT $1::\"char\", $2::name, $3::char(4)", [b"x", "n", "ab"]),
        ("oid and regclass", "SELECT $1::oid, 'pg_class'::regclass", [7]),
        ("record", "SELECT (1, 'x', NULL), ROW(2.5, ARRAY[1])", []),
        ("null array", "SELECT $1::int[], NULL::text[]", [[None]]),
        ("intervals", "SELECT '1 year 2 mons 3 days'::interval", []),
        ("infinity", "SELECT 'infinity'::timestamptz, '-infinity'::date", []),
        ("numerics", "SELECT 'NaN'::numeric, 1e-10::numeric, 1e20::numeric", []),
        ("tid and xid", "SELECT '(1,2)'::tid, '7'::xid", []),
        ("tsvector", "SELECT 'a:1 b:2'::tsvector::text", []),
        ("void", "SELECT pg_sleep(0)", []),
    ]:

        async def other():
            return [tuple(r) for r in await fetch(query, *arguments)]

        await check(f"type {name}", other)

    await check("create", lambda: connection.execute(ITEM))

    async def insert():
        row = await connection.fetchrow("INSERT INTO item (name, price, tags, extra) VALUES ($1, $2, $3, $4) RETURNING *", "one", 1, ["a"], '{"k": 1}')
        return dict(row)

    await check("insert returning", insert)
    await check("execute many", lambda: connection.executemany("INSERT INTO item (name, price) VALUES ($1, $2)", [(f"n{i}", i) for i in range(50)]))
    await check("execute many fails as one", lambda: connection.executemany("INSERT INTO item (name) VALUES ($1)", [("m1",), ("one",), ("m2",)]))
    await check("none of it stayed", lambda: connection.fetchval("SELECT count(*) FROM item WHERE name LIKE 'm%'"))
    await check("status", lambda: connection.execute("UPDATE item SET price = price + 1 WHERE id < 5"))
    await check("script", lambda: connection.execute("SELECT 1; CREATE TEMP TABLE t (a int); INSERT INTO t VALUES (1), (2)"))
    await check("values", lambda: connection.fetchval("SELECT id, name FROM item WHERE id = $1", 1, column=1))
    for name, query in BROKEN.items():
        await check(f"error {name}", lambda: fetch(query))
    await check("error argument", lambda: fetch("SELECT $1::int", "x"))
    await check("error arguments", lambda: fetch("SELECT $1::int", 1, 2))

    async def fields():
        try:
            await fetch("INSERT INTO item (name) VALUES ('one')")
        except asyncpg.UniqueViolationError as e:
            return {k: v for k, v in e.as_dict().items() if not k.startswith("server_source")}

    await check("error fields", fields)

    async def prepared():
        statement = await connection.prepare("SELECT id, name, price, tags FROM item WHERE id = ANY($1::int[]) ORDER BY id")
        return [tuple(r) for r in await statement.fetch([1, 2])], await statement.fetchval([3], column=1), statement.get_parameters(), statement.get_attributes(), statement.get_statusmsg()

    await check("prepared", prepared)
    async def columns_of_explain():
        return [a.name for a in (await connection.prepare("EXPLAIN SELECT 1")).get_attributes()]

    await check("explain", columns_of_explain)

    async def changed():
        before = [tuple(r) for r in await fetch("SELECT * FROM item WHERE id = 1")]
        await connection.execute("ALTER TABLE item ADD COLUMN late int DEFAULT 5")
        return before, [tuple(r) for r in await fetch("SELECT * FROM item WHERE id = 1")]

    await check("cached plan after change", changed)

    async def transactions():
        seen = []
        transaction = connection.transaction(isolation="repeatable_read")
        await transaction.start()
        await connection.execute("DELETE FROM item")
        try:
            async with connection.transaction():
                await connection.execute("SELECT 1/0")
        except asyncpg.DivisionByZeroError as e:
            seen.append(e.sqlstate)
        seen.append(await connection.fetchval("SELECT count(*) FROM item"))
        seen.append(connection.is_in_transaction())
        await transaction.rollback()
        return seen, await connection.fetchval("SELECT count(*) FROM item")

    await check("transactions", transactions)

    async def readonly():
        async with connection.transaction(isolation="serializable", readonly=True, deferrable=True):
            await connection.execute("DELETE FROM item")

    await check("read only", readonly)

    async def cursors():
        async with connection.transaction():
            cursor = await connection.cursor("SELECT id FROM item ORDER BY id")
            seen = [(await cursor.fetchrow())["id"], [r["id"] for r in await cursor.fetch(3)], await cursor.forward(5), (await cursor.fetchrow())["id"]]
            total = 0
            async for row in connection.cursor("SELECT g FROM generate_series(1, $1) g", 200, prefetch=30):
                total += row["g"]
            return seen, total

    await check("cursors", cursors)

    async def two_cursors():
        async with connection.transaction():
            one = await connection.cursor("SELECT g FROM generate_series(1, 10) g")
            two = await connection.cursor("SELECT g * 10 FROM generate_series(1, 10) g")
            return [[r[0] for r in await c.fetch(2)] for c in (one, two, one, two)]

    await check("two portals", two_cursors)
    await check("copy records", lambda: connection.copy_records_to_table("item", records=[(f"c{i}", i, ["x", None]) for i in range(100)], columns=["name", "price", "tags"]))
    await check("copy to table", lambda: connection.copy_to_table("item", source=io.BytesIO(b"k1,1\nk2,\n"), columns=["name", "price"], format="csv"))

    async def copy_from():
        out = io.BytesIO()
        status = await connection.copy_from_query("SELECT id, name, price FROM item WHERE id < $1 ORDER BY id", 4, output=out, format="csv", header=True)
        return status, out.getvalue()

    await check("copy from query", copy_from)

    async def copy_binary():
        out = io.BytesIO()
        await connection.copy_from_query("SELECT id, tags FROM item WHERE id < 3 ORDER BY id", output=out, format="binary")
        return out.getvalue()

    await check("copy from query in binary", copy_binary)
    await check("copy refused", lambda: connection.copy_records_to_table("item", records=[("one", 1)], columns=["name", "price"]))

    async def listen():
        heard = asyncio.Queue()
        await connection.add_listener("news", lambda c, pid, channel, payload: heard.put_nowait((channel, payload)))
        other = await asyncpg.connect()
        await other.execute("NOTIFY news, 'one'")
        await other.execute("SELECT pg_notify('news', 'two')")
        await other.close()
        return [await asyncio.wait_for(heard.get(), 30) for _ in range(2)]

    await check("listen", listen)

    async def notices():
        seen = []
        connection.add_log_listener(lambda c, message: seen.append((message.severity, message.sqlstate, message.message)))
        await connection.execute("DO $$ BEGIN RAISE NOTICE 'look'; RAISE WARNING 'out' USING ERRCODE = '01ABC'; END $$")
        await asyncio.sleep(0)
        return seen

    await check("notices", notices)

    async def timeout():
        try:
            await connection.fetch("SELECT pg_sleep(60)", timeout=0.2)
        except asyncio.TimeoutError:
            return "timed out", await connection.fetchval("SELECT 1")

    await check("timeout cancels", timeout)

    async def composites():
        await connection.execute("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE TYPE pair AS (a int, b text); CREATE DOMAIN small AS int CHECK (VALUE < 10)")
        await connection.execute("CREATE TABLE odd (m mood, p pair, ps pair[], s small, ss small[])")
        await connection.execute("INSERT INTO odd VALUES ($1, $2, $3, $4, $5)", "happy", (1, "x"), [(2, None), (3, "y")], 5, [6])
        return [tuple(r) for r in await fetch("SELECT * FROM odd")]

    await check("enum, composite, domain", composites)

    async def codecs():
        import json

        await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        await connection.set_type_codec("numeric", encoder=str, decoder=float, schema="pg_catalog", format="text")
        return tuple(await connection.fetchrow("SELECT $1::jsonb, $2::numeric", {"a": [1]}, 1.5))

    await check("type codecs", codecs)
    await check("reset", lambda: connection.reset())
    await check("reset forgot", lambda: connection.fetchval("SELECT count(*) FROM pg_listening_channels()"))

    async def pool():
        async with asyncpg.create_pool(min_size=2, max_size=4) as pool:
            return sum(await asyncio.gather(*(pool.fetchval("SELECT $1::int", i) for i in range(30))))

    await check("pool", pool)

    async def settings():
        other = await asyncpg.connect(server_settings={"application_name": "mine", "search_path": "pg_catalog", "statement_timeout": "5s"})
        seen = [await other.fetchval(f"SHOW {name}") for name in ("application_name", "search_path", "statement_timeout")]
        await other.close()
        return seen

    await check("server settings", settings)
    await check("no database", lambda: asyncpg.connect(database="missing"))


async def main():
    connection = await asyncpg.connect()
    await checks(connection)
    await connection.close()


asyncio.run(main())
