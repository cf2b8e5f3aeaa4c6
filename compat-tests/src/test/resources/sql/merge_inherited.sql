-- MERGE into partitioned tables and tables that others inherit from
CREATE SCHEMA mi;
SET search_path = mi;
CREATE TABLE mp (k int, v text, n int GENERATED ALWAYS AS (k * 2) STORED, PRIMARY KEY (k)) PARTITION BY RANGE (k);
CREATE TABLE mp1 PARTITION OF mp FOR VALUES FROM (0) TO (10);
CREATE TABLE mp2 PARTITION OF mp FOR VALUES FROM (10) TO (20);
INSERT INTO mp SELECT i, 'v' || i FROM generate_series(1, 15) AS i;
CREATE TABLE src (k int, v text);
INSERT INTO src VALUES (3, 'new3'), (12, 'new12'), (18, 'ins18'), (5, NULL);
MERGE INTO mp USING src ON mp.k = src.k WHEN MATCHED AND src.v IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET v = src.v WHEN NOT MATCHED THEN INSERT (k, v) VALUES (src.k, src.v);
SELECT tableoid::regclass, * FROM mp ORDER BY k;
MERGE INTO mp USING src ON mp.k = src.k WHEN MATCHED THEN UPDATE SET v = mp.v || '!' RETURNING merge_action(), mp.k, mp.v, old.v AS before, new.v AS after;
MERGE INTO mp AS t USING (VALUES (2, 14), (13, 9)) AS s(k, to_k) ON t.k = s.k WHEN MATCHED AND s.k = 13 THEN DELETE WHEN MATCHED THEN UPDATE SET k = s.to_k + 5;
SELECT tableoid::regclass, * FROM mp WHERE k > 10 ORDER BY k;
MERGE INTO mp USING src ON mp.k = src.k WHEN NOT MATCHED BY SOURCE AND mp.k < 4 THEN DELETE WHEN NOT MATCHED BY SOURCE AND mp.k > 14 THEN UPDATE SET v = 'late';
SELECT tableoid::regclass, * FROM mp ORDER BY k;
MERGE INTO mp USING (VALUES (25, 'x')) AS s(k, v) ON mp.k = s.k WHEN NOT MATCHED THEN INSERT (k, v) VALUES (s.k, s.v);
MERGE INTO mp USING (VALUES (4, 'a'), (4, 'b')) AS s(k, v) ON mp.k = s.k WHEN MATCHED THEN UPDATE SET v = s.v;
MERGE INTO mp USING (VALUES (4, 19)) AS s(k, t) ON mp.k = s.k WHEN MATCHED THEN UPDATE SET k = s.t;
MERGE INTO mp USING (VALUES (4, 40)) AS s(k, t) ON mp.k = s.k WHEN MATCHED THEN UPDATE SET k = s.t;
MERGE INTO mp USING (VALUES (4, 0)) AS s(k, t) ON mp.k = s.k WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT (k) VALUES (1);
MERGE INTO mp2 USING src ON mp2.k = src.k WHEN MATCHED THEN DELETE RETURNING mp2.*;
-- triggers
CREATE TABLE log (line text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log VALUES (format('%s %s %s %s', tg_when, tg_op, tg_level, tg_table_name));
  IF tg_op = 'DELETE' THEN RETURN old; END IF;
  RETURN new;
END $$;
CREATE TRIGGER a BEFORE INSERT OR UPDATE OR DELETE ON mp FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER b AFTER INSERT OR UPDATE OR DELETE ON mp FOR EACH STATEMENT EXECUTE FUNCTION note();
MERGE INTO mp USING (VALUES (4, 'x'), (6, NULL), (11, 'y'), (17, 'z')) AS s(k, v) ON mp.k = s.k WHEN MATCHED AND s.v IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT (k, v) VALUES (s.k, s.v);
SELECT line, count(*) FROM log GROUP BY line ORDER BY line;
SELECT tableoid::regclass, * FROM mp ORDER BY k;
-- through a view, and in WITH
CREATE VIEW mv AS SELECT k AS key, v AS value FROM mp WHERE k < 15 WITH CHECK OPTION;
MERGE INTO mv USING (VALUES (7, 'seven'), (8, 'eight')) AS s(k, v) ON mv.key = s.k WHEN MATCHED THEN UPDATE SET value = s.v;
MERGE INTO mv USING (VALUES (7, 16)) AS s(k, t) ON mv.key = s.k WHEN MATCHED THEN UPDATE SET key = s.t;
WITH m AS (MERGE INTO mp USING (VALUES (8, 'w')) AS s(k, v) ON mp.k = s.k WHEN MATCHED THEN UPDATE SET v = s.v RETURNING mp.k, mp.v) SELECT * FROM m;
SELECT k, v FROM mp WHERE k IN (7, 8) ORDER BY k;
-- inheritance
CREATE TABLE p (a int, b text);
CREATE TABLE c () INHERITS (p);
INSERT INTO p VALUES (1, 'p1'), (2, 'p2');
INSERT INTO c VALUES (1, 'c1'), (3, 'c3');
MERGE INTO p USING (VALUES (1), (3), (4)) AS s(a) ON p.a = s.a WHEN MATCHED THEN UPDATE SET b = p.b || '*' WHEN NOT MATCHED THEN INSERT VALUES (s.a, 'new');
SELECT tableoid::regclass, * FROM p ORDER BY a, b;
DROP SCHEMA mi CASCADE;
