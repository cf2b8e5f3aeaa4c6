-- keys of grouping sets that are equal, or constants
SELECT g AS alias1, g AS alias2 FROM generate_series(1, 3) g GROUP BY alias1, ROLLUP (alias2) ORDER BY 1, 2;
SELECT g AS a, g AS b, count(*) FROM generate_series(1, 2) g GROUP BY GROUPING SETS ((a), (b)) ORDER BY 1, 2;
SELECT g, g AS b FROM generate_series(1, 2) g GROUP BY ROLLUP (g, 2) ORDER BY 1, 2;
CREATE TABLE gk (q1 int, q2 int);
INSERT INTO gk VALUES (123, 1), (123, 2), (45, 3);
SELECT 1 AS x, q1, sum(q2) FROM gk GROUP BY GROUPING SETS (1, 2) ORDER BY 1, 2;
SELECT * FROM (SELECT 1 AS x, q1, sum(q2) FROM gk GROUP BY GROUPING SETS (1, 2)) ss WHERE x = 1 AND q1 = 123;
SELECT 'a' AS x, 'a' AS y, count(*) FROM gk GROUP BY GROUPING SETS (1, 2) ORDER BY 1, 2;
SELECT q1, x || 'x' FROM (SELECT q1, 'foo'::text AS x FROM gk) t GROUP BY GROUPING SETS (q1, x) ORDER BY 1, 2;
SELECT q1, x FROM (SELECT q1, 'foo'::text AS x FROM gk) t GROUP BY GROUPING SETS (q1, x) HAVING x = 'foo';
SELECT (x + y) * 1, sum(z) FROM (SELECT 1 AS x, 2 AS y, 3 AS z) s GROUP BY GROUPING SETS (x + y, x);
SELECT 1, count(*) FROM gk GROUP BY 1;
SELECT 1, count(*) FROM gk WHERE q1 = 0 GROUP BY 1;
SELECT q1 AS a, q1 AS b, count(*) FROM gk GROUP BY a, b ORDER BY 1;
SELECT q1, 1 AS one, count(*) FROM gk GROUP BY q1, one HAVING count(*) > 1;
SELECT now() = x AS t, count(*) FROM (SELECT now() AS x FROM gk) s GROUP BY ROLLUP (x) ORDER BY 1;
PREPARE p(int) AS SELECT $1 AS x, q1, count(*) FROM gk GROUP BY GROUPING SETS (1, 2) ORDER BY 1, 2;
EXECUTE p(7);
