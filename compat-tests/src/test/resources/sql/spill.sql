-- What does not fit into work_mem goes to disk; the answers stay the same.
SET work_mem = '64kB';
CREATE TABLE big (id int PRIMARY KEY, k int, t text, n numeric, d date, a int[]);
INSERT INTO big
  SELECT i, i % 5000, 'text number ' || (i % 7000), (i % 3000) / 4.0, date '2000-01-01' + i % 1000,
    ARRAY[i % 10, NULL, i % 3]
  FROM generate_series(1, 20000) i;
INSERT INTO big SELECT i, NULL, NULL, NULL, NULL, NULL FROM generate_series(20001, 20100) i;
CREATE TABLE other (k int, t text, v float8);
INSERT INTO other SELECT i * 3, 'text number ' || i * 2, i / 8.0 FROM generate_series(0, 9000) i;
INSERT INTO other SELECT NULL, NULL, i FROM generate_series(1, 50) i;
ANALYZE big, other;
-- hash aggregates
SELECT count(*), sum(c), min(c), max(c), sum(s) FROM (SELECT k, count(*) c, sum(n) s FROM big GROUP BY k) x;
SELECT count(*), sum(c), md5(string_agg(t, ',' ORDER BY t)) FROM (SELECT t, count(*) c FROM big GROUP BY t) x;
SELECT k, t, count(*), sum(n), max(d) FROM big GROUP BY k, t ORDER BY k DESC NULLS LAST, t LIMIT 5;
SELECT count(*), sum(c), sum(u) FROM (SELECT id, count(*) c, count(DISTINCT a) u FROM big GROUP BY id) x;
SELECT count(*), sum(g), sum(c) FROM
  (SELECT k, t, GROUPING(k, t) g, count(*) c FROM big GROUP BY GROUPING SETS ((k), (t), (k, t), ())) x;
SELECT count(*), sum(length(s)) FROM (SELECT t, string_agg(id::text, ',' ORDER BY id) s FROM big GROUP BY t) x;
SELECT count(*), sum(cardinality(s)) FROM (SELECT n, array_agg(id) s FROM big GROUP BY n HAVING count(*) > 6) x;
SELECT count(*) FROM (SELECT a, count(*) FROM big GROUP BY a) x;
SELECT n, count(*) FROM (SELECT CASE WHEN id % 2 = 0 THEN n ELSE n * 1.000 END n FROM big) x GROUP BY n ORDER BY n LIMIT 3;
-- DISTINCT, UNION
SELECT count(*), sum(k), count(k) FROM (SELECT DISTINCT k, t FROM big) x;
SELECT count(*) FROM (SELECT DISTINCT * FROM big) x;
SELECT count(*), sum(id) FROM (SELECT DISTINCT ON (k) k, id FROM big ORDER BY k, id DESC) x;
SELECT DISTINCT ON (t) t, id FROM big ORDER BY t NULLS FIRST, id LIMIT 3;
SELECT count(*), sum(k) FROM (SELECT k, t FROM big UNION SELECT k, t FROM other) x;
-- INTERSECT, EXCEPT
SELECT count(*), sum(k), count(k) FROM (SELECT k, t FROM big INTERSECT SELECT k, t FROM other) x;
SELECT count(*), sum(k), count(k) FROM (SELECT k FROM big INTERSECT ALL SELECT k FROM other) x;
SELECT count(*), sum(k), count(k) FROM (SELECT k FROM big EXCEPT SELECT k FROM other) x;
SELECT count(*), sum(k), count(k) FROM (SELECT k FROM big EXCEPT ALL SELECT k FROM other) x;
SELECT count(*), sum(k), count(k) FROM (SELECT k, t FROM other EXCEPT ALL SELECT k, t FROM big) x;
-- hash joins of every kind
SELECT count(*), sum(b.id), sum(o.v) FROM big b JOIN other o ON b.k = o.k;
SELECT count(*), sum(b.id), sum(o.v), count(o.k) FROM big b LEFT JOIN other o ON b.k = o.k;
SELECT count(*), sum(b.id), sum(o.v), count(b.k) FROM big b RIGHT JOIN other o ON b.k = o.k;
SELECT count(*), sum(b.id), sum(o.v), count(b.k), count(o.k) FROM big b FULL JOIN other o ON b.k = o.k;
SELECT count(*), sum(b.id) FROM big b FULL JOIN other o ON b.t = o.t AND b.k = o.k;
SELECT count(*), sum(b.id) FROM big b LEFT JOIN other o ON b.k = o.k AND o.v > 100 AND b.n < o.v;
SELECT count(*), sum(b.id) FROM big b WHERE EXISTS (SELECT 1 FROM other o WHERE o.k = b.k);
SELECT count(*), sum(b.id) FROM big b WHERE NOT EXISTS (SELECT 1 FROM other o WHERE o.k = b.k);
SELECT count(*), sum(o.v) FROM other o WHERE EXISTS (SELECT 1 FROM big b WHERE o.k = b.k AND b.n > o.v);
SELECT count(*), sum(o.v) FROM other o WHERE NOT EXISTS (SELECT 1 FROM big b WHERE o.k = b.k AND b.n > o.v);
SELECT count(*), sum(id) FROM big WHERE k IN (SELECT k FROM other);
SELECT count(*), sum(id) FROM big WHERE t NOT IN (SELECT t FROM other WHERE t IS NOT NULL);
SELECT count(*), sum(x.id + y.id) FROM big x JOIN big y ON x.id = y.id JOIN big z ON z.id = y.id + 1;
SELECT count(*) FROM big x JOIN big y ON x.d = y.d AND x.n = y.n;
SELECT count(*), sum(s.c) FROM other o JOIN (SELECT k, count(*) c FROM big GROUP BY k) s ON s.k = o.k;
-- one value alone fills the memory
SELECT count(*) FROM (SELECT repeat('x', 200) s, i FROM generate_series(1, 2000) i) a
  JOIN (SELECT repeat('x', 200) s, i FROM generate_series(1, 20) i) b ON a.s = b.s AND a.i % 20 + 1 = b.i;
SELECT length(s), count(*) FROM (SELECT repeat('x', i % 3 * 50000) s FROM generate_series(1, 30) i) a GROUP BY s ORDER BY 1;
-- windows
SELECT sum(r), sum(s), max(l) FROM (SELECT row_number() OVER (PARTITION BY k ORDER BY id) r,
  sum(n) OVER (PARTITION BY k ORDER BY id) s, lag(id) OVER (PARTITION BY k ORDER BY id) l FROM big) x;
SELECT sum(r), sum(s) FROM (SELECT rank() OVER (ORDER BY n) r, count(*) OVER (ORDER BY d) s FROM big) x;
SELECT id, first_value(id) OVER (PARTITION BY t ORDER BY id DESC), ntile(3) OVER (PARTITION BY d ORDER BY id)
  FROM big ORDER BY id DESC LIMIT 5;
SELECT max(c), count(*) FROM (SELECT count(*) OVER (PARTITION BY id) c FROM big) x;
-- CTEs and recursion
WITH c AS MATERIALIZED (SELECT * FROM big) SELECT count(*), sum(a.id), sum(b.k) FROM c a JOIN c b ON a.id = b.id;
WITH c AS MATERIALIZED (SELECT * FROM big) SELECT (SELECT count(*) FROM c), (SELECT max(t) FROM c), (SELECT min(id) FROM c WHERE k = 77);
WITH RECURSIVE r(n, s) AS (
  SELECT i, repeat('y', 20) FROM generate_series(1, 5000) i
  UNION ALL SELECT n + 5000, s FROM r WHERE n < 20000) SELECT count(*), sum(n), max(s) FROM r;
WITH RECURSIVE r(n) AS (
  SELECT i FROM generate_series(1, 6000) i UNION SELECT n / 2 + 1 FROM r) SELECT count(*), sum(n) FROM r;
-- cursors
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT id, t FROM big ORDER BY id;
MOVE 15000 IN c;
FETCH 2 FROM c;
FETCH BACKWARD 3 FROM c;
FETCH ABSOLUTE 100 FROM c;
FETCH LAST FROM c;
FETCH PRIOR FROM c;
FETCH FIRST FROM c;
FETCH RELATIVE 4000 FROM c;
DECLARE h CURSOR WITH HOLD FOR SELECT id, n, a FROM big ORDER BY id DESC;
FETCH 2 FROM h;
COMMIT;
FETCH 2 FROM h;
MOVE 19000 IN h;
FETCH 2 FROM h;
CLOSE h;
-- rows of all kinds of types
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (x int, y text);
SELECT count(*), count(DISTINCT m), count(DISTINCT p) FROM (
  SELECT i, (ARRAY['sad', 'ok', 'happy'])[i % 3 + 1]::mood m, ROW(i % 10, 'p')::pair p, int4range(i % 7, i % 7 + 5) r,
    ('{"a": ' || i % 5 || '}')::jsonb j, ('10.0.0.' || i % 20)::inet n, interval '1 day' * (i % 4) v,
    i::bit(8) b, md5((i % 6)::text)::uuid u, (i % 2 = 0) f, decode(lpad(to_hex(i % 200), 4, '0'), 'hex') y
  FROM generate_series(1, 6000) i GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) x;
SELECT count(*) FROM (
  SELECT DISTINCT (ARRAY['sad', 'ok', 'happy'])[i % 3 + 1]::mood, ROW(i, 'p')::pair, int4range(i % 7, i % 7 + 5),
    ('{"a": ' || i % 5 || '}')::jsonb, timestamptz '2020-01-01 UTC' + interval '1 s' * i, time '10:00', 'x'::char(3), 2.5::float4
  FROM generate_series(1, 6000) i) x;
-- changes
CREATE TABLE target (id int PRIMARY KEY, c bigint);
INSERT INTO target SELECT k, count(*) FROM big WHERE k IS NOT NULL GROUP BY k;
UPDATE target SET c = o.n FROM (SELECT k, count(*) n FROM other GROUP BY k) o WHERE o.k = target.id;
DELETE FROM target USING other WHERE other.k = target.id AND other.v > 100;
SELECT count(*), sum(id), sum(c) FROM target;
-- the limit
SET temp_file_limit = '100kB';
SELECT count(*) FROM (SELECT DISTINCT t, n, d, a FROM big) x;
RESET temp_file_limit;
-- more memory for hashing
SET hash_mem_multiplier = 1000;
SELECT count(*), sum(b.id), sum(o.v) FROM big b JOIN other o ON b.k = o.k;
RESET hash_mem_multiplier;
SELECT temp_files > 0, temp_bytes > 100000 FROM pg_stat_database WHERE datname = current_database();
DROP TYPE mood, pair;
DROP TABLE big, other, target;
