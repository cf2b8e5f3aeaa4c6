SELECT 1, 1.5, .5, 5., 1e10, 1.5E-3, 1_000, 1_0.0_1, 0x1F, 0o17, 0b101, 0xFFFF_FFFF, 2147483647, 2147483648, -2147483648, 9223372036854775808
SELECT -1, - 1, -1.5, +1, - -1, -(1), -a, +a, - + 1, -(-2)
SELECT 'a', 'it''s', E'a\nb\t\'\\\x41\101\u0041\U0001F600', U&'d\0061t\+000061', U&'d!0061' UESCAPE '!', $$a'b$$, $x$a$$b$x$, B'101', X'1F', N'abc'
SELECT TRUE, FALSE, NULL, true::text
SELECT int '1', integer '1', bigint '1', smallint '1', real '1', double precision '1', float '1', float(10) '1', numeric '1', numeric(5, 2) '1', decimal '1', boolean 't'
SELECT date '2020-01-01', time '12:00', time(3) '12:00', time with time zone '12:00+1', timestamp '2020-01-01', timestamp(3) without time zone '2020-01-01', timestamptz '2020-01-01', interval '1'
SELECT interval '1' year, interval '1-2' year to month, interval '1' day to second(3), interval '1' hour to minute, interval(3) '1', interval '1' second(2), interval '1' minute to second, interval '1' month, interval '1' day to hour, interval '1' day to minute, interval '1' hour to second
SELECT char 'a', char(3) 'a', character varying(3) 'a', varchar 'a', national character 'a', nchar(2) 'a', bit '1', bit(3) '101', bit varying '1', bit varying(5) '1', json '{}', point '(1,1)', s.t 'x', s.t(1) 'x', jsonb '{}'
SELECT a::int, a::int[], a::int[3][], a::int ARRAY, a::int ARRAY[4], a::numeric(5,2), a::s.t, a::timestamp with time zone, a::time(3) without time zone, a::interval(3), a::interval day to second, a::character varying(5), a::bit varying(3), a::"char", a::float(53), a::dec, a::name
SELECT CAST(a AS int), CAST(a AS setof int), TREAT(a AS s.t), a::int::text
SELECT a + b * c - d / e % f ^ g ^ h
SELECT a || b || c, a @> b, a -> 'b' ->> 'c', a #>> b, a <-> b, @ a, !! a, a ~ b, a !~* b, ~ a, a & b | c # d << e
SELECT a OPERATOR(pg_catalog.+) b, OPERATOR(s.@) c, a OPERATOR(+) b
SELECT a = b, a <> b, a != b, a < b, a <= b, a > b, a >= b
SELECT a AND b OR c AND NOT d OR NOT e = f
SELECT (a AND b) AND c, a AND (b AND c), (a OR b) OR c
SELECT NOT a IS NULL, a IS NOT NULL, a ISNULL, a NOTNULL, a IS TRUE, a IS NOT TRUE, a IS FALSE, a IS NOT FALSE, a IS UNKNOWN, a IS NOT UNKNOWN
SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b, a IS DOCUMENT, a IS NOT DOCUMENT, a IS NORMALIZED, a IS NOT NFKC NORMALIZED, a IS NFD NORMALIZED
SELECT a IS JSON, a IS NOT JSON, a IS JSON VALUE, a IS JSON OBJECT WITH UNIQUE KEYS, a IS JSON ARRAY WITH UNIQUE, a IS JSON SCALAR WITHOUT UNIQUE KEYS, 1 + a IS JSON
SELECT a LIKE b, a NOT LIKE b, a LIKE b ESCAPE '!', a ILIKE b, a NOT ILIKE b ESCAPE c, a SIMILAR TO b, a NOT SIMILAR TO b ESCAPE 'x'
SELECT a BETWEEN b AND c, a NOT BETWEEN b AND c, a BETWEEN SYMMETRIC b AND c, a NOT BETWEEN SYMMETRIC b AND c, a BETWEEN ASYMMETRIC b + 1 AND c + 1 AND d
SELECT a IN (1), a IN (1, 2), a NOT IN (1, 2), a IN ((1)), a IN ((1, 2)), a IN (b)
SELECT a AT TIME ZONE 'UTC', a AT LOCAL, a AT TIME ZONE b || c, a + b AT TIME ZONE c
SELECT a COLLATE "C", a COLLATE s.c || b, a COLLATE "C" < b
SELECT a.b, a.b.c, a.b.c.d, a.*, a.b.*, (a).b, (a.b).c, (f(x)).y, (a[1]).b, $1, $2.a, $3[1], $4.b[2].c
SELECT ARRAY[1, 2], ARRAY[[1, 2], [3, 4]], ARRAY[]::int[], ARRAY[ARRAY[1]], ARRAY[(1, 2)]
SELECT ROW (1, 2), ROW (), (1, 2), ROW (a.*), ((1, 2)), (ROW (1, 2)).f1
SELECT CASE WHEN a THEN b END, CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' ELSE 'z' END, CASE WHEN a THEN CASE b WHEN c THEN d END ELSE e END
SELECT COALESCE(a, b), NULLIF(a, b), GREATEST(a, b, c), LEAST(a)
SELECT f(), f(a), f(a, b), s.f(a), c.s.f(a), f(DISTINCT a), f(*), f(ALL a, b), f(a ORDER BY b), f(a => 1), f(a, b := 2)
SELECT EXTRACT(year FROM a), EXTRACT('epoch' FROM a), EXTRACT(isodow FROM a), EXTRACT(second FROM a)
SELECT SUBSTRING(a FROM 1), SUBSTRING(a FROM 1 FOR 2), SUBSTRING(a FOR 2), SUBSTRING(a FOR 2 FROM 1), SUBSTRING(a SIMILAR b ESCAPE c), SUBSTRING(a, 1, 2), SUBSTRING(), SUBSTRING(x => 1)
SELECT POSITION(a IN b), POSITION('x' || 'y' IN b), OVERLAY(a PLACING b FROM 1), OVERLAY(a PLACING b FROM 1 FOR 2), OVERLAY(a, b, 1, 2), OVERLAY()
SELECT TRIM(a), TRIM(BOTH FROM a), TRIM(LEADING 'x' FROM a), TRIM(TRAILING a), TRIM('x' FROM a), TRIM(a, b), TRIM(FROM a)
SELECT NORMALIZE(a), NORMALIZE(a, NFKD), COLLATION FOR (a), MERGE_ACTION()
SELECT CURRENT_DATE, CURRENT_TIME, CURRENT_TIME(3), CURRENT_TIMESTAMP, CURRENT_TIMESTAMP(0), LOCALTIME, LOCALTIME(1), LOCALTIMESTAMP, LOCALTIMESTAMP(6), CURRENT_USER, SESSION_USER, SYSTEM_USER, USER, CURRENT_ROLE, CURRENT_CATALOG, CURRENT_SCHEMA, current_schema()
SELECT (a, b) OVERLAPS (c, d), ROW (a, b) OVERLAPS ROW (c, d), NOT (a, b) OVERLAPS (c, d)
SELECT xmlelement(NAME foo, xmlattributes(a, b AS c), 'x', d), xmlelement(NAME "Foo"), xmlforest(a AS b, c), xmlconcat(a, b), xmlexists('/a' PASSING BY REF b), xmlexists('/a' PASSING b BY VALUE)
SELECT xmlparse(DOCUMENT a), xmlparse(CONTENT a PRESERVE WHITESPACE), xmlparse(CONTENT a STRIP WHITESPACE), xmlpi(NAME a), xmlpi(NAME a, 'b'), xmlserialize(CONTENT a AS text), xmlserialize(DOCUMENT a AS varchar(5) INDENT), xmlserialize(CONTENT a AS text NO INDENT)
SELECT xmlroot(a, VERSION '1.0'), xmlroot(a, VERSION NO VALUE, STANDALONE YES), xmlroot(a, VERSION b, STANDALONE NO), xmlroot(a, VERSION b, STANDALONE NO VALUE)
SELECT JSON_OBJECT(), JSON_OBJECT('a': 1, 'b' VALUE 2), JSON_OBJECT(a VALUE b FORMAT JSON NULL ON NULL WITH UNIQUE KEYS RETURNING jsonb), JSON_OBJECT('a': 1 ABSENT ON NULL WITHOUT UNIQUE), JSON_OBJECT(ARRAY['a', 'b']), JSON_OBJECT(RETURNING text FORMAT JSON ENCODING UTF8), json_object('{a}', '{b}')
SELECT JSON_ARRAY(), JSON_ARRAY(1, 'a' FORMAT JSON), JSON_ARRAY(1 NULL ON NULL RETURNING jsonb), JSON_ARRAY(SELECT a FROM t ORDER BY a RETURNING text), JSON_ARRAY(VALUES (1) FORMAT JSON), JSON_ARRAY(RETURNING json)
SELECT JSON_OBJECTAGG(a: b), JSON_OBJECTAGG(a VALUE b ABSENT ON NULL WITH UNIQUE KEYS RETURNING jsonb) FILTER (WHERE c) OVER (PARTITION BY d), JSON_ARRAYAGG(a ORDER BY b DESC NULL ON NULL RETURNING text) OVER w
SELECT JSON('1'), JSON('1' FORMAT JSON WITH UNIQUE KEYS), JSON_SCALAR(1), JSON_SERIALIZE('{}' RETURNING bytea FORMAT JSON ENCODING UTF8)
SELECT JSON_QUERY(a, '$' PASSING 1 AS x, b AS y RETURNING jsonb WITH CONDITIONAL ARRAY WRAPPER OMIT QUOTES ON SCALAR STRING EMPTY ARRAY ON EMPTY EMPTY OBJECT ON ERROR), JSON_QUERY(a, b WITHOUT WRAPPER), JSON_QUERY(a, b WITH WRAPPER KEEP QUOTES), JSON_QUERY(a, b EMPTY ON ERROR)
SELECT JSON_VALUE(a, '$.b' RETURNING int DEFAULT 1 ON EMPTY ERROR ON ERROR), JSON_VALUE(a, '$' DEFAULT b + 1 ON ERROR), JSON_EXISTS(a, '$.c'), JSON_EXISTS(a, '$' PASSING 1 AS x UNKNOWN ON ERROR)
SELECT a.json, format, json, value FROM t
SELECT a nulls, b not_null FROM t ORDER BY nulls NULLS FIRST
SELECT not_a, "not", notnull.a FROM t
SELECT 1 = ANY ('{1,2}'), 1 = ANY (ARRAY(SELECT 1)), a <> ALL ($1)
SELECT a = b COLLATE "C" AND c::text LIKE 'x%' IS TRUE
SELECT 5 + 3 * 2 = 11 AND NOT 1 > 2 OR a || b = c
SELECT a - -1, a - - 1, a*-1, a>-1, a<-1, a=-1, a+-1, 2^-1, a-1
SELECT -a ^ 2, -a::int, -a.b, - a COLLATE "C", @ -5 + 3, ~ a + b
SELECT a < b = c
SELECT a IS NULL = b
SELECT a[1][2], a[1:2][3], a[f(1)], a['x'], a[b + 1 : c - 1]
