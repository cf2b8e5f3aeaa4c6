-- tableoid in RETURNING: the table that the row is in, not the one that is named
CREATE TABLE rp (k int PRIMARY KEY, v text) PARTITION BY RANGE (k);
CREATE TABLE rp1 PARTITION OF rp FOR VALUES FROM (0) TO (10);
CREATE TABLE rp2 (v text, gone int, k int NOT NULL);
ALTER TABLE rp2 DROP COLUMN gone;
ALTER TABLE rp ATTACH PARTITION rp2 FOR VALUES FROM (10) TO (20);
CREATE TABLE rp3 PARTITION OF rp FOR VALUES FROM (20) TO (40) PARTITION BY LIST (k);
CREATE TABLE rp30 PARTITION OF rp3 FOR VALUES IN (30);
INSERT INTO rp VALUES (1, 'a'), (11, 'b'), (30, 'c') RETURNING tableoid::regclass, *;
INSERT INTO rp AS t VALUES (2, 'd') RETURNING t.tableoid::regclass, new.tableoid::regclass, old.tableoid::regclass;
INSERT INTO rp3 VALUES (30, 'c') ON CONFLICT (k) DO UPDATE SET v = 'again' RETURNING tableoid::regclass, old.tableoid::regclass, new.tableoid::regclass, *;
INSERT INTO rp1 VALUES (3, 'e') RETURNING tableoid::regclass;
UPDATE rp SET v = upper(v) RETURNING tableoid::regclass, *;
UPDATE rp SET k = 12 WHERE k = 1 RETURNING tableoid::regclass, old.tableoid::regclass, new.tableoid::regclass, *;
UPDATE rp SET k = 5 WHERE k = 11 RETURNING tableoid::regclass, old.tableoid::regclass, new.tableoid::regclass, *;
DELETE FROM rp WHERE k = 12 RETURNING tableoid::regclass, old.tableoid::regclass, new.tableoid::regclass, *;
CREATE TABLE rm (k int, v text) PARTITION BY RANGE (k);
CREATE TABLE rm1 PARTITION OF rm FOR VALUES FROM (0) TO (10);
CREATE TABLE rm2 PARTITION OF rm FOR VALUES FROM (10) TO (20);
INSERT INTO rm VALUES (2, 'a'), (3, 'b');
MERGE INTO rm USING (VALUES (2, 'x'), (3, NULL), (14, 'y')) AS s(k, v) ON rm.k = s.k
  WHEN MATCHED AND s.v IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET k = 13 WHEN NOT MATCHED THEN INSERT VALUES (s.k, s.v)
  RETURNING merge_action(), rm.tableoid::regclass, old.tableoid::regclass, new.tableoid::regclass, rm.k, rm.v;
CREATE VIEW rv AS SELECT k, v FROM rp;
INSERT INTO rv VALUES (15, 'view') RETURNING *;
WITH w AS (INSERT INTO rp VALUES (16, 'with') RETURNING tableoid, k) SELECT relname, k FROM w JOIN pg_class ON pg_class.oid = w.tableoid;
CREATE TABLE rplain (a int);
CREATE TABLE rchild () INHERITS (rplain);
INSERT INTO rplain VALUES (1) RETURNING tableoid::regclass, *;
INSERT INTO rchild VALUES (2) RETURNING tableoid::regclass, *;
UPDATE rplain SET a = a + 10 RETURNING tableoid::regclass, *;
DELETE FROM rplain RETURNING tableoid::regclass, *;
CREATE FUNCTION rv_put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER rv_put INSTEAD OF INSERT ON rv FOR EACH ROW EXECUTE FUNCTION rv_put();
INSERT INTO rv VALUES (17, 'instead') RETURNING *, old.k, new.v;
DROP VIEW rv;
DROP TABLE rp, rm, rplain CASCADE;
DROP FUNCTION rv_put;
