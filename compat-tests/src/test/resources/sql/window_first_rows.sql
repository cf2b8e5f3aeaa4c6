-- conditions on row numbers, which spare most of each partition
CREATE TABLE w (id int PRIMARY KEY, g int, v int, t text);
INSERT INTO w SELECT i, CASE WHEN i % 50 = 0 THEN NULL ELSE i % 7 END, CASE WHEN i % 31 = 0 THEN NULL ELSE i * 7919 % 1009 END, 'text ' || i % 13 FROM generate_series(1, 90000) AS i;
SELECT * FROM (SELECT g, id, v, row_number() OVER (PARTITION BY g ORDER BY v DESC, id) AS n FROM w) AS x WHERE n <= 2 ORDER BY g, n;
SELECT * FROM (SELECT g, id, v, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n < 3 ORDER BY g, n;
SELECT * FROM (SELECT g, id, v, row_number() OVER (PARTITION BY g ORDER BY v NULLS FIRST, id) AS n FROM w) AS x WHERE n = 1 ORDER BY g, n;
SELECT * FROM (SELECT g, id, v, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE 2 >= n AND v > 0 ORDER BY g, n;
SELECT count(*), sum(n), min(n) FROM (SELECT row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n > 5 AND n < 10;
SELECT count(*), sum(id) FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n <= 0;
SELECT count(*), sum(id) FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n < -9223372036854775808;
SELECT count(*), sum(id) FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n = NULL;
SELECT count(*), sum(id) FROM (SELECT id, row_number() OVER (ORDER BY v, id) AS n FROM w) AS x WHERE n <= 70000;
SELECT count(*), sum(id) FROM (SELECT id, row_number() OVER (PARTITION BY id) AS n FROM w) AS x WHERE n = 1;
SELECT count(*) FROM (SELECT row_number() OVER () AS n FROM w) AS x WHERE n <= 10;
SELECT count(*), sum(id) FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n = 1 OR n = 2;
SELECT count(*), sum(id) FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n <= id % 3;
-- with other functions of the same window, and of others
SELECT * FROM (SELECT g, id, v, row_number() OVER w1 AS n, rank() OVER w1, dense_rank() OVER w1 FROM w WINDOW w1 AS (PARTITION BY g ORDER BY v, t, id)) AS x WHERE n <= 3 ORDER BY g, n;
SELECT g, n, rank, sum, count FROM (SELECT g, row_number() OVER w1 AS n, rank() OVER (PARTITION BY g ORDER BY t), sum(v) OVER (PARTITION BY g), count(*) OVER w1 FROM w WINDOW w1 AS (PARTITION BY g ORDER BY v, id)) AS x WHERE n <= 2 ORDER BY g, n;
SELECT * FROM (SELECT g, id, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n, row_number() OVER (PARTITION BY t ORDER BY v DESC, id) AS m FROM w) AS x WHERE n <= 40 AND m <= 40 ORDER BY id;
SELECT count(*), sum(id) FROM (SELECT id, rank() OVER (PARTITION BY g ORDER BY v) AS n FROM w) AS x WHERE n <= 5;
SELECT count(*), sum(id) FROM (SELECT id, count(*) OVER (PARTITION BY g ORDER BY v) AS n FROM w) AS x WHERE n <= 5;
-- with parameters
PREPARE firsts AS SELECT count(*), sum(id), max(n) FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n <= $1;
EXECUTE firsts(3);
EXECUTE firsts(NULL);
EXECUTE firsts(20000);
EXECUTE firsts(-1);
-- on disk
SET work_mem = '64kB';
SELECT * FROM (SELECT g, id, v, row_number() OVER (PARTITION BY g ORDER BY v DESC, id) AS n FROM w) AS x WHERE n <= 2 ORDER BY g, n;
SELECT count(*), sum(id), sum(n) FROM (SELECT id, row_number() OVER (PARTITION BY g ORDER BY v, id) AS n FROM w) AS x WHERE n <= 3000;
SELECT count(*), sum(id) FROM (SELECT id, row_number() OVER (PARTITION BY id % 20000 ORDER BY t, id) AS n FROM w) AS x WHERE n = 2;
RESET work_mem;
DROP TABLE w;
