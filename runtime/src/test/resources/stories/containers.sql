-- Lists, dicts, sets, deques and tuples: each change is found again by the next statement.


-- lists
DO $py$ heap.xs = [3, 1, 2] $py$;
DO $py$ xs $py$;
-- [3, 1, 2]
DO $py$ xs.append(4) $py$;
DO $py$ xs $py$;
-- [3, 1, 2, 4]
DO $py$ xs.insert(0, 9) $py$;
DO $py$ xs[0], xs[-1], len(xs) $py$;
-- [9, 4, 5]
DO $py$ xs.extend([5, 5]) $py$;
DO $py$ xs.remove(5) $py$;
DO $py$ xs $py$;
-- [9, 3, 1, 2, 4, 5]
DO $py$ xs.sort() $py$;
DO $py$ xs $py$;
-- [1, 2, 3, 4, 5, 9]
DO $py$ xs.reverse() $py$;
DO $py$ xs $py$;
-- [9, 5, 4, 3, 2, 1]
DO $py$ xs[1:3] $py$;
-- [5, 4]
DO $py$ xs[1:3] = ["a", "b", "c"] $py$;
DO $py$ xs $py$;
-- [9, "a", "b", "c", 3, 2, 1]
DO $py$ del xs[::2] $py$;
DO $py$ xs $py$;
-- ["a", "c", 2]
DO $py$
xs *= 2
heap.xs = xs
$py$;
DO $py$ xs $py$;
-- ["a", "c", 2, "a", "c", 2]
DO $py$ xs.pop() $py$;
-- 2
DO $py$ xs.pop(0) $py$;
-- "a"
DO $py$ xs $py$;
-- ["c", 2, "a", "c"]
DO $py$ xs.index(3) if 3 in xs else -1 $py$;
-- -1
DO $py$ xs.count("a") $py$;
-- 1
DO $py$ xs + [1] $py$;
-- ["c", 2, "a", "c", 1]
DO $py$ xs == list(xs), isinstance(xs, list), type(xs).__name__ $py$;
-- [true, true, "list"]
DO $py$ xs.clear() $py$;
DO $py$ xs $py$;
-- []
DO $py$ xs += [1, 2] $py$;
DO $py$ xs $py$;
-- [1, 2]
DO $py$ xs.pop(7) $py$;
-- ERROR:  38000: IndexError: index out of range
DO $py$ xs $py$;
-- [1, 2]
DO $py$ sorted(xs, reverse=True) $py$;
-- [2, 1]
DO $py$ [x * 2 for x in xs if x > 1] $py$;
-- [4]
DO $py$
import heapq
for n in (5, 0, 7, 3):
    heapq.heappush(xs, n)
$py$;
DO $py$ xs $py$;
-- [0, 1, 3, 2, 7, 5]
DO $py$
import heapq
return heapq.heappop(xs)
$py$;
-- 0
DO $py$ xs $py$;
-- [1, 2, 3, 5, 7]
DO $py$
import bisect
bisect.insort(xs, 4)
$py$;
DO $py$ sorted(xs) $py$;
-- [1, 2, 3, 4, 5, 7]
DO $py$
import random
xs[:] = [1, 2, 3]
return sum(xs)
$py$;
-- 6
DO $py$ xs $py$;
-- [1, 2, 3]
DO $py$ list.append(xs, 4) $py$;
DO $py$ xs $py$;
-- [1, 2, 3, 4]
DO $py$ xs[5] $py$;
-- ERROR:  38000: IndexError: list index out of range
DO $py$
a, *rest = xs
return [a, rest]
$py$;
-- [1, [2, 3, 4]]
DO $py$ xs.__setitem__(0, [1]) $py$;
DO $py$ xs[0].append(2) $py$;
DO $py$ xs $py$;
-- [[1, 2], 2, 3, 4]
DO $py$ xs[0] is heap.xs[0] $py$;
-- true
DO $py$
import copy
c = copy.copy(xs)
d = copy.deepcopy(xs)
return [c[0] is xs[0], d[0] is xs[0], d == xs]
$py$;
-- [true, false, true]
DO $py$ del heap.xs $py$;
DO $py$ xs $py$;
-- ERROR:  38000: NameError: name 'xs' is not defined

-- dicts
DO $py$ heap.d = {"b": 1, "a": 2} $py$;
DO $py$ list(d) $py$;
-- ["b", "a"]
DO $py$ d["c"] = 3 $py$;
DO $py$ d $py$;
-- {"a": 2, "b": 1, "c": 3}
DO $py$ d["a"] += 5 $py$;
DO $py$ d["a"] $py$;
-- 7
DO $py$ del d["b"] $py$;
DO $py$ d $py$;
-- {"a": 7, "c": 3}
DO $py$ d["zz"] $py$;
-- ERROR:  38000: KeyError: 'zz'
DO $py$ d.get("zz", 7) $py$;
-- 7
DO $py$ d.setdefault("l", []).append(1) $py$;
DO $py$ d.setdefault("l", []).append(2) $py$;
DO $py$ d["l"] $py$;
-- [1, 2]
DO $py$ d.update(x=1, y=2) $py$;
DO $py$ d $py$;
-- {"a": 7, "c": 3, "l": [1, 2], "x": 1, "y": 2}
DO $py$ d |= {"z": 3} $py$;
DO $py$ d.pop("x"), d.pop("nope", None) $py$;
-- [1, null]
DO $py$ d $py$;
-- {"a": 7, "c": 3, "l": [1, 2], "y": 2, "z": 3}
DO $py$ d.popitem() $py$;
-- ["z", 3]
DO $py$ list(d.items()) $py$;
-- [["a", 7], ["c", 3], ["l", [1, 2]], ["y", 2]]
DO $py$ "a" in d, "q" in d, len(d) $py$;
-- [true, false, 4]
DO $py$ {k: v for k, v in d.items() if isinstance(v, int)} $py$;
-- {"a": 7, "c": 3, "y": 2}
DO $py$ isinstance(d, dict), d == dict(d) $py$;
-- [true, true]
DO $py$
import json
return json.loads(json.dumps(d)) == d
$py$;
-- true
DO $py$ d[1] = "int"; d[(1, 2)] = "tuple"; d[None] = "none"; d[2.5] = "real" $py$;
DO $py$ sorted([repr(k) for k in d]) $py$;
-- ["'a'", "'c'", "'l'", "'y'", "(1, 2)", "1", "2.5", "None"]
DO $py$ d[(1, 2)], d[None], d[1.0] $py$;
-- ["tuple", "none", "int"]
DO $py$ d[[1]] = 2 $py$;
-- ERROR:  38000: TypeError: unhashable type: 'list'
DO $py$
match d:
    case {"a": a}:
        return a
$py$;
-- 7
DO $py$ dict.__setitem__(d, "past", 1) $py$;
DO $py$ d["past"] $py$;
-- 1
DO $py$ d.clear() $py$;
DO $py$ d $py$;
-- {}
DO $py$ d.update({i: i * i for i in range(2000)}) $py$;
DO $py$ len(d), d[1999], sum(d.values()) $py$;
-- [2000, 3996001, 2664667000]
DO $py$ d[1000] = "changed" $py$;
DO $py$ d[1000], len(d) $py$;
-- ["changed", 2000]
DO $py$
for i in range(1990):
    del d[i]
$py$;
DO $py$ d $py$;
-- {"1990": 3960100, "1991": 3964081, "1992": 3968064, "1993": 3972049, "1994": 3976036, "1995": 3980025, "1996": 3984016, "1997": 3988009, "1998": 3992004, "1999": 3996001}
DO $py$
from collections import OrderedDict, defaultdict, Counter
heap.more = [OrderedDict(a=1), defaultdict(list), Counter("abca")]
$py$;
DO $py$ more[1]["k"].append(1); more[0].move_to_end("a"); more[2].update("zz") $py$;
DO $py$ more $py$;
-- [{"a": 1}, {"k": [1]}, {"a": 2, "b": 1, "c": 1, "z": 2}]
DO $py$ more[2].most_common(1) $py$;
-- [["a", 2]]
DO $py$ [type(m).__name__ for m in more] $py$;
-- ["OrderedDict", "defaultdict", "Counter"]

-- sets, deques, tuples
DO $py$ heap.s = {1, 2} $py$;
DO $py$ s.add(3); s.discard(1) $py$;
DO $py$ sorted(s) $py$;
-- [2, 3]
DO $py$
s |= {7}
return sorted(s)
$py$;
-- [2, 3, 7]
DO $py$ s.update([8, 9]) $py$;
DO $py$ sorted(s) $py$;
-- [2, 3, 7, 8, 9]
DO $py$ s - {8} $py$;
-- [2, 3, 7, 9]
DO $py$ 2 in s $py$;
-- true
DO $py$ s.remove(100) $py$;
-- ERROR:  38000: KeyError: 100
DO $py$ heap.fs = frozenset("ab") $py$;
DO $py$ sorted(fs) $py$;
-- ["a", "b"]
DO $py$ heap.ss = {frozenset({1}), (1, 2)} $py$;
DO $py$ len(ss), (1, 2) in ss $py$;
-- [2, true]
DO $py$
from collections import deque
heap.q = deque([1, 2, 3], maxlen=3)
$py$;
DO $py$ q.append(4) $py$;
DO $py$ list(q), q.maxlen $py$;
-- [[2, 3, 4], 3]
DO $py$ q.appendleft(0) $py$;
DO $py$ list(q) $py$;
-- [0, 2, 3]
DO $py$ q.popleft() $py$;
-- 0
DO $py$ q.rotate(1) $py$;
DO $py$ list(q) $py$;
-- [3, 2]
DO $py$
from collections import deque
heap.line = deque()
$py$;
DO $py$ line.extend("abc") $py$;
DO $py$ line.popleft() + line.pop() $py$;
-- "ac"
DO $py$ list(line) $py$;
-- ["b"]
DO $py$ line.popleft(); line.popleft() $py$;
-- ERROR:  38000: IndexError: pop from an empty deque
DO $py$ list(line) $py$;
-- ["b"]
DO $py$ heap.t = (1, [2], (3,)) $py$;
DO $py$ t[1].append(5) $py$;
DO $py$ t $py$;
-- [1, [2, 5], [3]]
DO $py$ t[0] = 1 $py$;
-- ERROR:  38000: TypeError: 'tuple(ObjectSequenceStorage[1, list(ObjectSequenceStorage[2, 5]), tuple(ObjectSequenceStorage[3])])' object does not support item assignment
DO $py$ heap.b = bytearray(b"ab") $py$;
DO $py$ b.append(99); b[0] = 122 $py$;
DO $py$ bytes(b).decode() $py$;
-- "zbc"
DO $py$ heap.bs = [b, 1]; b.append(100) $py$;
DO $py$ bs[0] is b, bytes(bs[0]).decode() $py$;
-- [true, "zbcd"]
DO $py$ heap.pair = [[0]] * 2 $py$;
DO $py$ pair[0] is pair[1] $py$;
-- true
DO $py$ pair[0][0] = 1 $py$;
DO $py$ pair $py$;
-- [[1], [1]]
DO $py$
heap.cyc = []
cyc.append(cyc)
$py$;
DO $py$ cyc[0][0] is cyc $py$;
-- true
DO $py$
heap.deep = []
x = deep
for i in range(200):
    x.append([])
    x = x[0]
$py$;
DO $py$
n, x = 0, deep
while x:
    n, x = n + 1, x[0]
return n
$py$;
-- 200
