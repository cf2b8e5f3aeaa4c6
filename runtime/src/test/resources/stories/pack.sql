-- What no root leads to is removed by VACUUM.

DO $py$
class Node:
    def __init__(self, name, next=None):
        self.name = name
        self.next = next
heap.chain = Node('a', Node('b', Node('c')))
heap.ring = Node('x')
ring.next = Node('y', ring)
heap.oids = {}
$py$;
DO $py$
for name, node in {'a': chain, 'b': chain.next, 'c': chain.next.next, 'x': ring, 'y': ring.next}.items():
    oids[name] = heap.oid(node)
$py$;
DO $py$
def there(oid):
    try:
        heap.get(oid)
        return True
    except KeyError:
        return False
heap.left = []
left[:] = [name for name, oid in oids.items() if there(oid)]
return left
$py$;
-- ["a", "b", "c", "x", "y"]
VACUUM;
DO $py$ [heap.get(oid).name for oid in oids.values()] $py$;
-- ["a", "b", "c", "x", "y"]

-- until then it is still there, by its oid
DO $py$ chain.next = chain.next.next; del heap.ring $py$;
DO $py$ heap.get(oids['b']).name, heap.get(oids['x']).next.name $py$;
-- ["b", "y"]
VACUUM;
DO $py$ chain.next.name, heap.get(oids['a']).name, heap.get(oids['c']).name $py$;
-- ["c", "a", "c"]
DO $py$ heap.get(oids['b']) $py$;
-- ERROR:  38000: KeyError: 65540
DO $py$ heap.get(oids['x']) $py$;
-- ERROR:  38000: KeyError: 65538
DO $py$ heap.get(oids['y']) $py$;
-- ERROR:  38000: KeyError: 65541

-- what is linked again stays
DO $py$ chain.next = None $py$;
DO $py$ heap.again = heap.get(oids['c']); None $py$;
VACUUM;
DO $py$ again.name, heap.get(oids['c']) is again $py$;
-- ["c", true]

-- queues, counters and containers with records of their own keep them
DO $py$
from heapgres import Counter, Queue
heap.jobs = Queue()
heap.shop = {'visits': Counter(), 'names': ['ann', 'bob'], 'ages': {'ann': 1, 'bob': 2}}
heap.gone = {'jobs': Queue(), 'names': ['x', 'y', 'z']}
$py$;
DO $py$
jobs.push(again)
jobs.push({'n': 1})
shop['visits'].add(5)
gone['jobs'].push('lost')
$py$;
DO $py$ del heap.gone; del heap.again $py$;
VACUUM (VERBOSE false);
DO $py$ shop $py$;
-- {"ages": {"ann": 1, "bob": 2}, "names": ["ann", "bob"], "visits": 5}
DO $py$ jobs.pop().name, jobs.pop(), len(jobs) $py$;
-- ["c", {"n": 1}, 0]
VACUUM;
DO $py$ heap.get(oids['c']) $py$;
-- ERROR:  38000: KeyError: 65542

-- not in a transaction
BEGIN; VACUUM;
-- ERROR:  25001: VACUUM cannot run inside a transaction block
ROLLBACK;
