-- What snippets answer: in expressions, as rows, and once for a key.


CREATE TABLE t (a int PRIMARY KEY, b text);
INSERT INTO t VALUES (1, 'x'), (2, 'y');

-- in expressions
SELECT py('1 + args[0]', 5), py($$ {'a': args[0], 'b': args[1]} $$, 'x'::text, 2.5);
-- 6 | {"a": "x", "b": 2.5}
SELECT py('None') IS NULL;
-- t
SELECT py('t[args[0]].b', a) FROM t ORDER BY a;
-- "x"
-- "y"
UPDATE t SET b = py($$ args[0] + '!' $$, b)->>0;
SELECT b FROM t ORDER BY a;
-- x!
-- y!
SELECT py($$ t.insert(a=9, b='n') $$);
-- {"a": 9, "b": "n"}
SELECT count(*) FROM t;
-- 3
SELECT py('1 +');
-- ERROR:  42601: SyntaxError: invalid syntax
SELECT py('t[77]');
-- ERROR:  38000: KeyError: 77
DO $py$ heap.n = {'k': 0, 'in': {'er': [1]}} $py$;
SELECT heap_get(py('heap.oid(n)')::text::bigint);
-- {"k": 0, "in": {"er": [1]}}
SELECT heap_get(1) IS NULL;
-- t

-- as rows
SELECT * FROM py_rows($$ [{'a': 1, 'b': 'x'}, {'a': 2}] $$) AS (a int, b text);
-- 1 | x
-- 2 | 
SELECT sum(b) FROM py_rows($$ ((i, i * i) for i in range(args[0])) $$, 4) AS (a int, b numeric);
-- 14
SELECT * FROM py_rows($$ t.values() $$) AS (a int, b text) WHERE a < 5;
-- 1 | x!
-- 2 | y!
SELECT * FROM py_rows($$ range(3) $$) AS (a int);
-- 0
-- 1
-- 2
SELECT * FROM py_rows($$ [['x', 1]] $$) AS (a jsonb);
-- ["x", 1]
SELECT * FROM py_rows($$ ['x'] $$) AS (a int);
-- ERROR:  22P02: invalid input syntax for type integer: "x"
SET heapgres.result_format = rows; DO $py$ [{'a': 1}, {'a': 2}] $py$;
-- {"a": 1}
-- {"a": 2}
SET heapgres.result_format = rows; DO $py$ (x for x in range(2)) $py$;
-- 0
-- 1
SET heapgres.result_format = rows; DO $py$ t.values() $py$;
-- {"a": 1, "b": "x!"}
-- {"a": 2, "b": "y!"}
-- {"a": 9, "b": "n"}
SET heapgres.result_format = rows; DO $py$ 'one' $py$;
-- "one"
SET heapgres.result_format = rows; DO $py$ [] $py$;
SET heapgres.result_format = rows; SELECT * FROM py_rows('[[1, 2], [3, 4]]') AS (a int, b int);
-- 1 | 2
-- 3 | 4
RESET heapgres.result_format;

-- once for a key
DO $py$ n['k'] += 1; n['k'] $py$ WITH (idempotency_key = 'k1');
-- 1
DO $py$ n['k'] += 1; n['k'] $py$ WITH (idempotency_key = 'k1');
-- 1
DO $py$ n['k'] += args[0] $py$ USING 5 WITH (idempotency_key = 'k2');
DO $py$ n['k'] += args[0] $py$ USING 5 WITH (idempotency_key = 'k2');
DO $py$ n['k'] $py$;
-- 6
DO $py$ n['k'] $py$ WITH (idempotency_key = 'k2');
-- ERROR:  22023: idempotency key "k2" belongs to another block
BEGIN; DO $py$ n['k'] += 100; 'done' $py$ WITH (idempotency_key = 'k3'); ROLLBACK;
-- "done"
DO $py$ n['k'] += 100; 'done' $py$ WITH (idempotency_key = 'k3');
-- "done"
DO $py$
n['k'] = 0
raise ValueError('no')
$py$ WITH (idempotency_key = 'k4');
-- ERROR:  38000: ValueError: no
DO $py$ n['k'] $py$;
-- 106
DO $py$ plpy.commit() $py$ WITH (idempotency_key = 'k5');
-- ERROR:  2D000: invalid transaction termination
DO $py$ 1 $py$ WITH (nonsense = 'k');
-- ERROR:  42601: unrecognized DO option "nonsense"
DO $$ BEGIN END $$ WITH (idempotency_key = 'k6');
-- ERROR:  0A000: idempotency_key with language plpgsql is not supported yet

-- what commits by itself, and what stands for an object
DO $py$
t.insert(a=100)
commit()
t.insert(a=101)
rollback()
return list(t)
$py$;
-- [1, 2, 9, 100]
DO $py$ heap.refs = {'inner': [1, 2]}; None $py$;
DO $py$ type(heap.ref(refs)['$ref']).__name__, heap.get(heap.ref(refs)) is refs, heap.get(heap.ref(refs['inner'])) is refs['inner'] $py$;
-- ["int", true, true]
DO $py$
inner = heap.get(heap.ref(refs['inner']))
inner.append(3)
$py$;
DO $py$ refs, heap.oid(refs['inner']) is None $py$;
-- [{"inner": [1, 2, 3]}, false]
DO $py$ heap.ref(5) $py$;
-- ERROR:  38000: TypeError: heap.ref() takes a persistent object, not int

-- many rows, of which only some are in memory
SET heapgres.result_format = rows; DO $py$ (x for x in []) $py$;
SET heapgres.result_format = rows; SET work_mem = '64kB'; SELECT count(*) FROM py_rows($$ (({'n': i, 't': 'x' * 100}) for i in range(3000)) $$) AS (n int, t text);
-- 3000
SET heapgres.result_format = rows; DO $py$
def numbers():
    for i in range(3):
        heap.last = i
        yield i
    raise ValueError('at the end')
numbers()
$py$;
-- ERROR:  38000: ValueError: at the end
DO $py$ 'last' in heap $py$;
-- false
SET heapgres.result_format = rows; DO $py$
def numbers():
    for i in range(3):
        heap.last = i
        yield {'i': i}
numbers()
$py$;
-- {"i": 0}
-- {"i": 1}
-- {"i": 2}
DO $py$ last $py$;
-- 2
RESET heapgres.result_format;
RESET work_mem;
