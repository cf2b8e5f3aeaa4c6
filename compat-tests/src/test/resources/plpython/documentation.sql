-- The examples of the manual's chapter on PL/Python, with calls of what they create.
CREATE EXTENSION plpython3u;
CREATE FUNCTION pymax (a integer, b integer)
  RETURNS integer
AS $$
  if a > b:
    return a
  return b
$$ LANGUAGE plpython3u;
SELECT pymax(1, 2), pymax(4, 3), pymax(NULL, 1);
CREATE FUNCTION pystrip(x text)
  RETURNS text
AS $$
  x = x.strip()  # error
  return x
$$ LANGUAGE plpython3u;
SELECT pystrip('  a ');
CREATE OR REPLACE FUNCTION pystrip(x text)
  RETURNS text
AS $$
  global x
  x = x.strip()  # ok now
  return x
$$ LANGUAGE plpython3u;
SELECT pystrip('  a ');
CREATE OR REPLACE FUNCTION pymax (a integer, b integer)
  RETURNS integer
AS $$
  if (a is None) or (b is None):
    return None
  if a > b:
    return a
  return b
$$ LANGUAGE plpython3u;
SELECT pymax(1, NULL), pymax(7, 9);
CREATE FUNCTION return_arr()
  RETURNS int[]
AS $$
return [1, 2, 3, 4, 5]
$$ LANGUAGE plpython3u;
SELECT return_arr();
CREATE FUNCTION test_type_conversion_array_int4(x int4[]) RETURNS int4[] AS $$
plpy.info(x, type(x))
return x
$$ LANGUAGE plpython3u;
SELECT * FROM test_type_conversion_array_int4(ARRAY[[1,2,3],[4,5,6]]);
CREATE FUNCTION return_str_arr()
  RETURNS varchar[]
AS $$
return "hello"
$$ LANGUAGE plpython3u;
SELECT return_str_arr();
CREATE TABLE employee (
  name text,
  salary integer,
  age integer
);
CREATE FUNCTION overpaid (e employee)
  RETURNS boolean
AS $$
  if e["salary"] > 200000:
    return True
  if (e["age"] < 30) and (e["salary"] > 100000):
    return True
  return False
$$ LANGUAGE plpython3u;
INSERT INTO employee VALUES ('ann', 250000, 50), ('bob', 120000, 25), ('cy', 120000, 40);
SELECT name, overpaid(employee) FROM employee ORDER BY name;
CREATE TYPE named_value AS (
  name   text,
  value  integer
);
CREATE FUNCTION make_pair (name text, value integer)
  RETURNS named_value
AS $$
  return ( name, value )
  # or alternatively, as list: return [ name, value ]
$$ LANGUAGE plpython3u;
SELECT make_pair('a', 1);
SELECT * FROM make_pair('b', NULL);
CREATE OR REPLACE FUNCTION make_pair (name text, value integer)
  RETURNS named_value
AS $$
  return { "name": name, "value": value }
$$ LANGUAGE plpython3u;
SELECT * FROM make_pair('c', 3);
CREATE OR REPLACE FUNCTION make_pair (name text, value integer)
  RETURNS named_value
AS $$
  class named_value:
    def __init__ (self, n, v):
      self.name = n
      self.value = v
  return named_value(name, value)
  # or simply
  class nv: pass
  nv.name = name
  nv.value = value
  return nv
$$ LANGUAGE plpython3u;
SELECT * FROM make_pair('d', 4);
CREATE FUNCTION multiout_simple(OUT i integer, OUT j integer) AS $$
return (1, 2)
$$ LANGUAGE plpython3u;
SELECT * FROM multiout_simple();
CREATE PROCEDURE python_triple(INOUT a integer, INOUT b integer) AS $$
return (a * 3, b * 3)
$$ LANGUAGE plpython3u;
CALL python_triple(5, 10);
CREATE TYPE greeting AS (
  how text,
  who text
);
CREATE FUNCTION greet (how text)
  RETURNS SETOF greeting
AS $$
  # return tuple containing lists as composite types
  # all other combinations work also
  return ( [ how, "World" ], [ how, "PostgreSQL" ], [ how, "PL/Python" ] )
$$ LANGUAGE plpython3u;
SELECT * FROM greet('hello') ORDER BY who;
CREATE OR REPLACE FUNCTION greet (how text)
  RETURNS SETOF greeting
AS $$
  class producer:
    def __init__ (self, how, who):
      self.how = how
      self.who = who
      self.ndx = -1
    def __iter__ (self):
      return self
    def __next__(self):
      self.ndx += 1
      if self.ndx == len(self.who):
        raise StopIteration
      return ( self.how, self.who[self.ndx] )
  return producer(how, [ "World", "PostgreSQL", "PL/Python" ])
$$ LANGUAGE plpython3u;
SELECT * FROM greet('hi') ORDER BY who;
CREATE OR REPLACE FUNCTION greet (how text)
  RETURNS SETOF greeting
AS $$
  for who in [ "World", "PostgreSQL", "PL/Python" ]:
    yield ( how, who )
$$ LANGUAGE plpython3u;
SELECT * FROM greet('hey') ORDER BY who;
CREATE FUNCTION multiout_simple_setof(n integer, OUT integer, OUT integer) RETURNS SETOF record AS $$
return [(1, 2)] * n
$$ LANGUAGE plpython3u;
SELECT * FROM multiout_simple_setof(3);
DO $$
    plpy.notice('a block')
$$ LANGUAGE plpython3u;
CREATE FUNCTION usesavedplan() RETURNS text AS $$
    if "plan" in SD:
        plan = SD["plan"]
        state = 'used'
    else:
        plan = plpy.prepare("SELECT 1")
        SD["plan"] = plan
        state = 'made'
    return state
$$ LANGUAGE plpython3u;
SELECT usesavedplan();
SELECT usesavedplan();
CREATE TABLE my_table (my_column text, num integer);
INSERT INTO my_table SELECT 'row ' || i, i FROM generate_series(1, 20) i;
DO $$
rv = plpy.execute("SELECT * FROM my_table ORDER BY num", 5)
foo = rv[2]["my_column"]
plpy.info(foo, rv.nrows(), rv.status(), len(rv), rv.colnames(), rv.coltypes(), rv.coltypmods())
$$ LANGUAGE plpython3u;
DO $$
plan = plpy.prepare("SELECT my_column FROM my_table WHERE my_column = $1", ["text"])
rv = plpy.execute(plan, ["row 3"], 5)
plpy.info(rv[0])
rv = plan.execute(["row 4"], 5)
plpy.info(rv[0])
$$ LANGUAGE plpython3u;
CREATE TABLE largetable (num integer);
INSERT INTO largetable SELECT generate_series(1, 2000);
CREATE FUNCTION count_odd_iterator() RETURNS integer AS $$
odd = 0
for row in plpy.cursor("select num from largetable"):
    if row['num'] % 2:
         odd += 1
return odd
$$ LANGUAGE plpython3u;
SELECT count_odd_iterator();
CREATE FUNCTION count_odd_fetch(batch_size integer) RETURNS integer AS $$
odd = 0
cursor = plpy.cursor("select num from largetable")
while True:
    rows = cursor.fetch(batch_size)
    if not rows:
        break
    for row in rows:
        if row['num'] % 2:
            odd += 1
return odd
$$ LANGUAGE plpython3u;
SELECT count_odd_fetch(7);
CREATE FUNCTION count_odd_prepared() RETURNS integer AS $$
odd = 0
plan = plpy.prepare("select num from largetable where num % $1 <> 0", ["integer"])
rows = list(plpy.cursor(plan, [2]))  # or: = list(plan.cursor([2]))
return len(rows)
$$ LANGUAGE plpython3u;
SELECT count_odd_prepared();
CREATE TABLE users (username text PRIMARY KEY, fname text);
INSERT INTO users VALUES ('joe', 'Joe');
CREATE FUNCTION try_adding_joe() RETURNS text AS $$
    try:
        plpy.execute("INSERT INTO users(username) VALUES ('joe')")
    except plpy.SPIError:
        return "something went wrong"
    else:
        return "Joe added"
$$ LANGUAGE plpython3u;
SELECT try_adding_joe();
CREATE TABLE fractions (frac double precision);
CREATE FUNCTION insert_fraction(numerator int, denominator int) RETURNS text AS $$
from plpy import spiexceptions
try:
    plan = plpy.prepare("INSERT INTO fractions (frac) VALUES ($1 / $2)", ["int", "int"])
    plpy.execute(plan, [numerator, denominator])
except spiexceptions.DivisionByZero:
    return "denominator cannot equal zero"
except spiexceptions.UniqueViolation:
    return "already have that fraction"
except plpy.SPIError as e:
    return "other error, SQLSTATE %s" % e.sqlstate
else:
    return "fraction inserted"
$$ LANGUAGE plpython3u;
SELECT insert_fraction(10, 2), insert_fraction(1, 0);
CREATE TABLE accounts (account_name text PRIMARY KEY, balance int CHECK (balance >= 0));
INSERT INTO accounts VALUES ('joe', 150), ('mary', 0);
CREATE TABLE operations (result text);
CREATE FUNCTION transfer_funds() RETURNS void AS $$
try:
    plpy.execute("UPDATE accounts SET balance = balance - 100 WHERE account_name = 'joe'")
    plpy.execute("UPDATE accounts SET balance = balance + 100 WHERE account_name = 'mary'")
except plpy.SPIError as e:
    result = "error transferring funds: %s" % e.args
else:
    result = "funds transferred correctly"
plan = plpy.prepare("INSERT INTO operations (result) VALUES ($1)", ["text"])
plpy.execute(plan, [result])
$$ LANGUAGE plpython3u;
SELECT transfer_funds();
SELECT transfer_funds();
SELECT * FROM operations ORDER BY result;
CREATE FUNCTION transfer_funds2() RETURNS void AS $$
try:
    with plpy.subtransaction():
        plpy.execute("UPDATE accounts SET balance = balance + 100 WHERE account_name = 'mary'")
        plpy.execute("UPDATE accounts SET balance = balance - 100 WHERE account_name = 'joe'")
except plpy.SPIError as e:
    result = "error transferring funds: %s" % e.args
else:
    result = "funds transferred correctly"
plan = plpy.prepare("INSERT INTO operations (result) VALUES ($1)", ["text"])
plpy.execute(plan, [result])
$$ LANGUAGE plpython3u;
SELECT transfer_funds2();
SELECT * FROM operations ORDER BY result;
SELECT * FROM accounts ORDER BY account_name;
CREATE TABLE test1 (a int);
CREATE PROCEDURE transaction_test1()
LANGUAGE plpython3u
AS $$
for i in range(0, 10):
    plpy.execute("INSERT INTO test1 (a) VALUES (%d)" % i)
    if i % 2 == 0:
        plpy.commit()
    else:
        plpy.rollback()
$$;
CALL transaction_test1();
SELECT * FROM test1 ORDER BY a;
CREATE FUNCTION raise_custom_exception() RETURNS void AS $$
plpy.error("custom exception message",
           detail="some info about exception",
           hint="hint for users")
$$ LANGUAGE plpython3u;
SELECT raise_custom_exception();
DO $$
plpy.execute("UPDATE users SET fname = %s WHERE username = %s" % (
    plpy.quote_nullable("O'Joe"),
    plpy.quote_literal('joe')))
plpy.info(plpy.quote_ident('a b'), plpy.quote_ident('plain'), plpy.quote_nullable(None), plpy.quote_literal('a\\b'))
$$ LANGUAGE plpython3u;
SELECT * FROM users;
CREATE FUNCTION trig() RETURNS trigger AS $$
plpy.notice(TD["event"], TD["when"], TD["level"], TD["name"], TD["table_name"], TD["table_schema"], TD["args"])
plpy.notice(TD["old"], TD["new"])
if TD["event"] == 'DELETE':
    return "SKIP"
if TD["event"] == 'UPDATE':
    TD["new"]["fname"] = TD["new"]["fname"].upper()
    return "MODIFY"
return None
$$ LANGUAGE plpython3u;
CREATE TRIGGER watch BEFORE INSERT OR UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION trig('x', 'y');
INSERT INTO users VALUES ('al', 'Al');
UPDATE users SET fname = 'Alan' WHERE username = 'al';
DELETE FROM users WHERE username = 'joe';
SELECT * FROM users ORDER BY username;
