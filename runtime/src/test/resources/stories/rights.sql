-- Who may do what with roots of free objects: as with tables.
CREATE ROLE ann;
CREATE ROLE bob;
DO $py$
class Part:
    def __init__(self, name):
        self.name, self.used = name, []
heap.prices = {'tea': 3, 'of': {'rum': 12}}
heap.parts = {7: Part('wheel')}
$py$;

-- a root is its maker's, and nobody else's
SET ROLE bob; DO $py$ prices['tea'] $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SET ROLE bob; DO $py$ heap['public.prices'] $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SET ROLE bob; SELECT * FROM heap.prices; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SET ROLE bob; DO $py$ heap.prices = 1 $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SET ROLE bob; DO $py$ del heap.prices $py$; RESET ROLE;
-- ERROR:  42501: must be owner of table prices
SET ROLE bob; DO $py$ heap.mine = [] $py$; RESET ROLE;
-- ERROR:  42501: permission denied for schema public

-- reading
GRANT SELECT ON heap.prices, heap.parts TO bob;
SET ROLE bob; DO $py$ prices['tea'], prices['of'], parts[7].name $py$; RESET ROLE;
-- [3, {"rum": 12}, "wheel"]
SET ROLE bob; SELECT value FROM heap.prices WHERE key = '"tea"'; RESET ROLE;
-- 3
SET ROLE bob; DO $py$ prices['tea'] = 4 $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SET ROLE bob; DO $py$ prices['of']['rum'] += 1 $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SET ROLE bob; DO $py$ parts[7].used.append(1) $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table parts
SET ROLE bob; DO $py$ parts[7].__dict__['name'] = 'x' $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table parts
SET ROLE bob; UPDATE heap.prices SET value = '5'; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SELECT relname, relacl FROM pg_class WHERE relnamespace = 'heap'::regnamespace ORDER BY 1;
-- parts | {postgres=arwdDxtm/postgres,bob=r/postgres}
-- prices | {postgres=arwdDxtm/postgres,bob=r/postgres}
SELECT has_table_privilege('bob', 'heap.prices', 'SELECT'), has_table_privilege('bob', 'heap.prices', 'UPDATE');
-- t | f

-- changing
GRANT UPDATE ON heap.parts TO bob;
SET ROLE bob; DO $py$ parts[7].used.append(prices['tea']); parts[8] = parts[7]; len(parts) $py$; RESET ROLE;
-- 2
SET ROLE bob; DO $py$ parts[7].used[0], parts[7] is parts[8] $py$; RESET ROLE;
-- [3, true]

-- what may only be read does not become a part of what may be changed, but a copy does
SET ROLE bob; DO $py$ parts[9] = prices $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SET ROLE bob; DO $py$ heap.parts = prices $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
SET ROLE bob; DO $py$
import copy
parts[9] = copy.deepcopy(prices)
parts[9]['tea'] = 10
return prices['tea']
$py$; RESET ROLE;
-- 3
DO $py$ prices['tea'], parts[9]['tea'] $py$;
-- [3, 10]

-- by oid one gets what one may read
DO $py$
heap.secret = {'deep': [{'er': ['x']}]}
heap.number = heap.oid(secret)
$py$;
GRANT SELECT ON heap.number TO bob;
SET ROLE bob; DO $py$
try:
    heap.get(number)
except KeyError:
    return 'none'
$py$; RESET ROLE;
-- "none"
SET ROLE bob; SELECT heap_get((SELECT value::bigint FROM heap.number)); RESET ROLE;
-- 
SET ROLE bob; DO $py$ heap.get(heap.oid(prices))['tea'] $py$; RESET ROLE;
-- 3
DO $py$ heap.get(number) is secret $py$;
-- true

-- a role of its own roots
GRANT CREATE ON SCHEMA public TO ann;
SET ROLE ann; DO $py$
from heapgres import Queue
heap.jobs = Queue()
heap.done = []
jobs.push('first')
$py$; RESET ROLE;
SET ROLE ann; DO $py$ done.append(jobs.pop()) $py$; RESET ROLE;
SET ROLE ann; GRANT SELECT ON ALL TABLES IN SCHEMA heap TO bob; RESET ROLE;
-- ERROR:  42501: permission denied for table number
SET ROLE ann; GRANT SELECT ON heap.jobs, heap.done TO bob; RESET ROLE;
SELECT tableowner, tablename FROM pg_tables WHERE schemaname = 'heap' ORDER BY 2;
-- ann | done
-- ann | jobs
-- postgres | number
-- postgres | parts
-- postgres | prices
-- postgres | secret
SET ROLE bob; DO $py$ done, len(jobs) $py$; RESET ROLE;
-- [["first"], 0]
SET ROLE bob; DO $py$ jobs.push(2) $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table jobs
SET ROLE bob; DO $py$ jobs.pop() $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table jobs
SET ROLE bob; ALTER TABLE heap.done OWNER TO bob; RESET ROLE;
-- ERROR:  42501: must be owner of table done
ALTER TABLE heap.done OWNER TO bob;
SET ROLE bob; DO $py$ done.append('second'); done $py$; RESET ROLE;
-- ["first", "second"]
SET ROLE bob; DO $py$ del heap.done $py$; RESET ROLE;

-- defaults
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO bob;
DO $py$ heap.seen = 'by bob' $py$;
SET ROLE bob; DO $py$ seen $py$; RESET ROLE;
-- "by bob"
ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM bob;

-- roles that have roots stay
DROP ROLE ann;
-- ERROR:  2BP01: role "ann" cannot be dropped because some objects depend on it
DROP OWNED BY ann;
DO $py$ 'jobs' in heap $py$;
-- false
DROP ROLE ann;
REVOKE SELECT ON heap.prices FROM bob;
SET ROLE bob; DO $py$ prices $py$; RESET ROLE;
-- ERROR:  42501: permission denied for table prices
