-- Values of every kind go to the heap and come back as what they were.


-- scalars
DO $py$ heap.v = None $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["None", "NoneType"]
DO $py$ heap.v = True $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["True", "bool"]
DO $py$ heap.v = 0 $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["0", "int"]
DO $py$ heap.v = -1 $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["-1", "int"]
DO $py$ heap.v = 2**63 $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["9223372036854775808", "int"]
DO $py$ heap.v = -2**63 $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["-9223372036854775808", "int"]
DO $py$ heap.v = 2**200 $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["1606938044258990275541962092341162602522202993782792835301376", "int"]
DO $py$ heap.v = 1.5 $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["1.5", "float"]
DO $py$ heap.v = -0.0 $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["-0.0", "float"]
DO $py$ heap.v = 1e300 $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["1e+300", "float"]
DO $py$ heap.v = float("inf") $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["inf", "float"]
DO $py$ heap.v = float("nan") $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["nan", "float"]
DO $py$ heap.v = "" $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["''", "str"]
DO $py$ heap.v = "naïve \u2603 \U0001F600" $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["'naïve ☃ 😀'", "str"]
DO $py$ heap.v = "a\x1fb\\c" $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["'a\\x1fb\\\\c'", "str"]
DO $py$ heap.v = b"\x00\xff" $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["b'\\x00\\xff'", "bytes"]
DO $py$ heap.v = 1+2j $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["(1+2j)", "complex"]
DO $py$ heap.v = () $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["()", "tuple"]
DO $py$ heap.v = (1,) $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["(1,)", "tuple"]
DO $py$ heap.v = range(3)[1] $py$;
DO $py$ repr(v), type(v).__name__ $py$;
-- ["1", "int"]

-- the library
DO $py$
import datetime
heap.v = [datetime.date(2024, 2, 29)]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["datetime.date(2024, 2, 29)", "2024-02-29"]
DO $py$
import datetime
heap.v = [datetime.time(23, 59, 59, 5)]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["datetime.time(23, 59, 59, 5)", "23:59:59.000005"]
DO $py$
import datetime
heap.v = [datetime.datetime(2024, 1, 2, 3, 4, 5)]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["datetime.datetime(2024, 1, 2, 3, 4, 5)", "2024-01-02T03:04:05"]
DO $py$
import datetime
heap.v = [datetime.datetime(1, 1, 1, tzinfo=datetime.timezone.utc)]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["datetime.datetime(1, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)", "0001-01-01T00:00:00+00:00"]
DO $py$
import datetime
heap.v = [datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30)))]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["datetime.datetime(2024, 1, 2, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))", "2024-01-01T18:30:00+00:00"]
DO $py$
import datetime
heap.v = [datetime.timedelta(days=-3, microseconds=7)]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["datetime.timedelta(days=-3, microseconds=7)", "-3 days +00:00:00.000007"]
DO $py$
import decimal
heap.v = [decimal.Decimal("1.500")]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["Decimal('1.500')", 1.500]
DO $py$
import decimal
heap.v = [decimal.Decimal("-Infinity")]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["Decimal('-Infinity')", "-Infinity"]
DO $py$
import decimal
heap.v = [decimal.Decimal("1E+50")]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["Decimal('1E+50')", 100000000000000000000000000000000000000000000000000]
DO $py$
import uuid
heap.v = [uuid.UUID(int=2**127 + 5)]
$py$;
DO $py$ repr(v[0]), v[0] $py$;
-- ["UUID('80000000-0000-0000-0000-000000000005')", "80000000-0000-0000-0000-000000000005"]

-- what is no data
DO $py$ heap.v = {"at": [print]} $py$;
-- ERROR:  38000: TypeError: cannot persist function at heap.v['at'][0]
DO $py$ heap.v = {"at": [lambda: 1]} $py$;
-- ERROR:  38000: TypeError: cannot persist function at heap.v['at'][0]
DO $py$ heap.v = {"at": [(x for x in [])]} $py$;
-- ERROR:  38000: TypeError: cannot persist generator at heap.v['at'][0]
DO $py$ heap.v = {"at": [heap]} $py$;
-- ERROR:  38000: TypeError: cannot persist an instance of _Heap, which is not a class at the top of a snippet at heap.v['at'][0]
DO $py$ heap.v = {"at": [object()]} $py$;
-- ERROR:  38000: TypeError: cannot persist object at heap.v['at'][0]
DO $py$ heap.v = {"at": [int]} $py$;
-- ERROR:  38000: TypeError: cannot persist class int at heap.v['at'][0]
DO $py$ heap.v = {"at": [__import__("sys")]} $py$;
-- ERROR:  38000: TypeError: cannot persist module at heap.v['at'][0]
DO $py$ heap.v = {"at": [iter([])]} $py$;
-- ERROR:  38000: TypeError: cannot persist iterator at heap.v['at'][0]
DO $py$ heap.v = {"at": [ValueError("x")]} $py$;
-- ERROR:  38000: TypeError: cannot persist ValueError at heap.v['at'][0]
DO $py$ v[0] $py$;
-- "80000000-0000-0000-0000-000000000005"
DO $py$
class Holder:
    pass
h = Holder()
h.inner = {"x": (1, print)}
heap.holder = h
$py$;
-- ERROR:  38000: TypeError: cannot persist function at heap.holder.inner['x'][1]
DO $py$
def f():
    class Local:
        pass
    return Local()
heap.local = f()
$py$;
-- ERROR:  38000: TypeError: cannot persist an instance of f.<locals>.Local, which is not a class at the top of a snippet at heap.local
