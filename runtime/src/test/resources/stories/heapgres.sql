-- Module heapgres: what many change at a time.


-- a queue
DO $py$
from heapgres import Queue
heap.jobs = Queue()
$py$;
DO $py$ jobs.push({'to': 'bob', 'copies': [1, 2]}); jobs.push('two') $py$;
DO $py$ len(jobs), bool(jobs), list(jobs) $py$;
-- [2, true, [{"to": "bob", "copies": [1, 2]}, "two"]]
DO $py$ jobs $py$;
-- [{"to": "bob", "copies": [1, 2]}, "two"]
SELECT * FROM heap.jobs;
-- 0 | {"to": "bob", "copies": [1, 2]}
-- 1 | "two"
DO $py$
job = jobs.pop()
job['copies'].append(3)
return job, len(jobs)
$py$;
-- [{"to": "bob", "copies": [1, 2, 3]}, 1]
DO $py$
jobs.pop()
raise ValueError('no')
$py$;
-- ERROR:  38000: ValueError: no
DO $py$ jobs.pop() $py$;
-- "two"
DO $py$ jobs.pop() $py$;
DO $py$ jobs.pop(default='none') $py$;
-- "none"
DO $py$ jobs.pop(wait=0.01, default='none') $py$;
-- "none"
DO $py$
jobs.push(1)
jobs.push(2)
return jobs.pop(), jobs.pop(), jobs.pop()
$py$;
-- [1, 2, null]
BEGIN; DO $py$ jobs.push('lost') $py$; DO $py$ len(jobs) $py$; ROLLBACK;
-- 1
DO $py$ len(jobs) $py$;
-- 0

-- a message is as it is when the snippet ends
DO $py$
message = {'n': 1}
jobs.push(message)
message['n'] = 2
$py$;
DO $py$ jobs.pop() $py$;
-- {"n": 2}

-- but what is elsewhere in the heap too is itself
DO $py$
message = {'n': 1}
jobs.push(message)
heap.other = message
$py$;
DO $py$ other['n'] = 3 $py$;
DO $py$ jobs.pop(), other $py$;
-- [{"n": 3}, {"n": 3}]
DO $py$
class Job:
    def __init__(self, n):
        self.n = n
heap.job = Job(1)
jobs.push(heap.job)
jobs.push(Job(5))
$py$;
DO $py$ job.n = 2 $py$;
DO $py$
first, second = jobs.pop(), jobs.pop()
return first is job, first.n, second.n
$py$;
-- [true, 2, 5]
DO $py$ jobs.push(len) $py$;
-- ERROR:  38000: TypeError: cannot persist builtin_function_or_method
DO $py$
jobs.push('kept')
try:
    with plpy.subtransaction():
        jobs.push('undone')
        sql('select 1')
        raise ValueError
except ValueError:
    pass
return list(jobs)
$py$;
-- ["kept"]
DO $py$ jobs.clear(); len(jobs) $py$;
-- 0
DO $py$ heap.more = {'q': Queue(['a'])} $py$;
-- ERROR:  38000: NameError: name 'Queue' is not defined
DO $py$
import heapgres
heap.more = {'q': heapgres.Queue(['a', 'b']), 'n': heapgres.Counter(3)}
$py$;
DO $py$ more['q'].pop(), more['n'].value, more $py$;
-- ["a", 3, {"n": 3, "q": ["b"]}]
DO $py$ isinstance(more['q'], heapgres.Queue) $py$;
-- ERROR:  38000: NameError: name 'heapgres' is not defined
DO $py$
import copy, heapgres
isinstance(more['q'], heapgres.Queue), copy.copy(more['q']) is more['q']
$py$;
-- [true, true]

-- a counter
DO $py$
from heapgres import Counter
heap.hits = Counter()
$py$;
DO $py$ hits.add(); hits.add(4); hits.value $py$;
-- 5
DO $py$ heap.hits += 2 $py$;
DO $py$ heap.hits -= 10; int(hits), hits.value, range(10)[-hits.value] $py$;
-- [-3, -3, 3]
DO $py$ hits.add(10**30) $py$;
DO $py$ hits $py$;
-- 999999999999999999999999999997
SELECT * FROM heap.hits;
-- 999999999999999999999999999997
DO $py$ hits.add(0.5) $py$;
-- ERROR:  38000: TypeError: a Counter counts in integers, not float

-- a set
DO $py$
from heapgres import Set
heap.seen = Set(['a', 1])
$py$;
DO $py$ 'a' in seen, 1 in seen, 1.0 in seen, True in seen, 'b' in seen, len(seen) $py$;
-- [true, true, true, true, false, 2]
DO $py$
from decimal import Decimal
seen.add('a')
seen.add((1, 'x'))
seen.discard(Decimal(1))
seen.discard('nothing')
return sorted(map(str, seen))
$py$;
-- ["(1, 'x')", "a"]
DO $py$ seen.remove('b') $py$;
-- ERROR:  38000: KeyError: 'b'
DO $py$ seen.add([]) $py$;
-- ERROR:  38000: TypeError: unhashable type: 'list'
DO $py$ seen.update(['p', 'q']); seen.remove('p'); len(seen) $py$;
-- 3
SELECT value FROM heap.seen ORDER BY 1;
-- "a"
-- "q"
-- [1, "x"]

-- locks and channels
DO $py$
from heapgres import lock, notify, listen, unlisten
with lock('jobs'):
    with lock('jobs', shared=True, timeout=0):
        return 'held'
$py$;
-- "held"
DO $py$ listen('news'); notify('news', 'hello') $py$;
DO $py$
import heapgres
heapgres.unlisten()
$py$;

-- ranges
CREATE TABLE booked (id int PRIMARY KEY, days daterange, at tsrange, n int4range, price numrange, more int4range[]);
INSERT INTO booked VALUES (1, '[2024-01-01,2024-01-05)', '(2024-01-01 10:00,)', '[1,5]', '(1.5,2]', '{"[1,2)","empty"}'), (2, 'empty', NULL, NULL, NULL, NULL);
DO $py$ repr(booked[1].days), repr(booked[1].at), repr(booked[1].n), repr(booked[1].price), repr(booked[1].more), repr(booked[2].days) $py$;
-- ["Range(datetime.date(2024, 1, 1), datetime.date(2024, 1, 5), '[)')", "Range(datetime.datetime(2024, 1, 1, 10, 0), None, '()')", "Range(1, 6, '[)')", "Range(Decimal('1.5'), Decimal('2'), '(]')", "[Range(1, 2, '[)'), Range(empty=True)]", "Range(empty=True)"]
DO $py$
import datetime
r = booked[1].days
return r.lower, r.upper, r.bounds, datetime.date(2024, 1, 4) in r, datetime.date(2024, 1, 5) in r, 3 in booked[1].n, bool(booked[2].days)
$py$;
-- ["2024-01-01", "2024-01-05", "[)", true, false, true, false]
DO $py$
from heapgres import Range
import datetime
booked[2].days = Range(datetime.date(2025, 1, 1), None)
booked[2].n = Range(1, 3, '[]')
booked[2].price = Range(upper=7)
return str(booked[2].n), booked[2].n == Range(1, 4), booked[2]
$py$;
-- ["[1,4)", true, {"n": "[1,4)", "at": null, "id": 2, "days": "[2025-01-01,)", "more": null, "price": "(,7)"}]
DO $py$
import heapgres
return [r.id for r in booked.where(n=heapgres.Range(1, 4))], sql('select $1::int4range as r', heapgres.Range(2, 9))[0].r
$py$;
-- [[2], "[2,9)"]
DO $py$ heap.ranges = [booked[1].days, booked[2].price]; ranges $py$;
-- ["[2024-01-01,2024-01-05)", "(,7)"]
DO $py$ ranges, repr(ranges[0]), ranges[0] == booked[1].days $py$;
-- [["[2024-01-01,2024-01-05)", "(,7)"], "Range(datetime.date(2024, 1, 1), datetime.date(2024, 1, 5), '[)')", true]
SELECT value FROM heap.ranges;
-- "[2024-01-01,2024-01-05)"
-- "(,7)"
DO $py$ ranges[0].lower = 5 $py$;
-- ERROR:  38000: AttributeError: a Range cannot be changed

-- a block that has only read frees its lock
DO $py$
held = "select count(*) as n from pg_locks where locktype = 'advisory'"
before = sql(held)[0].n
with lock('reading'):
    within = sql(held)[0].n
    n = len(ranges)
after = sql(held)[0].n
with lock('writing'):
    ranges.append(1)
kept = sql(held)[0].n
lock('to the end')
with lock('to the end'):
    pass
return before, within, after, kept, sql(held)[0].n
$py$;
-- [0, 1, 0, 1, 2]
DO $py$
held = "select count(*) as n from pg_locks where locktype = 'advisory'"
lock('a')
with lock('a'), lock('b', shared=True):
    pass
return sql(held)[0].n
$py$;
-- 1
