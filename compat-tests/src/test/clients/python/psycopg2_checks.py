import io
import select
import threading

import psycopg2
import psycopg2.extensions as extensions
import psycopg2.extras as extras
from psycopg2 import sql
from psycopg2.pool import ThreadedConnectionPool

from checks import BROKEN, ITEM, VALUES, account, check, version

version(psycopg2.__version__.split()[0])
extras.register_uuid()
connection = psycopg2.connect("", application_name="checks")
connection.autocommit = True


def rows(query, arguments=None):
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return cursor.fetchall()


@check("parameters")
def _():
    return connection.server_version, connection.encoding, connection.get_parameter_status("application_name"), connection.get_dsn_parameters()["user"], connection.protocol_version


for kind, value in VALUES.items():

    @check(f"type {kind}")
    def _():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT %s::{kind} AS v, pg_typeof(%s::{kind})::text", (memoryview(value) if kind == "bytea" else value,) * 2)
            found = [bytes(c) if isinstance(c, memoryview) else c for c in cursor.fetchone()]
            return found, [(c.name, c.type_code, c.internal_size, c.precision, c.scale) for c in cursor.description]


@check("type json")
def _():
    return rows("SELECT %s::json, %s::jsonb", (extras.Json({"a": [1, None]}), extras.Json({"b": "ü"})))


@check("type range")
def _():
    return rows("SELECT %s, %s, '[1,5)'::int8range", (extras.NumericRange(1, 5), extras.DateTimeTZRange(None, None)))


@check("type null")
def _():
    return rows("SELECT %s, %s", (None, [None]))


@check("create")
def _():
    with connection.cursor() as cursor:
        cursor.execute(ITEM)
        return cursor.statusmessage


@check("insert returning")
def _():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO item (name, price, tags, extra) VALUES (%s, %s, %s, %s) RETURNING *", ("one", 1.5, ["a"], extras.Json({"k": 1})))
        return cursor.statusmessage, cursor.rowcount, cursor.lastrowid, cursor.fetchall()


@check("execute values")
def _():
    with connection.cursor() as cursor:
        return extras.execute_values(cursor, "INSERT INTO item (name, price) VALUES %s RETURNING id", [(f"n{i}", i) for i in range(50)], page_size=20, fetch=True)


@check("execute batch")
def _():
    with connection.cursor() as cursor:
        extras.execute_batch(cursor, "UPDATE item SET price = price + %s WHERE id = %s", [(1, i) for i in range(30)])
        return rows("SELECT sum(price) FROM item")


@check("in and any")
def _():
    return rows("SELECT name FROM item WHERE id IN %s AND id = ANY(%s) ORDER BY 1", ((1, 2, 3), [2, 3, 4]))


@check("cursors")
def _():
    seen = []
    for factory in (extras.DictCursor, extras.RealDictCursor, extras.NamedTupleCursor):
        with connection.cursor(cursor_factory=factory) as cursor:
            cursor.execute("SELECT id, name FROM item WHERE id = 1")
            seen.append(cursor.fetchone())
    return seen


@check("composed")
def _():
    query = sql.SQL("SELECT {} FROM {} WHERE {} = {}").format(sql.Identifier("name"), sql.Identifier("public", "item"), sql.Identifier("id"), sql.Placeholder("id"))
    return query.as_string(connection), rows(query, {"id": 2})


for name, query in BROKEN.items():

    @check(f"error {name}")
    def _():
        return rows(query)


@check("error classes")
def _():
    try:
        rows("INSERT INTO item (name) VALUES ('one')")
    except psycopg2.errors.UniqueViolation as e:
        return e.diag.severity, e.diag.constraint_name, e.diag.schema_name, e.diag.table_name, e.diag.severity_nonlocalized, e.cursor.query


@check("transaction")
def _():
    with psycopg2.connect("") as other, other.cursor() as cursor:
        cursor.execute("DELETE FROM item")
        cursor.execute("SAVEPOINT s")
        seen = []
        for query in ("SELECT 1/0", "SELECT 1"):
            try:
                cursor.execute(query)
            except psycopg2.Error as e:
                seen.append((e.pgcode, other.status, other.info.transaction_status))
        cursor.execute("ROLLBACK TO s")
        cursor.execute("SELECT count(*) FROM item")
        seen.append(cursor.fetchone())
        other.rollback()
        return seen, rows("SELECT count(*) FROM item")


@check("isolation")
def _():
    other = psycopg2.connect("")
    other.set_session(isolation_level="SERIALIZABLE", readonly=True, deferrable=True)
    with other, other.cursor() as cursor:
        seen = []
        for what in ("isolation", "read_only", "deferrable"):
            cursor.execute(f"SHOW transaction_{what}")
            seen.append(cursor.fetchone())
    other.close()
    return seen


@check("named cursor")
def _():
    with psycopg2.connect("") as other, other.cursor(name="many") as cursor:
        cursor.execute("SELECT g FROM generate_series(1, 100) g")
        seen = [cursor.fetchone(), cursor.fetchmany(3)]
        cursor.scroll(10)
        seen.append(cursor.fetchone())
        cursor.scroll(99, mode="absolute")
        return seen, cursor.fetchall(), [c.name for c in cursor.description]


@check("named cursor scrolls and is held")
def _():
    other = psycopg2.connect("")
    cursor = other.cursor(name="held", scrollable=True, withhold=True)
    cursor.execute("SELECT id FROM item ORDER BY id")
    other.commit()
    cursor.scroll(5)
    seen = [cursor.fetchone()]
    cursor.scroll(-3)
    seen.append(cursor.fetchone())
    cursor.close()
    other.close()
    return seen


@check("named cursor iterates")
def _():
    with psycopg2.connect("") as other, other.cursor(name="each") as cursor:
        cursor.itersize = 7
        cursor.execute("SELECT id FROM item")
        return sum(i for (i,) in cursor)


@check("no scroll")
def _():
    with psycopg2.connect("") as other, other.cursor(name="forward", scrollable=False) as cursor:
        cursor.execute("SELECT id FROM item ORDER BY id")
        cursor.scroll(2)
        cursor.scroll(-1)


@check("copy from")
def _():
    with connection.cursor() as cursor:
        cursor.copy_from(io.StringIO("c1\t1\nc2\t\\N\n"), "item", columns=("name", "price"))
        return cursor.rowcount, rows("SELECT name, price FROM item WHERE name LIKE 'c_' ORDER BY 1")


@check("copy expert")
def _():
    with connection.cursor() as cursor:
        out = io.StringIO()
        cursor.copy_expert("COPY (SELECT id, name, tags FROM item WHERE id < 4 ORDER BY 1) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)", out)
        return cursor.rowcount, out.getvalue()


@check("copy to")
def _():
    with connection.cursor() as cursor:
        out = io.StringIO()
        cursor.copy_to(out, "item", sep="|", null="-", columns=("id", "price"))
        return sorted(out.getvalue().splitlines())[:5]


@check("copy refused")
def _():
    with connection.cursor() as cursor:
        cursor.copy_from(io.StringIO("x\tno number\n"), "item", columns=("name", "price"))


@check("notifies")
def _():
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    with psycopg2.connect("") as other, other.cursor() as cursor:
        cursor.execute("NOTIFY news, 'one'; SELECT pg_notify('news', 'two')")
    other.close()
    while len(connection.notifies) < 2:
        select.select([connection], [], [], 30)
        connection.poll()
    return [(n.channel, n.payload) for n in connection.notifies]


@check("notices")
def _():
    del connection.notices[:]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS missing; DO $$ BEGIN RAISE WARNING 'careful'; END $$")
    return connection.notices


@check("cancel")
def _():
    slow = psycopg2.connect("")
    outcome = []

    def run():
        try:
            slow.cursor().execute("SELECT pg_sleep(60)")
        except psycopg2.Error as e:
            outcome.append(account(e))

    thread = threading.Thread(target=run)
    thread.start()
    while not rows("SELECT 1 FROM pg_stat_activity WHERE pid = %s AND state = 'active'", (slow.info.backend_pid,)):
        pass
    slow.cancel()
    thread.join()
    slow.close()
    return outcome


@check("asynchronous")
def _():
    def wait(other):
        while True:
            state = other.poll()
            if state == extensions.POLL_OK:
                return
            select.select([other] if state == extensions.POLL_READ else [], [other] if state == extensions.POLL_WRITE else [], [], 30)

    other = psycopg2.connect("", async_=1)
    wait(other)
    cursor = other.cursor()
    cursor.execute("SELECT g FROM generate_series(1, 3) g")
    wait(other)
    found = cursor.fetchall()
    other.close()
    return found


@check("pool")
def _():
    pool = ThreadedConnectionPool(1, 3, "")
    lent = [pool.getconn() for _ in range(3)]
    found = [one.info.dbname for one in lent]
    for one in lent:
        pool.putconn(one)
    pool.closeall()
    return found


@check("call procedure")
def _():
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b'")
        cursor.callproc("add", (1, 2))
        seen = [cursor.fetchone()]
        cursor.callproc("add", {"b": 5, "a": 6})
        return seen + [cursor.fetchone()]


@check("composite")
def _():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TYPE pair AS (a int, b text)")
    extras.register_composite("pair", connection)
    return rows("SELECT (1, 'x y')::pair, ARRAY[(2, NULL)::pair]")


@check("two phase")
def _():
    other = psycopg2.connect("")
    other.tpc_begin(other.xid(1, "global", "branch"))
    other.cursor().execute("SELECT 1")
    try:
        other.tpc_prepare()
        other.tpc_rollback()
        return "prepared"
    except psycopg2.Error as e:
        return account(e)


@check("reset")
def _():
    with connection.cursor() as cursor:
        cursor.execute("SET application_name = 'changed'")
    connection.reset()
    return rows("SHOW application_name")


@check("client encoding")
def _():
    other = psycopg2.connect("")
    other.set_client_encoding("LATIN1")
    with other.cursor() as cursor:
        cursor.execute("SELECT %s, 'ü'::text", ("é",))
        return other.encoding, cursor.fetchone()


connection.close()
