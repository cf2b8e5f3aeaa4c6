CREATE EXTENSION plpython3u;
CREATE FUNCTION conv_bool(x bool) RETURNS bool AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_bool(true), conv_bool(false), conv_bool(NULL);
CREATE FUNCTION truth(n int) RETURNS bool AS $$
return [0, 1, '', 'f', [], {'a': 1}, None][n]
$$ LANGUAGE plpython3u;
SELECT truth(0), truth(1), truth(2), truth(3), truth(4), truth(5), truth(6);
CREATE FUNCTION conv_int2(x int2) RETURNS int2 AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_int2(100::int2), conv_int2(-100::int2);
CREATE FUNCTION conv_int8(x int8) RETURNS int8 AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_int8(9223372036854775807), conv_int8(NULL);
CREATE FUNCTION too_big() RETURNS int AS $$ return 1 << 40 $$ LANGUAGE plpython3u;
SELECT too_big();
CREATE FUNCTION not_a_number() RETURNS int AS $$ return 'abc' $$ LANGUAGE plpython3u;
SELECT not_a_number();
CREATE FUNCTION half() RETURNS int AS $$ return 1.5 $$ LANGUAGE plpython3u;
SELECT half();
CREATE FUNCTION text_number() RETURNS int AS $$ return ' 12 ' $$ LANGUAGE plpython3u;
SELECT text_number();
CREATE FUNCTION conv_numeric(x numeric) RETURNS numeric AS $$ plpy.info(str(x), type(x).__name__); return x $$ LANGUAGE plpython3u;
SELECT conv_numeric(100), conv_numeric(-100.0500), conv_numeric('NaN'), conv_numeric(5000000000.5);
CREATE FUNCTION conv_float8(x float8) RETURNS float8 AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_float8(100), conv_float8(0.1), conv_float8(1e300), conv_float8('Infinity');
CREATE FUNCTION conv_float4(x float4) RETURNS float4 AS $$ return x $$ LANGUAGE plpython3u;
SELECT conv_float4(1.5), conv_float4(-3);
CREATE FUNCTION conv_oid(x oid) RETURNS oid AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_oid(2147483649::oid);
CREATE FUNCTION conv_text(x text) RETURNS text AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_text('hello world'), conv_text('grüße'), conv_text(''), conv_text(NULL);
CREATE FUNCTION conv_bytea(x bytea) RETURNS bytea AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_bytea('hello world'), conv_bytea('\x00ff'), conv_bytea(NULL);
CREATE FUNCTION conv_char(x char(5)) RETURNS char(5) AS $$ plpy.info(len(x), repr(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_char('ab');
CREATE FUNCTION conv_date(x date) RETURNS date AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_date('2020-02-29');
CREATE FUNCTION conv_timestamptz(x timestamptz) RETURNS timestamptz AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_timestamptz('2020-02-29 10:00:00+02');
CREATE FUNCTION conv_interval(x interval) RETURNS interval AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_interval('1 mon 2 days 03:04:05');
CREATE FUNCTION conv_uuid(x uuid) RETURNS uuid AS $$ plpy.info(x, type(x)); return x $$ LANGUAGE plpython3u;
SELECT conv_uuid('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
CREATE FUNCTION conv_jsonb(x jsonb) RETURNS jsonb AS $$
import json
plpy.info(x, type(x))
d = json.loads(x)
d['more'] = [1, None]
return json.dumps(d)
$$ LANGUAGE plpython3u;
SELECT conv_jsonb('{"a": 1.50}');
CREATE FUNCTION none_of_it() RETURNS text AS $$ return None $$ LANGUAGE plpython3u;
SELECT none_of_it(), none_of_it() IS NULL;
CREATE FUNCTION nothing() RETURNS text AS $$ pass $$ LANGUAGE plpython3u;
SELECT nothing();
CREATE FUNCTION object_text() RETURNS text AS $$
class C:
    def __str__(self): return 'a C'
return C()
$$ LANGUAGE plpython3u;
SELECT object_text();
CREATE FUNCTION list_text() RETURNS text AS $$ return [1, 'a', None] $$ LANGUAGE plpython3u;
SELECT list_text();
CREATE FUNCTION arr_text(x text[]) RETURNS text[] AS $$ plpy.info(x); return x $$ LANGUAGE plpython3u;
SELECT arr_text(ARRAY['a', NULL, 'c "d" \e', '']), arr_text('{}'), arr_text(NULL);
CREATE FUNCTION arr_bytea() RETURNS bytea[] AS $$ return [b'\xde\xad', None] $$ LANGUAGE plpython3u;
SELECT arr_bytea();
CREATE FUNCTION arr_three() RETURNS int[] AS $$ return [[[1, 2], [3, 4]], [[5, 6], [7, 8]]] $$ LANGUAGE plpython3u;
SELECT arr_three(), array_dims(arr_three());
CREATE FUNCTION arr_mixed() RETURNS int[] AS $$ return [[1, 2], [3]] $$ LANGUAGE plpython3u;
SELECT arr_mixed();
CREATE FUNCTION arr_number() RETURNS int[] AS $$ return 5 $$ LANGUAGE plpython3u;
SELECT arr_number();
CREATE FUNCTION arr_tuple() RETURNS text[] AS $$ return ('x', 'y') $$ LANGUAGE plpython3u;
SELECT arr_tuple();
CREATE FUNCTION arr_range() RETURNS int[] AS $$ return range(4) $$ LANGUAGE plpython3u;
SELECT arr_range();
CREATE FUNCTION arr_nested_arg(x int[]) RETURNS text AS $$ return repr(x) $$ LANGUAGE plpython3u;
SELECT arr_nested_arg('{{1,2},{3,NULL}}'), arr_nested_arg('{}');
CREATE TYPE pair AS (first text, second int);
CREATE FUNCTION arr_pairs() RETURNS pair[] AS $$ return [('a', 1), ('b', None)] $$ LANGUAGE plpython3u;
SELECT arr_pairs();
CREATE FUNCTION pair_of(kind text) RETURNS pair AS $$
if kind == 'tuple': return ('t', 1)
if kind == 'list': return ['l', 2]
if kind == 'dict': return {'first': 'd', 'second': 3, 'third': 4}
if kind == 'short': return ('x',)
if kind == 'long': return ('x', 1, 2)
if kind == 'missing': return {'first': 'd'}
if kind == 'text': return '(txt,5)'
if kind == 'nulls': return (None, None)
if kind == 'bad': return ('x', 'y')
class P: pass
p = P(); p.first = 'o'
if kind == 'object': p.second = 6
return None if kind == 'none' else p
$$ LANGUAGE plpython3u;
SELECT * FROM pair_of('tuple');
SELECT * FROM pair_of('list');
SELECT * FROM pair_of('dict');
SELECT * FROM pair_of('short');
SELECT * FROM pair_of('long');
SELECT * FROM pair_of('missing');
SELECT * FROM pair_of('text');
SELECT * FROM pair_of('nulls');
SELECT * FROM pair_of('bad');
SELECT * FROM pair_of('object');
SELECT * FROM pair_of('attribute');
SELECT pair_of('none'), pair_of('none') IS NULL;
CREATE FUNCTION pair_argument(p pair) RETURNS text AS $$ return '%s %r' % (type(p).__name__, sorted(p.items())) $$ LANGUAGE plpython3u;
SELECT pair_argument(('a', 1)), pair_argument(ROW(NULL, NULL)::pair), pair_argument('("x y",2)');
CREATE FUNCTION out_one(OUT a int) AS $$ return 5 $$ LANGUAGE plpython3u;
SELECT out_one();
CREATE FUNCTION out_three(n int, OUT a int, INOUT b text, OUT c bool) AS $$ return {'a': n, 'b': b * n, 'c': n > 1} $$ LANGUAGE plpython3u;
SELECT * FROM out_three(2, 'xy');
CREATE FUNCTION table_of(n int) RETURNS TABLE (i int, sq numeric) AS $$
for k in range(n):
    yield {'i': k, 'sq': k * k}
$$ LANGUAGE plpython3u;
SELECT * FROM table_of(4) ORDER BY i;
SELECT sum(sq) FROM table_of(10);
CREATE FUNCTION set_of(kind text) RETURNS SETOF text AS $$
if kind == 'list': return ['a', None, 'c']
if kind == 'tuple': return ('a', 'b')
if kind == 'iterator': return iter(['x', 'y'])
if kind == 'generator': return (c for c in 'pq')
if kind == 'none': return None
if kind == 'number': return 5
if kind == 'dict': return {'k1': 1, 'k2': 2}
def failing():
    yield 'first'
    raise ValueError('in the middle')
return failing()
$$ LANGUAGE plpython3u;
SELECT * FROM set_of('list');
SELECT * FROM set_of('tuple');
SELECT * FROM set_of('iterator');
SELECT * FROM set_of('generator');
SELECT * FROM set_of('none');
SELECT * FROM set_of('number');
SELECT * FROM set_of('dict');
SELECT * FROM set_of('failing');
SELECT set_of('list'), 1 AS one;
CREATE FUNCTION records(n int) RETURNS SETOF record AS $$ return [(i, str(i)) for i in range(n)] $$ LANGUAGE plpython3u;
SELECT * FROM records(2) AS (a int, b text) ORDER BY a;
CREATE FUNCTION many(VARIADIC n int[]) RETURNS int AS $$ return sum(n) $$ LANGUAGE plpython3u;
SELECT many(1, 2, 3), many(VARIADIC ARRAY[4, 5]);
CREATE FUNCTION defaults(a int, b int DEFAULT 10, c text DEFAULT 'z') RETURNS text AS $$ return '%s %s %s' % (a, b, c) $$ LANGUAGE plpython3u;
SELECT defaults(1), defaults(1, 2), defaults(1, c => 'q');
CREATE FUNCTION unnamed(int, text) RETURNS text AS $$ return repr(args) $$ LANGUAGE plpython3u;
SELECT unnamed(1, 'a'), unnamed(NULL, NULL);
CREATE FUNCTION strict_one(a int) RETURNS int AS $$ return a + 1 $$ LANGUAGE plpython3u STRICT;
SELECT strict_one(1), strict_one(NULL);
CREATE FUNCTION void_good() RETURNS void AS $$ x = 1 $$ LANGUAGE plpython3u;
SELECT void_good();
CREATE FUNCTION void_bad() RETURNS void AS $$ return 1 $$ LANGUAGE plpython3u;
SELECT void_bad();
CREATE FUNCTION factorial_of(n int) RETURNS numeric AS $$
if n <= 1:
    return 1
return n * plpy.execute('SELECT factorial_of(%d) AS f' % (n - 1))[0]['f']
$$ LANGUAGE plpython3u;
SELECT factorial_of(10);
CREATE FUNCTION inner_fail() RETURNS int AS $$
def deeper(n):
    return 10 // n
def deep():
    return deeper(0)
return deep()
$$ LANGUAGE plpython3u;
SELECT inner_fail();
CREATE FUNCTION outer_fail() RETURNS int AS $$ return plpy.execute('SELECT inner_fail() AS x')[0]['x'] $$ LANGUAGE plpython3u;
SELECT outer_fail();
CREATE FUNCTION raises(kind text) RETURNS text AS $$
if kind == 'value': raise ValueError('wrong value')
if kind == 'bare': raise KeyError
if kind == 'key': return {}['absent']
if kind == 'name': return undefined_name
if kind == 'attribute': return 'x'.nothing
if kind == 'type': return 1 + 'a'
if kind == 'plpy': plpy.error('stop', 1)
if kind == 'plpy.Error': raise plpy.Error('own')
if kind == 'fields': plpy.error('m', detail='d', hint='h', sqlstate='ZZ123', constraint_name='cc')
if kind == 'both': plpy.error('m', message='n')
if kind == 'unknown': plpy.error('m', nosuch=1)
if kind == 'state': plpy.error('m', sqlstate='abc')
if kind == 'sql': plpy.execute('SELECT nosuch FROM pg_class')
if kind == 'syntax': plpy.execute('SELEC 1')
if kind == 'zero': plpy.execute('SELECT 1/0')
if kind == 'rethrow':
    try:
        plpy.execute('SELECT 1/0')
    except plpy.SPIError as e:
        raise RuntimeError('rethrown %s' % e.sqlstate)
class Mine(Exception): pass
raise Mine('mine')
$$ LANGUAGE plpython3u;
SELECT raises('value');
SELECT raises('bare');
SELECT raises('key');
SELECT raises('name');
SELECT raises('attribute');
SELECT raises('type');
SELECT raises('plpy');
SELECT raises('plpy.Error');
SELECT raises('fields');
SELECT raises('both');
SELECT raises('unknown');
SELECT raises('state');
SELECT raises('sql');
SELECT raises('syntax');
SELECT raises('zero');
SELECT raises('rethrow');
SELECT raises('own');
CREATE FUNCTION broken() RETURNS int AS $$
if True
    return 1
$$ LANGUAGE plpython3u;
CREATE FUNCTION broken() RETURNS int AS $$ return return $$ LANGUAGE plpython3u;
CREATE FUNCTION missing_name(a int) RETURNS int LANGUAGE plpython3u;
DO $$ plpy.debug('d'); plpy.log('l'); plpy.info('i'); plpy.notice('n'); plpy.warning('w') $$ LANGUAGE plpython3u;
DO $$ plpy.info('one', 2, None); plpy.info(5); plpy.info(None); plpy.info() $$ LANGUAGE plpython3u;
DO $$ plpy.notice('with fields', detail='the detail', hint='the hint') $$ LANGUAGE plpython3u;
DO $$ plpy.warning(message='named', sqlstate='XX000') $$ LANGUAGE plpython3u;
DO $$ raise Exception('in a block') $$ LANGUAGE plpython3u;
DO $$ x = 1; y = x + 1; plpy.info(y); 5 $$ LANGUAGE plpython3u;
DO $$ GD['shared'] = 41 $$ LANGUAGE plpython3u;
CREATE FUNCTION shared() RETURNS int AS $$ GD['shared'] += 1; return GD['shared'] $$ LANGUAGE plpython3u;
SELECT shared();
SELECT shared();
CREATE FUNCTION counting() RETURNS int AS $$ SD['n'] = SD.get('n', 0) + 1; return SD['n'] $$ LANGUAGE plpython3u;
CREATE FUNCTION other_counting() RETURNS int AS $$ SD['n'] = SD.get('n', 100) + 1; return SD['n'] $$ LANGUAGE plpython3u;
SELECT counting(), counting(), other_counting();
SELECT counting(), other_counting();
CREATE FUNCTION global_counter() RETURNS int AS $$
global counter
try:
    counter += 1
except NameError:
    counter = 1
return counter
$$ LANGUAGE plpython3u;
SELECT global_counter();
SELECT global_counter();
