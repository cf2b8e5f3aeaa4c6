-- Statements within statements, whose plans are not those of the outer ones nor of their neighbours.
PREPARE p AS SELECT 1;
EXECUTE p;
DEALLOCATE p;
PREPARE p AS SELECT 1;
EXECUTE p;
DEALLOCATE p;
EXPLAIN (COSTS off) SELECT 1;
EXPLAIN (COSTS off) SELECT 1;
CREATE TABLE parts (c1 int, c2 int, c3 int) PARTITION BY LIST (c1);
CREATE TABLE parts_null PARTITION OF parts FOR VALUES IN (NULL);
CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
INSERT INTO parts SELECT x, x / 2, x + 1 FROM generate_series(0, 10) x;
SELECT * FROM parts t1 WHERE EXISTS (SELECT 1 FROM parts t2 WHERE t1.c1 = t2.c2) OR c3 < 0 ORDER BY 1;
SELECT * FROM (SELECT c1 FROM parts UNION ALL SELECT c2 FROM parts) u WHERE c1 > 8 OR c1 = (SELECT max(c2) FROM parts t2 WHERE t2.c1 > u.c1) ORDER BY 1;
DROP TABLE parts;
