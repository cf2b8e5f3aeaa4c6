-- What a snippet answers.


-- shapes
DO $py$ None $py$;
DO $py$ 1 $py$;
-- 1
DO $py$ "text" $py$;
-- "text"
DO $py$ [] $py$;
-- []
DO $py$ {} $py$;
-- {}
DO $py$ {"b": 1, "aa": 2, "a": 3} $py$;
-- {"a": 3, "b": 1, "aa": 2}
DO $py$ (1, 2) $py$;
-- [1, 2]
DO $py$ {3, 1} $py$;
-- [3, 1]
DO $py$ 1.0 $py$;
-- 1.0
DO $py$ 1e25 $py$;
-- 10000000000000000000000000
DO $py$ float("nan") $py$;
-- "NaN"
DO $py$ True $py$;
-- true
DO $py$ b"\x01" $py$;
-- "\\x01"
DO $py$ range(4) $py$;
-- [0, 1, 2, 3]
DO $py$ [x for x in "ab"] $py$;
-- ["a", "b"]
DO $py$ {1: {2: [3]}} $py$;
-- {"1": {"2": [3]}}
DO $py$ "quo\"te \n \u00e9" $py$;
-- "quo\"te \n é"
DO $py$ [None, True, False] $py$;
-- [null, true, false]
DO $py$ x = 5 $py$;
DO $py$
if True:
    return "from inside"
$py$;
-- "from inside"
DO $py$
for i in range(3):
    pass
return i
$py$;
-- 2
DO $py$ (i * i for i in range(4)) $py$;
-- [0, 1, 4, 9]
DO $py$
x = [1]
x.append(x)
return x
$py$;
-- ERROR:  38000: ValueError: Circular reference detected
DO $py$ print $py$;
-- ERROR:  38000: TypeError: cannot show function as JSON
DO $py$ print("a", 1, sep="-"); print() $py$;
-- NOTICE:  a-1
-- NOTICE:  
DO $py$ return $py$;
DO $py$ 1/0 $py$;
-- ERROR:  38000: ZeroDivisionError: division by zero
DO $py$ int("x") $py$;
-- ERROR:  38000: ValueError: invalid literal for int() with base 10: 'x'
DO $py$ raise KeyError("k") $py$;
-- ERROR:  38000: KeyError: 'k'
DO $py$
class E(Exception):
    pass
raise E("mine", 2)
$py$;
-- ERROR:  38000: E: ('mine', 2)
DO $py$ assert False, "no" $py$;
-- ERROR:  38000: AssertionError: no
DO $py$ def f(: $py$;
-- ERROR:  42601: SyntaxError: '(' was never closed
DO $py$ x = = 1 $py$;
-- ERROR:  42601: SyntaxError: invalid syntax
DO $py$ return yield $py$;
-- ERROR:  42601: SyntaxError: invalid syntax
DO $py$
import os
os.listdir("/")
$py$;
-- ERROR:  38000: PermissionError: [Errno 1] Operation not permitted: '/'
DO $py$ open("/etc/passwd") $py$;
-- ERROR:  38000: PermissionError: [Errno 1] Operation not permitted: '/etc/passwd'
DO $py$
import socket
socket.socket()
$py$;
-- ERROR:  38000: PermissionError: [Errno 1] Operation not permitted
DO $py$
import threading
try:
    threading.Thread(target=print).start()
except PermissionError as e:
    return str(e)
$py$;
-- "[Errno 1] Operation not permitted"
DO $py$
import java
java.type('java.lang.System')
$py$;
-- ERROR:  38000: PermissionError: [Errno 1] Operation not permitted
DO $py$
import subprocess
subprocess.run(['ls'])
$py$;
-- ERROR:  38000: PermissionError: [Errno 1] Operation not permitted
DO $py$
def f(n):
    return f(n + 1)
f(0)
$py$;
-- ERROR:  38000: RecursionError: maximum recursion depth exceeded
DO $py$ args $py$;
-- []
DO $py$ sum(args) $py$;
-- 0
DO $py$ nosuchname $py$;
-- ERROR:  38000: NameError: name 'nosuchname' is not defined
DO $py$ len(nosuchname) $py$;
-- ERROR:  38000: NameError: name 'nosuchname' is not defined
DO $py$
global_ = 1
def f():
    return global_
return f()
$py$;
-- 1
DO $py$
import math
return math.floor(2.5)
$py$;
-- 2
DO $py$ [i for i in range(5) if i % 2] $py$;
-- [1, 3]
DO $py$ lambda: 1 $py$;
-- ERROR:  38000: TypeError: cannot show function as JSON
DO $py$
d = {}
d["self"] = 1
return d
$py$;
-- {"self": 1}
DO $py$ heap.roots() $py$;
-- []
DO $py$ heap.nothing $py$;
-- ERROR:  38000: AttributeError: no root or table 'nothing'
DO $py$ heap["nothing"] $py$;
-- ERROR:  38000: KeyError: 'nothing'
DO $py$ heap.a_ = 1; return a_ + heap.a_ + heap["a_"] $py$;
-- 3
DO $py$ "a_" in heap, "b_" in heap $py$;
-- [true, false]
DO $py$ del heap.a_ $py$;
DO $py$ del heap.a_ $py$;
-- ERROR:  38000: AttributeError: no root 'a_'
DO $py$
a_ = 4
return a_
$py$;
-- 4
DO $py$
heap.cycle = {}
cycle["me"] = cycle
cycle["n"] = [1, [2, [3]]]
$py$;
DO $py$ cycle["me"]["me"]["n"] $py$;
-- [1, [2, [3]]]
SELECT key, jsonb_typeof(value) FROM heap.cycle ORDER BY key;
-- "me" | object
-- "n" | array
DO $py$ heap.get(heap.oid(cycle)) is cycle $py$;
-- true
DO $py$ heap.s1 = "text" $py$;
SELECT * FROM heap.s1;
-- "text"
DO $py$ heap.n1 = {"k": {"x": 1}, "l": [1]} $py$;
SELECT * FROM heap.n1 ORDER BY key;
-- "k" | {"x": 1}
-- "l" | [1]
SELECT value FROM heap.none_there;
-- ERROR:  42P01: relation "heap.none_there" does not exist
