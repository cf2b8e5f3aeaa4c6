-- Free objects as relations of SQL, read and written.

-- a dict of annotated instances has their columns
DO $py$
import datetime, uuid
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import ClassVar, Optional
class State(Enum):
    OPEN = 1
    PAID = 2
@dataclass
class Order:
    count: ClassVar[int] = 0
    item: str
    quantity: int
    price: Decimal
    state: State = State.OPEN
    weight: Optional[float] = None
    tags: list = field(default_factory=list)
    made: datetime.datetime = datetime.datetime(2024, 1, 2, 3, 4, 5)
    due: 'datetime.date | None' = None
    took: datetime.timedelta = datetime.timedelta(hours=1)
    code: bytes = b'\x01'
    known: uuid.UUID = uuid.UUID(int=7)
    gift: bool = False
heap.orders = {'a': Order('tea', 3, Decimal('1.50')), 'b': Order('rum', 1, Decimal('12'), State.PAID, 0.7, ['x'], due=datetime.date(2024, 5, 6))}
$py$;
SELECT * FROM heap.orders;
-- "a" | tea | 3 | 1.50 | OPEN |  | [] | 2024-01-02 03:04:05+00 |  | 01:00:00 | \x01 | 00000000-0000-0000-0000-000000000007 | f
-- "b" | rum | 1 | 12 | PAID | 0.7 | ["x"] | 2024-01-02 03:04:05+00 | 2024-05-06 | 01:00:00 | \x01 | 00000000-0000-0000-0000-000000000007 | f
SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'heap' AND table_name = 'orders' ORDER BY ordinal_position;
-- key | jsonb
-- item | text
-- quantity | bigint
-- price | numeric
-- state | text
-- weight | double precision
-- tags | jsonb
-- made | timestamp with time zone
-- due | date
-- took | interval
-- code | bytea
-- known | uuid
-- gift | boolean
SELECT key->>0 AS id, quantity * price AS total FROM heap.orders WHERE state = 'PAID' OR quantity > 2 ORDER BY total;
-- a | 4.50
-- b | 12
SELECT sum(quantity), max(price), count(weight) FROM heap.orders;
-- 4 | 12 | 1
UPDATE heap.orders SET quantity = quantity + 1, price = 2.25 WHERE key = '"a"' RETURNING key, quantity, price;
-- "a" | 4 | 2.25
DO $py$ orders['a'].quantity, repr(orders['a'].price), orders['a'].state $py$;
-- [4, "Decimal('2.25')", "OPEN"]
UPDATE heap.orders SET state = 'PAID', weight = 1.5, tags = '["p", {"q": 1}]', made = '2025-06-07 08:09:10.5+02', due = '2025-01-01', took = '2 days 3 hours', code = '\xff', gift = true, known = '00000000-0000-0000-0000-000000000009' WHERE item = 'tea';
DO $py$ repr(orders['a']) $py$;
-- "Order(item='tea', quantity=4, price=Decimal('2.25'), state=<State.PAID: 2>, weight=1.5, tags=['p', {'q': 1}], made=datetime.datetime(2025, 6, 7, 6, 9, 10, 500000), due=datetime.date(2025, 1, 1), took=datetime.timedelta(days=2, seconds=10800), code=b'\\xff', known=UUID('00000000-0000-0000-0000-000000000009'), gift=True)"
UPDATE heap.orders SET weight = NULL, due = NULL WHERE key = '"a"';
DO $py$ orders['a'].weight, orders['a'].due $py$;
-- [null, null]
UPDATE heap.orders SET took = '1 month';
-- ERROR:  22015: an interval with months is out of range for Python
UPDATE heap.orders SET quantity = 'many';
-- ERROR:  22P02: invalid input syntax for type bigint: "many"
UPDATE heap.orders SET state = 'LOST';
-- ERROR:  22P02: invalid input value for enum attribute "state": "LOST"
UPDATE heap.orders SET nothing = 1;
-- ERROR:  42703: column "nothing" of relation "orders" does not exist
UPDATE heap.orders SET key = '"c"' WHERE key = '"b"';
UPDATE heap.orders SET key = '"c"' WHERE key = '"a"';
-- ERROR:  23505: duplicate key value in "heap.orders"
DO $py$ sorted(orders), orders['c'].item $py$;
-- [["a", "c"], "rum"]
INSERT INTO heap.orders (key, item) VALUES ('"d"', 'gin');
-- ERROR:  0A000: INSERT of heap.orders is not supported yet
DELETE FROM heap.orders WHERE item = 'rum';
DO $py$ list(orders) $py$;
-- ["a"]
DO $py$ orders['a'].quantity = 'many' $py$;
SELECT quantity FROM heap.orders;
-- ERROR:  22P02: invalid input syntax for type bigint: "many"
DO $py$ orders['a'].quantity = 2**70 $py$;
SELECT quantity FROM heap.orders;
-- ERROR:  22003: value "1180591620717411303424" is out of range for type bigint
DO $py$ orders['a'].quantity = 5; del orders['a'].__dict__['gift'] $py$;
SELECT quantity, gift FROM heap.orders;
-- 5 | f
DO $py$ orders['x'] = 5 $py$;
SELECT key, value->'item' FROM heap.orders ORDER BY key;
-- "a" | "tea"
-- "x" | 
DO $py$ del orders['x'] $py$;

-- an attribute joins a table
CREATE TABLE items (name text PRIMARY KEY, stock int);
INSERT INTO items VALUES ('tea', 10), ('rum', 0);
SELECT o.key, i.stock - o.quantity FROM heap.orders o JOIN items i ON i.name = o.item;
-- "a" | 5
UPDATE heap.orders o SET quantity = i.stock FROM items i WHERE i.name = o.item;
DO $py$ orders['a'].quantity $py$;
-- 10
WITH gone AS (DELETE FROM heap.orders RETURNING item, quantity) INSERT INTO items SELECT item || '!', quantity FROM gone;
SELECT * FROM items ORDER BY name;
-- rum | 0
-- tea | 10
-- tea! | 10
DO $py$ orders $py$;
-- {}
SELECT * FROM heap.orders;

-- slots, inheritance, and a class that is defined anew
DO $py$
class Animal:
    __slots__ = ('name', 'legs')
    name: str
    legs: int
    def __init__(self, name, legs):
        self.name, self.legs = name, legs
class Dog(Animal):
    __slots__ = ('good',)
    good: bool
    def __init__(self, name):
        super().__init__(name, 4)
        self.good = True
heap.dogs = {1: Dog('rex'), 2: Dog('bo')}
$py$;
SELECT * FROM heap.dogs;
-- 1 | rex | 4 | t
-- 2 | bo | 4 | t
UPDATE heap.dogs SET legs = 3 WHERE name = 'bo';
DO $py$ [d.legs for d in dogs.values()] $py$;
-- [4, 3]
DO $py$ dogs[3] = Animal('tom', 4) $py$;
SELECT * FROM heap.dogs ORDER BY key;
-- 1 | {"good": true, "legs": 4, "name": "rex"}
-- 2 | {"good": true, "legs": 3, "name": "bo"}
-- 3 | {"legs": 4, "name": "tom"}
DO $py$ del dogs[3] $py$;
DO $py$
class Animal:
    __slots__ = ('name', 'legs')
    name: str
    legs: int
class Dog(Animal):
    __slots__ = ('good', 'age')
    good: bool
    age: int = None
$py$;
-- ERROR:  38000: ValueError: 'age' in __slots__ conflicts with class variable
DO $py$
class Cat:
    name: str
    lives: int = 9
    def __init__(self, name):
        self.name = name
heap.cats = {'t': Cat('tom')}
$py$;
SELECT * FROM heap.cats;
-- "t" | tom | 9
UPDATE heap.cats SET lives = lives - 1;
DO $py$ cats['t'].lives, vars(cats['t']) $py$;
-- [8, {"name": "tom", "lives": 8}]

-- dicts, lists and single values
DO $py$ heap.prices = {'tea': 3, 'rum': 12.5, 5: None} $py$;
UPDATE heap.prices SET value = '4' WHERE key = '"tea"';
INSERT INTO heap.prices VALUES ('"gin"', '{"b": [1, 2.5, true], "c": null}'), ('7', '12345678901234567890') RETURNING *;
-- "gin" | {"b": [1, 2.5, true], "c": null}
-- 7 | 12345678901234567890
INSERT INTO heap.prices VALUES ('"gin"', '1');
-- ERROR:  23505: duplicate key value in "heap.prices"
INSERT INTO heap.prices VALUES (NULL, '1');
-- ERROR:  23502: null value in column "key" of relation "prices" violates not-null constraint
INSERT INTO heap.prices VALUES ('[1]', '1');
-- ERROR:  42804: a key of heap.prices cannot be an array or object
DELETE FROM heap.prices WHERE key = '5';
DO $py$ prices, type(prices[7]).__name__ $py$;
-- [{"7": 12345678901234567890, "gin": {"b": [1, 2.5, true], "c": null}, "rum": 12.5, "tea": 4}, "int"]
DO $py$ heap.xs = [1, [2], 'x'] $py$;
UPDATE heap.xs SET value = to_jsonb(index * 10) WHERE index > 0;
DO $py$ xs $py$;
-- [1, 10, 20]
DELETE FROM heap.xs;
-- ERROR:  0A000: DELETE of heap.xs is not supported yet
INSERT INTO heap.xs VALUES (3, '1');
-- ERROR:  0A000: INSERT of heap.xs is not supported yet
DO $py$ heap.n = 5 $py$;
UPDATE heap.n SET value = to_jsonb((value::text)::int + 1);
DO $py$ n $py$;
-- 6
DO $py$ heap.s = {1, 2} $py$;
UPDATE heap.s SET value = '3';
-- ERROR:  0A000: UPDATE of heap.s is not supported yet
UPDATE heap.nothing SET value = '3';
-- ERROR:  42P01: relation "heap.nothing" does not exist

-- what is shared stays shared
DO $py$
a = [1]
heap.shared = {'x': a, 'y': a}
$py$;
UPDATE heap.shared SET value = '[2]' WHERE key = '"x"';
-- ERROR:  0A000: UPDATE of heap.shared is not supported yet
DO $py$ shared['x'].append(2); shared $py$;
-- {"x": [1, 2], "y": [1, 2]}

-- one transaction
BEGIN; UPDATE heap.prices SET value = '100'; DO $py$ prices['tea'] += 1; prices['tea'] $py$; UPDATE heap.prices SET value = '7' WHERE key = '"rum"'; DO $py$ prices['rum'], prices['tea'] $py$; ROLLBACK;
-- 101
-- [7, 101]
DO $py$ prices['tea'] $py$;
-- 4
DO $py$
prices['tea'] = 50
sql("update heap.prices set value = '51' where key = '\"tea\"' and value = '50'")
prices['tea'] += 1
return prices['tea']
$py$;
-- 52
DO $py$ prices['tea'] $py$;
-- 52
DO $py$
first = cats['t']
sql("update heap.cats set name = 'tim'")
return first.name, first is cats['t']
$py$;
-- ["tim", true]
CREATE VIEW priced AS SELECT key->>0 AS name, value FROM heap.prices;
SELECT * FROM priced ORDER BY name;
-- 7 | 12345678901234567890
-- gin | {"b": [1, 2.5, true], "c": null}
-- rum | 12.5
-- tea | 52
CREATE ROLE reader;
GRANT SELECT ON heap.prices TO reader;
SET ROLE reader; SELECT count(*) FROM heap.prices;
-- 4
SET ROLE reader; UPDATE heap.prices SET value = '1';
-- ERROR:  42501: permission denied for table prices
RESET ROLE;

-- a dict has its values' columns while all of them are instances of one class
DO $py$
from dataclasses import dataclass
@dataclass
class Dog:
    name: str
heap.dogs = {n: Dog(n) for n in 'abcde'}
$py$;
SELECT name FROM heap.dogs WHERE key = '"c"';
-- c
DO $py$ dogs['f'] = dogs['a'] $py$;
SELECT string_agg(name, '') FROM heap.dogs;
-- abcdea
DO $py$ dogs['c'] = 'none' $py$;
SELECT value FROM heap.dogs WHERE key = '"c"';
-- "none"
DO $py$ del dogs['c'] $py$;
SELECT string_agg(name, '') FROM heap.dogs;
-- abdea
DO $py$ dogs.clear(); dogs['x'] = 1 $py$;
SELECT * FROM heap.dogs;
-- "x" | 1
