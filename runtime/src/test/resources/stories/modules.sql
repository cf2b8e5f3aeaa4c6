-- Modules of the heap: code that has a name.

CREATE MODULE util AS $py$
import datetime
RATE = 3
NAMES = ('a', 'b')

def twice(x):
    return 2 * x

def named(key):
    return people[key].name

class Point:
    unit = 'cm'
    def __init__(self, x, y):
        self.x, self.y = x, y
    def norm(self):
        return self.x * self.x + self.y * self.y

class Outer:
    class Inner:
        def __init__(self):
            self.v = 1
$py$;
DO $py$
import util
return util.twice(4), util.RATE
$py$;
-- [8, 3]
DO $py$
from util import twice, RATE as rate
return twice(rate)
$py$;
-- 6
DO $py$
from util import *
return twice(RATE), NAMES, Point(1, 2).norm()
$py$;
-- [6, ["a", "b"], 5]
DO $py$ util $py$;
-- ERROR:  38000: NameError: name 'util' is not defined
DO $py$
import util
return dir(util), util.__name__, repr(util.Point)
$py$;
-- [["NAMES", "Outer", "Point", "RATE", "datetime", "named", "twice"], "util", "<class 'util.Point'>"]
DO $py$
import util
return util.nothing
$py$;
-- ERROR:  38000: AttributeError: module 'util' has no attribute 'nothing'
DO $py$ import nothing $py$;
-- ERROR:  38000: ModuleNotFoundError: No module named 'nothing'
DO $py$
from util import nothing
$py$;
-- ERROR:  38000: ImportError: cannot import name 'nothing' from 'util' (unknown location)
CREATE MODULE util AS $py$ $py$;
-- ERROR:  42710: module "util" already exists

-- it sees roots and tables
CREATE TABLE people (id int PRIMARY KEY, name text);
INSERT INTO people VALUES (1, 'one');
DO $py$
import util
return util.named(1)
$py$;
-- "one"
SELECT py('__import__(''util'').twice(5)');
-- 10
CREATE FUNCTION doubled(x int) RETURNS int LANGUAGE py AS $$
import util
return util.twice(x)
$$;
SELECT doubled(4), doubled(5);
-- 8 | 10

-- nothing leaks from one snippet to the next
DO $py$
import util
util.RATE = 100
util.Point.unit = 'm'
return util.RATE, util.Point(1, 1).unit
$py$;
-- [100, "m"]
DO $py$
import util
return util.RATE, util.Point(1, 1).unit
$py$;
-- [3, "cm"]
CREATE MODULE counting AS $py$
seen = []
count = 0
def up():
    global count
    count += 1
    seen.append(count)
    return count
$py$;
DO $py$
import counting
counting.up()
return counting.up(), counting.count, counting.seen
$py$;
-- [2, 2, [1, 2]]
DO $py$
import counting
return counting.up(), counting.count, counting.seen
$py$;
-- [1, 1, [1]]

-- objects of its classes
DO $py$
import util
heap.p = util.Point(3, 4)
heap.inner = [util.Outer.Inner()]
$py$;
DO $py$ p.norm(), type(p).__module__, type(p).__name__ $py$;
-- [25, "util", "Point"]
DO $py$
import util
return isinstance(p, util.Point), type(inner[0]) is util.Outer.Inner, inner[0].v
$py$;
-- [true, true, 1]
DO $py$ p.x = 6 $py$;
DO $py$ p $py$;
-- {"x": 6, "y": 4}
SELECT schema, name, version, instances FROM heapgres_classes ORDER BY name;
-- public | util.Outer.Inner | 1 | 1
-- public | util.Point | 1 | 1
SELECT schema, name, owner, version, length(source) > 100 AS long FROM heapgres_modules ORDER BY name;
-- public | counting | postgres | 1 | t
-- public | util | postgres | 1 | t
DO $py$
def f():
    import util
    class Local(util.Point):
        pass
    return Local(1, 2)
heap.local = f()
$py$;
-- ERROR:  38000: TypeError: cannot persist an instance of f.<locals>.Local, which is not a class at the top of a snippet at heap.local

-- another version
CREATE OR REPLACE MODULE util AS $py$
class Point:
    unit = 'mm'
    def __init__(self, x, y):
        self.at = (x, y)
    def __upgrade__(self, from_version):
        self.at = (self.__dict__.pop('x'), self.__dict__.pop('y'))
        self.was = from_version
    def norm(self):
        return sum(v * v for v in self.at)
class Outer:
    class Inner:
        pass
$py$;
DO $py$ p.norm(), p.unit, p.was $py$;
-- [52, "mm", 1]
DO $py$ sorted(vars(p)) $py$;
-- ["at", "was"]
DO $py$
import util
return hasattr(util, 'twice'), util.Point(1, 1).norm()
$py$;
-- [false, 2]
SELECT doubled(4);
-- ERROR:  38000: AttributeError: module 'util' has no attribute 'twice'
SELECT name, version FROM heapgres_modules ORDER BY name;
-- counting | 1
-- util | 2
SELECT name, version FROM heapgres_classes ORDER BY name;
-- util.Outer.Inner | 2
-- util.Point | 2
CREATE OR REPLACE MODULE util AS $py$
class Point:
    pass
$py$;
DO $py$ inner $py$;
-- ERROR:  38000: LookupError: class Outer.Inner is not in module 'util'
DO $py$ p.at $py$;
-- [6, 4]

-- modules that import others, and classes that need them
CREATE MODULE base AS $py$
class Base:
    def hello(self):
        return 'hello ' + self.who()
$py$;
CREATE MODULE derived AS $py$
import base
class Derived(base.Base):
    def who(self):
        return 'derived'
$py$;
DO $py$
import derived
import base
class Own(base.Base):
    def who(self):
        return 'own'
heap.both = [derived.Derived(), Own()]
$py$;
DO $py$ [b.hello() for b in both] $py$;
-- ["hello derived", "hello own"]
CREATE OR REPLACE MODULE base AS $py$
class Base:
    def hello(self):
        return 'good day ' + self.who()
$py$;
DO $py$ [b.hello() for b in both] $py$;
-- ["good day derived", "good day own"]
DO $py$
import base
return [isinstance(b, base.Base) for b in both]
$py$;
-- [true, true]
CREATE MODULE ping AS $py$
import pong
def f(n):
    return pong.g(n - 1) if n else 'ping'
$py$;
CREATE MODULE pong AS $py$
import ping
def g(n):
    return ping.f(n - 1) if n else 'pong'
$py$;
DO $py$
import ping
return ping.f(4), ping.f(5)
$py$;
-- ["ping", "pong"]
DO $py$
import pong
return pong.g(4)
$py$;
-- "pong"

-- transactions
BEGIN; CREATE MODULE gone AS $py$ x = 1 $py$; DO $py$
import gone
return gone.x
$py$; ROLLBACK;
-- 1
DO $py$ import gone $py$;
-- ERROR:  38000: ModuleNotFoundError: No module named 'gone'
DO $py$
sql('create module made as $m$ x = 7 $m$')
import made
return made.x
$py$;
-- 7
DO $py$
import made
first = made.x
sql('create or replace module made as $m$ x = 8 $m$')
import made
return first, made.x
$py$;
-- [7, 7]

-- what is wrong
CREATE MODULE wrong AS $py$
def f(:
$py$;
-- ERROR:  42601: SyntaxError: '(' was never closed
CREATE MODULE json AS $py$ x = 1 $py$;
-- ERROR:  42939: module 'json' is part of Python
CREATE MODULE "not a name" AS $py$ x = 1 $py$;
-- ERROR:  42602: 'not a name' is not a name for import
CREATE MODULE nowhere.util AS $py$ x = 1 $py$;
-- ERROR:  3F000: schema "nowhere" does not exist
CREATE MODULE failing AS $py$
x = 1 / 0
$py$;
DO $py$ import failing $py$;
-- ERROR:  38000: ZeroDivisionError: division by zero
DO $py$
try:
    import failing
except ZeroDivisionError as e:
    return str(e)
$py$;
-- "division by zero"

-- schemas, and the end
CREATE SCHEMA apart;
CREATE MODULE apart.util AS $py$ x = 'apart' $py$;
DO $py$
import util
return hasattr(util, 'x')
$py$;
-- false
SET search_path = apart, public; DO $py$
import util
return util.x
$py$;
-- "apart"
COMMENT ON MODULE apart.util IS 'apart';
DROP MODULE apart.util;
DROP MODULE util;
-- ERROR:  2BP01: cannot drop module util because other objects depend on it
DROP MODULE public.base, derived;
-- ERROR:  2BP01: cannot drop module derived because other objects depend on it
DROP MODULE IF EXISTS nothing, counting;
-- NOTICE:  module "nothing" does not exist, skipping
DROP MODULE nothing;
-- ERROR:  42704: module "nothing" does not exist
DO $py$ del heap.p, heap.inner, heap.both $py$;
SELECT schema, name FROM heapgres_modules ORDER BY name;
-- public | base
-- public | derived
-- public | failing
-- public | made
-- public | ping
-- public | pong
-- public | util
DROP SCHEMA apart;
