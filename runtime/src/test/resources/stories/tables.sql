-- Tables as mappings, written by SQL's own rules.

CREATE TABLE all_types (id int PRIMARY KEY, b bool, s int2, l int8, r float4, d float8, n numeric(10,2), t text, v varchar(5), c char(3), dt date, tm time, ts timestamp, tz timestamptz, iv interval, u uuid, by bytea, j json, jb jsonb, ia int[], ta text[]);
INSERT INTO all_types VALUES (1, true, 2, 3000000000, 1.5, 2.25, 12.345, 'text', 'var', 'c', '2024-02-29', '12:34:56.5', '2024-01-02 03:04:05', '2024-01-02 03:04:05+00', '1 day 02:03:04', '00000000-0000-0000-0000-000000000007', '\x00ff', '{"a": [1]}', '{"b": {"c": null}}', '{1,2,NULL}', '{{a,b},{c,d}}');
INSERT INTO all_types (id) VALUES (2);
DO $py$
r = all_types[1]
return [repr(r[c]) for c in r if c not in ("tz",)]
$py$;
-- ["1", "True", "2", "3000000000", "1.5", "2.25", "Decimal('12.35')", "'text'", "'var'", "'c  '", "datetime.date(2024, 2, 29)", "datetime.time(12, 34, 56, 500000)", "datetime.datetime(2024, 1, 2, 3, 4, 5)", "datetime.timedelta(days=1, seconds=7384)", "UUID('00000000-0000-0000-0000-000000000007')", "b'\\x00\\xff'", "{'a': [1]}", "{'b': {'c': None}}", "[1, 2, None]", "[['a', 'b'], ['c', 'd']]"]
DO $py$ [type(all_types[1][c]).__name__ for c in all_types[1]] $py$;
-- ["int", "bool", "int", "int", "float", "float", "Decimal", "str", "str", "str", "date", "time", "datetime", "datetime", "timedelta", "UUID", "bytes", "dict", "dict", "list", "list"]
DO $py$ all_types[2] $py$;
-- {"b": null, "c": null, "d": null, "j": null, "l": null, "n": null, "r": null, "s": null, "t": null, "u": null, "v": null, "by": null, "dt": null, "ia": null, "id": 2, "iv": null, "jb": null, "ta": null, "tm": null, "ts": null, "tz": null}
DO $py$ list(all_types[2].keys())[:3], len(all_types[2]), "t" in all_types[2] $py$;
-- [["id", "b", "s"], 21, true]
DO $py$
all_types[2].b = False
return repr(all_types[2].b)
$py$;
-- "False"
DO $py$
all_types[2].s = 7
return repr(all_types[2].s)
$py$;
-- "7"
DO $py$
all_types[2].s = 70000
return repr(all_types[2].s)
$py$;
-- ERROR:  22003: smallint out of range
DO $py$
all_types[2].l = 2**62
return repr(all_types[2].l)
$py$;
-- "4611686018427387904"
DO $py$
all_types[2].l = 2**64
return repr(all_types[2].l)
$py$;
-- ERROR:  22003: bigint out of range
DO $py$
all_types[2].r = 0.5
return repr(all_types[2].r)
$py$;
-- "0.5"
DO $py$
all_types[2].d = 1e100
return repr(all_types[2].d)
$py$;
-- "1e+100"
DO $py$
all_types[2].n = "3.14159"
return repr(all_types[2].n)
$py$;
-- "Decimal('3.14')"
DO $py$
from decimal import Decimal
all_types[2].n = Decimal("5.555")
return repr(all_types[2].n)
$py$;
-- "Decimal('5.56')"
DO $py$
all_types[2].n = 10**12
return repr(all_types[2].n)
$py$;
-- ERROR:  22003: numeric field overflow
DO $py$
all_types[2].t = "new"
return repr(all_types[2].t)
$py$;
-- "'new'"
DO $py$
all_types[2].t = 5
return repr(all_types[2].t)
$py$;
-- "'5'"
DO $py$
all_types[2].v = "toolong"
return repr(all_types[2].v)
$py$;
-- ERROR:  22001: value too long for type character varying(5)
DO $py$
all_types[2].c = "ab"
return repr(all_types[2].c)
$py$;
-- "'ab '"
DO $py$
import datetime
all_types[2].dt = datetime.date(2000, 1, 1)
return repr(all_types[2].dt)
$py$;
-- "datetime.date(2000, 1, 1)"
DO $py$
all_types[2].dt = "2000-02-30"
return repr(all_types[2].dt)
$py$;
-- ERROR:  22008: date/time field value out of range: "2000-02-30"
DO $py$
import datetime
all_types[2].tm = datetime.time(1, 2)
return repr(all_types[2].tm)
$py$;
-- "datetime.time(1, 2)"
DO $py$
import datetime
all_types[2].ts = datetime.datetime(2001, 2, 3)
return repr(all_types[2].ts)
$py$;
-- "datetime.datetime(2001, 2, 3, 0, 0)"
DO $py$
import datetime
all_types[2].iv = datetime.timedelta(hours=25)
return repr(all_types[2].iv)
$py$;
-- "datetime.timedelta(days=1, seconds=3600)"
DO $py$
all_types[2].iv = "3 mons"
return repr(all_types[2].iv)
$py$;
-- "'3 mons'"
DO $py$
import uuid
all_types[2].u = uuid.UUID(int=9)
return repr(all_types[2].u)
$py$;
-- "UUID('00000000-0000-0000-0000-000000000009')"
DO $py$
all_types[2].by = b"xy"
return repr(all_types[2].by)
$py$;
-- "b'xy'"
DO $py$
all_types[2].j = {"k": (1, 2)}
return repr(all_types[2].j)
$py$;
-- "{'k': [1, 2]}"
DO $py$
all_types[2].jb = [1, {"z": None, "a": 1}]
return repr(all_types[2].jb)
$py$;
-- "[1, {'a': 1, 'z': None}]"
DO $py$
all_types[2].ia = [5, None]
return repr(all_types[2].ia)
$py$;
-- "[5, None]"
DO $py$
all_types[2].ta = ["q\"uote", "a,b"]
return repr(all_types[2].ta)
$py$;
-- "['q\"uote', 'a,b']"
DO $py$
all_types[2].t = None
return repr(all_types[2].t)
$py$;
-- "None"
DO $py$
all_types[2].id = None
return repr(all_types[2].id)
$py$;
-- ERROR:  23502: null value in column "id" of relation "all_types" violates not-null constraint
DO $py$ all_types[2].jb.append(3); all_types[2].ia.append(6) $py$;
DO $py$ [all_types[2].jb, all_types[2].ia] $py$;
-- [[1, {"a": 1, "z": null}, 3], [5, null, 6]]
SELECT jb, ia, iv, n FROM all_types WHERE id = 2;
-- [1, {"a": 1, "z": null}, 3] | {5,NULL,6} | 3 mons | 5.56

-- keys and ranges
CREATE TABLE kv (k text PRIMARY KEY, n int NOT NULL DEFAULT 5 CHECK (n < 1000));
INSERT INTO kv SELECT 'k' || lpad(i::text, 2, '0'), i FROM generate_series(1, 20) i;
DO $py$ list(kv)[:3], len(kv), bool(kv) $py$;
-- [["k01", "k02", "k03"], 20, true]
DO $py$ [r.n for r in kv.values(from_="k05", to="k08")] $py$;
-- [5, 6, 7, 8]
DO $py$ [k for k, r in kv.items(limit=2)] $py$;
-- ["k01", "k02"]
DO $py$ [k for k, r in kv.items(reverse=True, limit=2)] $py$;
-- ["k20", "k19"]
DO $py$ list(kv.keys(from_="k19")) $py$;
-- ["k19", "k20"]
DO $py$ list(kv.keys(to="k02", reverse=True)) $py$;
-- ["k02", "k01"]
DO $py$ list(reversed(kv))[:2] $py$;
-- ["k20", "k19"]
DO $py$ kv.get("nope"), kv.get("nope", 3) $py$;
-- [null, 3]
DO $py$ "k01" in kv, "x" in kv, 5 in kv $py$;
-- [true, false, false]
DO $py$ kv["k01"] = {"n": 77} $py$;
DO $py$ kv["k01"].n $py$;
-- 77
DO $py$ kv["new"] = {} $py$;
DO $py$ kv["new"].n $py$;
-- 5
DO $py$ kv["bad"] = {"n": 1000} $py$;
-- ERROR:  23514: new row for relation "kv" violates check constraint "kv_n_check"
DO $py$ kv["bad"] = {"n": None} $py$;
-- ERROR:  23502: null value in column "n" of relation "kv" violates not-null constraint
DO $py$ kv["bad"] = {"m": 1} $py$;
-- ERROR:  42703: column "m" of relation "kv" does not exist
DO $py$ kv.insert(k="k01") $py$;
-- ERROR:  23505: duplicate key value violates unique constraint "kv_pkey"
DO $py$ kv.insert(k="zz", n=3).n $py$;
-- 3
DO $py$ kv.insert(n=3) $py$;
-- ERROR:  23502: null value in column "k" of relation "kv" violates not-null constraint
DO $py$ kv.pop("zz") $py$;
-- {"k": "zz", "n": 3}
DO $py$ kv.pop("zz") $py$;
-- ERROR:  38000: KeyError: 'zz'
DO $py$ kv.pop("zz", "gone") $py$;
-- "gone"
DO $py$ kv.popitem() $py$;
-- ["k01", {"k": "k01", "n": 77}]
DO $py$ kv.popitem(last=True) $py$;
-- ["new", {"k": "new", "n": 5}]
DO $py$ kv.setdefault("k02", {"n": 9}).n $py$;
-- 2
DO $py$ kv.setdefault("s", {"n": 9}).n $py$;
-- 9
DO $py$ del kv["s"] $py$;
DO $py$ del kv["s"] $py$;
-- ERROR:  38000: KeyError: 's'
DO $py$ kv["k02"].update(n=42, k="k02") $py$;
DO $py$ kv["k02"] $py$;
-- {"k": "k02", "n": 42}
DO $py$ kv["k02"]["n"] += 1 $py$;
DO $py$ kv["k02"]["n"] $py$;
-- 43
DO $py$ kv["k02"].m $py$;
-- ERROR:  38000: AttributeError: 'kv' has no column 'm'
DO $py$ kv["k02"].m = 1 $py$;
-- ERROR:  38000: AttributeError: 'kv' object has no attribute 'm'
DO $py$ kv["k02"] == kv["k02"], kv["k02"] == kv["k03"], kv["k02"] in {kv["k02"]} $py$;
-- [true, false, true]
DO $py$ dict(kv["k02"]) $py$;
-- {"k": "k02", "n": 43}
DO $py$
r = kv["k03"]
del kv["k03"]
return r.n
$py$;
-- ERROR:  38000: LookupError: the row of kv is gone
DO $py$
r = kv["k04"]
sql("update kv set n = n + 1")
return r.n
$py$;
-- 5
DO $py$
for r in kv.values():
    r.n += 1
$py$;
DO $py$ sum(r.n for r in kv.values()) $py$;
-- 288
DO $py$
for k in list(kv):
    if k > "k10":
        del kv[k]
$py$;
DO $py$ list(kv) $py$;
-- ["k02", "k03", "k04", "k05", "k06", "k07", "k08", "k09", "k10"]
DO $py$ [r.k for r in kv.where(n=7)] $py$;
-- ["k05"]
DO $py$ [r.k for r in kv.where(n=7, k="x")] $py$;
-- []
DO $py$ list(kv.where(m=1)) $py$;
-- ERROR:  38000: TypeError: 'kv' has no column 'm'
DO $py$ kv["k05"].n = 1; raise ValueError("undo") $py$;
-- ERROR:  38000: ValueError: undo
DO $py$ kv["k05"].n $py$;
-- 7
DO $py$
import json
return json.dumps(dict(kv["k05"]))
$py$;
-- "{\"k\": \"k05\", \"n\": 7}"

-- composite keys, no keys, foreign keys
CREATE TABLE parent (id int PRIMARY KEY, name text UNIQUE);
CREATE TABLE child (p int REFERENCES parent ON DELETE CASCADE, q text, v int, PRIMARY KEY (p, q));
CREATE INDEX ON child (v);
DO $py$ parent.insert(id=1, name="one"); parent.insert(id=2, name="two") $py$;
-- {"id": 2, "name": "two"}
DO $py$
for p in (1, 2):
    for q in "abc":
        child[p, q] = {"v": p * 10}
$py$;
DO $py$ child[1, "b"].v $py$;
-- 10
DO $py$ [[p, q] for p, q in child] $py$;
-- [[1, "a"], [1, "b"], [1, "c"], [2, "a"], [2, "b"], [2, "c"]]
DO $py$ [k for k in child.keys(from_=(1, "c"), to=(2, "a"))] $py$;
-- [[1, "c"], [2, "a"]]
DO $py$ [k for k in child.keys(from_=2, to=2)] $py$;
-- [[2, "a"], [2, "b"], [2, "c"]]
DO $py$ child[1] $py$;
-- ERROR:  38000: KeyError: 1
DO $py$ child[1, 2, 3] $py$;
-- ERROR:  38000: KeyError: (1, 2, 3)
DO $py$ child[3, "a"] = {"v": 1} $py$;
-- ERROR:  23503: insert or update on table "child" violates foreign key constraint "child_p_fkey"
DO $py$ parent.insert(id=3, name="one") $py$;
-- ERROR:  23505: duplicate key value violates unique constraint "parent_name_key"
DO $py$ [c.q for c in parent[1].child] $py$;
-- ["a", "b", "c"]
DO $py$ sum(c.v for c in parent[2].child) $py$;
-- 60
DO $py$ parent[1].nothing $py$;
-- ERROR:  38000: AttributeError: 'parent' has no column 'nothing'
DO $py$ [c.q for c in child.where(v=20)] $py$;
-- ["a", "b", "c"]
DO $py$ del parent[1] $py$;
DO $py$ len(child) $py$;
-- 3
CREATE TABLE log (line text);
DO $py$ log.insert(line="a"); log.insert(line="b") $py$;
-- {"line": "b"}
DO $py$ [r.line for r in log.values()], len(log) $py$;
-- [["a", "b"], 2]
DO $py$ log["x"] = {"line": "c"} $py$;
-- ERROR:  38000: TypeError: 'log' has no primary key
DO $py$ next(log.values()).line = "z" $py$;
DO $py$ sorted(r.line for r in log.values()) $py$;
-- ["b", "z"]

-- SQL from Python
DO $py$ sql("select 1 as a, null as b, array[1,2] as c")[0] $py$;
-- {"a": 1, "b": null, "c": [1, 2]}
DO $py$ sql("select $1::int + $2::int as s", 2, 3)[0].s $py$;
-- 5
DO $py$ [r.id for r in sql("select id from parent order by id")] $py$;
-- [2]
DO $py$ sql("insert into parent values (9, $1) returning name", "nine")[0].name $py$;
-- "nine"
DO $py$ sql("nonsense") $py$;
-- ERROR:  42601: syntax error at or near "nonsense"
DO $py$
try:
    sql("select 1/0")
except plpy.SPIError as e:
    return [e.sqlstate, str(e)]
$py$;
-- ["22012", "division by zero"]
DO $py$
try:
    parent.insert(id=9)
except plpy.spiexceptions.UniqueViolation:
    return "there"
$py$;
-- "there"
DO $py$ sql("select count(*) as n from parent")[0].n $py$;
-- 2
DO $py$ heap.name_of = {r.id: r.name for r in parent.values()} $py$;
DO $py$ name_of $py$;
-- {"2": "two", "9": "nine"}
DO $py$ nothing_of_that_name $py$;
-- ERROR:  38000: NameError: name 'nothing_of_that_name' is not defined
