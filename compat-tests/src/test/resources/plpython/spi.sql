CREATE EXTENSION plpython3u;
CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, price numeric(8,2) CHECK (price > 0), made date);
INSERT INTO items SELECT i, 'item ' || i, i * 1.25, date '2020-01-01' + i FROM generate_series(1, 10) i;
DO $$
rv = plpy.execute('SELECT * FROM items ORDER BY id', 2)
plpy.info(rv.nrows(), rv.status(), len(rv), [r['name'] for r in rv])
plpy.info(rv.colnames(), rv.coltypes(), rv.coltypmods())
plpy.info(rv[0], rv[-1]['id'])
plpy.info(type(rv[0]['price']).__name__, type(rv[0]['made']).__name__)
$$ LANGUAGE plpython3u;
DO $$
rv = plpy.execute('SELECT id FROM items ORDER BY id')
plpy.info([r['id'] for r in rv[2:4]], [r['id'] for r in rv[-2:]], len(rv))
rv[0] = {'id': 'changed'}
plpy.info(rv[0])
$$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute('SELECT 1 AS a, 2 AS b'); plpy.info(str(rv)) $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute('SELECT 1 AS a'); rv[5] $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute('SELECT * FROM items WHERE false'); plpy.info(len(rv), rv.nrows(), rv.colnames(), bool(rv)) $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute("INSERT INTO items VALUES (11, 'x', 1, NULL)"); plpy.info(rv.nrows(), rv.status(), len(rv)) $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute("INSERT INTO items VALUES (12, 'y', 2, NULL) RETURNING id, price"); plpy.info(rv.nrows(), rv.status(), rv[0]) $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute("UPDATE items SET price = price + 1 WHERE id > 8"); plpy.info(rv.nrows(), rv.status()) $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute("UPDATE items SET price = price + 1 WHERE id = 1 RETURNING price"); plpy.info(rv.nrows(), rv.status(), rv[0]) $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute("DELETE FROM items WHERE id = 12"); plpy.info(rv.nrows(), rv.status()) $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute("CREATE TABLE made_here (a int)"); plpy.info(rv.nrows(), rv.status()) $$ LANGUAGE plpython3u;
DO $$ rv = plpy.execute("DELETE FROM items WHERE id = 11"); rv.colnames() $$ LANGUAGE plpython3u;
DO $$ plpy.execute("INSERT INTO made_here VALUES (1); INSERT INTO made_here VALUES (2)"); plpy.info(plpy.execute('SELECT count(*) AS n FROM made_here')[0]) $$ LANGUAGE plpython3u;
DO $$ plpy.execute(5) $$ LANGUAGE plpython3u;
DO $$ plpy.execute('SELECT 1', 'x') $$ LANGUAGE plpython3u;
DO $$ plpy.execute('COMMIT') $$ LANGUAGE plpython3u;
DO $$ plpy.execute('') $$ LANGUAGE plpython3u;
DO $$
plan = plpy.prepare('SELECT $1 + $2 AS s, $3 AS t', ['int', 'int', 'text'])
plpy.info(plan.status(), plpy.execute(plan, [1, 2, 'x'])[0], plan.execute(('3', 4, None))[0])
$$ LANGUAGE plpython3u;
DO $$ plan = plpy.prepare('SELECT $1::int AS a', ['int']); plan.execute([1, 2]) $$ LANGUAGE plpython3u;
DO $$ plan = plpy.prepare('SELECT $1::int AS a', ['int']); plan.execute([]) $$ LANGUAGE plpython3u;
DO $$ plan = plpy.prepare('SELECT $1::int AS a', ['int']); plan.execute(5) $$ LANGUAGE plpython3u;
DO $$ plan = plpy.prepare('SELECT $1::int AS a', ['int']); plan.execute(['abc']) $$ LANGUAGE plpython3u;
DO $$ plpy.prepare('SELECT $1', ['nosuchtype']) $$ LANGUAGE plpython3u;
DO $$ plpy.prepare('SELECT nosuch') $$ LANGUAGE plpython3u;
DO $$ plpy.prepare('SELECT 1', 5) $$ LANGUAGE plpython3u;
DO $$ plpy.prepare('SELECT 1', [5]) $$ LANGUAGE plpython3u;
DO $$
plan = plpy.prepare('SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d', ['int[]', 'bytea', 'numeric', 'bool'])
plpy.info(plan.execute([[1, None, 3], b'\x01\x02', 1.5, 'nonempty'])[0])
$$ LANGUAGE plpython3u;
DO $$
c = plpy.cursor('SELECT id FROM items ORDER BY id')
plpy.info([r['id'] for r in c.fetch(3)], next(c), [r['id'] for r in c.fetch(100)], len(c.fetch(5)))
c.close()
c.close()
$$ LANGUAGE plpython3u;
DO $$ c = plpy.cursor('SELECT 1'); c.close(); c.fetch(1) $$ LANGUAGE plpython3u;
DO $$ c = plpy.cursor('SELECT 1'); c.close(); next(c) $$ LANGUAGE plpython3u;
DO $$ c = plpy.cursor('SELECT 1 AS a'); plpy.info(next(c)); next(c) $$ LANGUAGE plpython3u;
DO $$ plpy.cursor('INSERT INTO made_here VALUES (5)') $$ LANGUAGE plpython3u;
DO $$ plpy.info(plpy.cursor('SELECT 1 AS a').fetch(1).status()) $$ LANGUAGE plpython3u;
DO $$
plan = plpy.prepare('SELECT id FROM items WHERE id < $1 ORDER BY id', ['int'])
plpy.info([r['id'] for r in plpy.cursor(plan, [4])], [r['id'] for r in plan.cursor([3])])
$$ LANGUAGE plpython3u;
DO $$
try:
    plpy.execute("INSERT INTO items VALUES (1, 'dup', 1, NULL)")
except plpy.spiexceptions.UniqueViolation as e:
    plpy.info(e, e.sqlstate, type(e).__name__, isinstance(e, plpy.SPIError), isinstance(e, plpy.Error))
    plpy.info(e.spidata[1], e.spidata[2], e.spidata[5:])
$$ LANGUAGE plpython3u;
DO $$
from plpy import spiexceptions
for sql in ('SELECT 1/0', 'SELECT nosuch()', 'SELECT * FROM nosuch', "SELECT 'x'::int", 'SELECT nosuch', 'SELEC',
            "INSERT INTO items VALUES (50, NULL, 1, NULL)", "INSERT INTO items VALUES (51, 'a', -1, NULL)",
            "SELECT 100000::int2", "CREATE TABLE items (a int)", "DROP TABLE nosuch", "SELECT '2020-13-01'::date"):
    try:
        plpy.execute(sql)
    except plpy.SPIError as e:
        plpy.info(type(e).__name__, e.sqlstate, e)
$$ LANGUAGE plpython3u;
DO $$ plpy.info(plpy.spiexceptions.DivisionByZero.sqlstate, plpy.spiexceptions.UndefinedTable.__name__, plpy.spiexceptions.SerializationFailure.__mro__[1].__name__) $$ LANGUAGE plpython3u;
DO $$
raise plpy.spiexceptions.DivisionByZero('by hand')
$$ LANGUAGE plpython3u;
CREATE TABLE log_of (t text);
DO $$
try:
    with plpy.subtransaction():
        plpy.execute("INSERT INTO log_of VALUES ('inside')")
        plpy.execute("SELECT 1/0")
except plpy.SPIError as e:
    plpy.execute("INSERT INTO log_of VALUES ('after %s')" % e.sqlstate)
$$ LANGUAGE plpython3u;
SELECT * FROM log_of;
DO $$
with plpy.subtransaction():
    plpy.execute("INSERT INTO log_of VALUES ('kept')")
    try:
        with plpy.subtransaction():
            plpy.execute("INSERT INTO log_of VALUES ('gone')")
            raise ValueError('x')
    except ValueError:
        pass
$$ LANGUAGE plpython3u;
SELECT * FROM log_of;
DO $$ with plpy.subtransaction() as s: s.__enter__() $$ LANGUAGE plpython3u;
DO $$ s = plpy.subtransaction(); s.__exit__(None, None, None) $$ LANGUAGE plpython3u;
DO $$
s = plpy.subtransaction()
s.enter()
plpy.execute("INSERT INTO log_of VALUES ('by hand')")
s.exit(None, None, None)
s.exit(None, None, None)
$$ LANGUAGE plpython3u;
DO $$
s = plpy.subtransaction()
s.__enter__()
plpy.execute("INSERT INTO log_of VALUES ('left open')")
$$ LANGUAGE plpython3u;
SELECT * FROM log_of;
DO $$
with plpy.subtransaction():
    c = plpy.cursor('SELECT id FROM items ORDER BY id')
plpy.info(next(c))
try:
    with plpy.subtransaction():
        d = plpy.cursor('SELECT id FROM items ORDER BY id')
        next(d)
        raise ValueError
except ValueError:
    pass
next(d)
$$ LANGUAGE plpython3u;
CREATE PROCEDURE ends(how text) AS $$
plpy.execute("INSERT INTO log_of VALUES ('%s')" % how)
if how == 'commit': plpy.commit()
elif how == 'rollback': plpy.rollback()
elif how == 'inside':
    with plpy.subtransaction():
        plpy.commit()
elif how == 'cursor':
    for row in plpy.cursor('SELECT id FROM items ORDER BY id LIMIT 3'):
        plpy.execute("INSERT INTO log_of VALUES ('row %d')" % row['id'])
plpy.execute("INSERT INTO log_of VALUES ('end of %s')" % how)
$$ LANGUAGE plpython3u;
DELETE FROM log_of;
CALL ends('commit');
CALL ends('rollback');
CALL ends('inside');
CALL ends('cursor');
SELECT * FROM log_of;
BEGIN;
CALL ends('commit');
ROLLBACK;
CREATE FUNCTION ends_in_function() RETURNS int AS $$ plpy.commit(); return 1 $$ LANGUAGE plpython3u;
SELECT ends_in_function();
DO $$ plpy.execute("INSERT INTO log_of VALUES ('do')"); plpy.commit(); plpy.execute("INSERT INTO log_of VALUES ('undone')"); plpy.rollback() $$ LANGUAGE plpython3u;
SELECT * FROM log_of;
DO $$ plpy.info(plpy.quote_literal("it's"), plpy.quote_literal(''), plpy.quote_nullable('x'), plpy.quote_nullable(None)) $$ LANGUAGE plpython3u;
DO $$ plpy.info(plpy.quote_ident('Upper'), plpy.quote_ident('select'), plpy.quote_ident('a"b'), plpy.quote_ident('')) $$ LANGUAGE plpython3u;
DO $$ plpy.quote_literal(5) $$ LANGUAGE plpython3u;
CREATE FUNCTION stable_write() RETURNS int STABLE AS $$ plpy.execute("INSERT INTO log_of VALUES ('x')"); return 1 $$ LANGUAGE plpython3u;
SELECT stable_write();
CREATE FUNCTION definer_name() RETURNS text SECURITY DEFINER SET work_mem = '8MB' AS $$
return plpy.execute("SELECT current_setting('work_mem') AS w")[0]['w']
$$ LANGUAGE plpython3u;
SELECT definer_name();
CREATE FUNCTION composite_column() RETURNS text AS $$
rv = plpy.execute("SELECT i, ARRAY[i.id] AS ids FROM items i WHERE id = 2")
return repr((sorted(rv[0]['i'].items(), key=lambda p: p[0]), rv[0]['ids'])).replace("Decimal", "D")
$$ LANGUAGE plpython3u;
SELECT composite_column();
