import glob

import pyodbc

from checks import BROKEN, DATABASE, HOST, ITEM, PORT, USER, VALUES, check, version

DRIVER = (glob.glob("/usr/lib/*/odbc/psqlodbcw.so") or [""])[0]
version(pyodbc.version) if not HOST else None
SOURCE = f"Driver={DRIVER};Server={HOST};Port={PORT};Database={DATABASE};Uid={USER};"
connection = pyodbc.connect(SOURCE, autocommit=True)
version(connection.getinfo(pyodbc.SQL_DRIVER_VER))


def rows(query, *arguments):
    return [tuple(bytes(c) if isinstance(c, bytearray) else c for c in r) for r in connection.execute(query, *arguments).fetchall()]


@check("info")
def _():
    return [connection.getinfo(what) for what in (pyodbc.SQL_DBMS_NAME, pyodbc.SQL_MAX_IDENTIFIER_LEN, pyodbc.SQL_IDENTIFIER_QUOTE_CHAR, pyodbc.SQL_TXN_CAPABLE, pyodbc.SQL_DEFAULT_TXN_ISOLATION)]


for kind, value in VALUES.items():
    if "[" not in kind and kind != "interval":

        @check(f"type {kind}")
        def _():
            cursor = connection.execute(f"SELECT CAST(? AS {kind}) AS v", value)
            return [(d[0], d[1], *d[3:]) for d in cursor.description], [tuple(r) for r in cursor.fetchall()]


@check("create")
def _():
    return connection.execute(ITEM).rowcount


@check("insert")
def _():
    return connection.execute("INSERT INTO item (name, price) VALUES (?, ?), (?, ?)", "one", 1.5, "two", None).rowcount


@check("insert returning")
def _():
    return rows("INSERT INTO item (name) VALUES (?) RETURNING id, name", "three")


for fast in (False, True):

    @check(f"execute many {'in arrays' if fast else 'one by one'}")
    def _():
        cursor = connection.cursor()
        cursor.fast_executemany = fast
        cursor.executemany("INSERT INTO item (name, price) VALUES (?, ?)", [(f"{fast}{i}", i) for i in range(50)])
        return rows("SELECT count(*), sum(price) FROM item")


@check("null and empty")
def _():
    return rows("SELECT CAST(? AS int), CAST(? AS text), ''", None, "")


@check("fetch many")
def _():
    cursor = connection.execute("SELECT id FROM item ORDER BY id")
    return [len(cursor.fetchmany(40)) for _ in range(4)]


@check("several results")
def _():
    cursor = connection.execute("SELECT 1; SELECT 2, 3")
    first = [tuple(r) for r in cursor.fetchall()]
    cursor.nextset()
    return first, [tuple(r) for r in cursor.fetchall()], cursor.nextset()


@check("escapes")
def _():
    return rows("SELECT {fn concat('a', 'b')}, {d '2024-02-29'}, {ts '2024-02-29 01:02:03'}, {fn ucase('x')}")


@check("transaction")
def _():
    connection.autocommit = False
    connection.execute("DELETE FROM item")
    seen = rows("SELECT count(*) FROM item")
    connection.rollback()
    connection.autocommit = True
    return seen, rows("SELECT count(*) FROM item")


@check("error in a transaction")
def _():
    connection.autocommit = False
    try:
        connection.execute("SELECT 1/0")
    except pyodbc.Error as e:
        state = e.args[0]
    connection.rollback()
    connection.autocommit = True
    return state, rows("SELECT 1")


for name, query in BROKEN.items():

    @check(f"error {name}")
    def _():
        return rows(query)


@check("server side cursor")
def _():
    other = pyodbc.connect(SOURCE + "UseDeclareFetch=1;Fetch=7;", autocommit=True)
    found = sum(i for (i,) in other.execute("SELECT id FROM item"))
    other.close()
    return found


def catalog(name, call, *columns):
    @check(f"catalog {name}")
    def _():
        return [tuple(getattr(r, c) for c in columns) for r in call(connection.cursor()).fetchall()]


connection.execute("CREATE TABLE child (id int PRIMARY KEY, item int NOT NULL REFERENCES item ON DELETE CASCADE, v varchar(20) DEFAULT 'x', n numeric(10,3), d double precision, b boolean, ts timestamptz(3))")
connection.execute("CREATE INDEX child_v ON child (v, n)")
connection.execute("CREATE VIEW both_tables AS SELECT item.name, child.v FROM item JOIN child ON item.id = child.item")
connection.execute("CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b'")
catalog("tables", lambda c: c.tables(schema="public"), "table_name", "table_type")
catalog("views", lambda c: c.tables(schema="public", tableType="VIEW"), "table_name", "table_type")
for table in ("item", "child", "both_tables"):
    catalog(f"columns of {table}", lambda c: c.columns(table=table), "column_name", "data_type", "type_name", "column_size", "buffer_length", "decimal_digits", "nullable", "column_def", "ordinal_position", "is_nullable")
catalog("primary keys", lambda c: c.primaryKeys("child"), "table_name", "column_name", "key_seq", "pk_name")
catalog("foreign keys", lambda c: c.foreignKeys(foreignTable="child"), "pktable_name", "pkcolumn_name", "fktable_name", "fkcolumn_name", "update_rule", "delete_rule", "fk_name", "pk_name")
catalog("exported keys", lambda c: c.foreignKeys(table="item"), "fktable_name", "fkcolumn_name")
catalog("statistics", lambda c: c.statistics("child"), "table_name", "non_unique", "index_name", "type", "ordinal_position", "column_name", "asc_or_desc")
catalog("unique statistics", lambda c: c.statistics("item", unique=True), "index_name", "column_name")
catalog("row identifier", lambda c: c.rowIdColumns("item"), "column_name", "type_name")
catalog("row version", lambda c: c.rowVerColumns("item"), "column_name", "type_name")
catalog("type information", lambda c: c.getTypeInfo(), "type_name", "data_type", "column_size", "create_params", "searchable")
catalog("procedures", lambda c: c.procedures(schema="public"), "procedure_name", "procedure_type")
catalog("procedure columns", lambda c: c.procedureColumns("add"), "column_name", "column_type", "type_name")


@check("call")
def _():
    return rows("{CALL add(?, ?)}", 1, 2)


@check("no database")
def _():
    pyodbc.connect(SOURCE.replace(f"Database={DATABASE}", "Database=missing"))


connection.close()
