-- PRIMARY KEY and UNIQUE that are checked after the statement, or at the end of the transaction.
CREATE TABLE d (id int PRIMARY KEY DEFERRABLE, v int UNIQUE DEFERRABLE INITIALLY DEFERRED, w text);
INSERT INTO d SELECT g, g, 'w' || g FROM generate_series(1, 5) g;

-- keys that are swapped or shifted by one statement
UPDATE d SET id = CASE id WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE id END;
UPDATE d SET id = id + 1, v = v + 1;
SELECT * FROM d ORDER BY id;
SELECT * FROM d WHERE id = 3;

-- checked at the end of the statement
INSERT INTO d VALUES (3, 30);
UPDATE d SET id = 3 WHERE id = 4;
INSERT INTO d VALUES (NULL, 30);
INSERT INTO d VALUES (20, 20), (20, 21);
BEGIN;
INSERT INTO d VALUES (3, 30);
ROLLBACK;

-- checked at the end of the transaction
BEGIN;
INSERT INTO d VALUES (10, 3);
SELECT id FROM d WHERE v = 3 ORDER BY id;
COMMIT;
SELECT count(*) FROM d;
BEGIN;
INSERT INTO d VALUES (10, 3);
UPDATE d SET v = 100 WHERE id <> 10 AND v = 3;
COMMIT;
BEGIN;
INSERT INTO d VALUES (11, 3);
DELETE FROM d WHERE id = 11;
COMMIT;
BEGIN;
INSERT INTO d VALUES (11, NULL), (12, NULL);
COMMIT;
INSERT INTO d VALUES (13, 3);
SELECT * FROM d ORDER BY id;

-- SET CONSTRAINTS
BEGIN;
SET CONSTRAINTS d_pkey DEFERRED;
INSERT INTO d VALUES (3, 33);
SET CONSTRAINTS d_pkey IMMEDIATE;
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO d VALUES (14, 3);
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO d VALUES (3, 33);
UPDATE d SET id = 33 WHERE v = 33;
COMMIT;
BEGIN;
SET CONSTRAINTS d_pkey DEFERRED;
SAVEPOINT s;
INSERT INTO d VALUES (3, 34);
ROLLBACK TO s;
COMMIT;

-- not for others to lean on
CREATE TABLE child (d int REFERENCES d);
CREATE TABLE child (d int REFERENCES d (v));
INSERT INTO d VALUES (3, 3) ON CONFLICT DO NOTHING;
INSERT INTO d VALUES (3, 3) ON CONFLICT (id) DO NOTHING;
INSERT INTO d VALUES (3, 3) ON CONFLICT ON CONSTRAINT d_v_key DO UPDATE SET w = 'x';
SELECT id, w FROM d GROUP BY id;
ALTER TABLE d ALTER COLUMN id DROP NOT NULL;
ALTER TABLE d ADD PRIMARY KEY (v);
ALTER TABLE d ALTER CONSTRAINT d_v_key NOT DEFERRABLE;

-- how it is shown
SELECT conname, contype, condeferrable, condeferred, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE conrelid = 'd'::regclass AND contype <> 'n' ORDER BY conname;
SELECT indexrelid::regclass, indisunique, indisprimary, indimmediate, pg_get_indexdef(indexrelid)
  FROM pg_index WHERE indrelid = 'd'::regclass ORDER BY 1;
SELECT constraint_name, constraint_type, is_deferrable, initially_deferred
  FROM information_schema.table_constraints
  WHERE table_name = 'd' AND constraint_type <> 'CHECK' ORDER BY 1;

-- added to a table that has rows
CREATE TABLE later (id int, v int, w int);
INSERT INTO later VALUES (1, 1, 1), (1, 2, NULL), (2, 2, 3);
ALTER TABLE later ADD PRIMARY KEY (id) DEFERRABLE;
ALTER TABLE later ADD UNIQUE (v) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE later ADD PRIMARY KEY (w) DEFERRABLE;
UPDATE later SET id = 3, w = 2 WHERE v = 2 AND id = 1;
ALTER TABLE later ADD PRIMARY KEY (id) DEFERRABLE;
ALTER TABLE later ADD UNIQUE (w) DEFERRABLE INITIALLY DEFERRED;
UPDATE later SET id = 4 - id, w = 4 - w;
SELECT * FROM later ORDER BY id;
ALTER TABLE later DROP CONSTRAINT later_pkey;
ALTER TABLE later ADD PRIMARY KEY (id);
UPDATE later SET id = 2 WHERE id = 1;

-- columns and nulls
CREATE TABLE two (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b) DEFERRABLE);
INSERT INTO two VALUES (1, NULL), (1, NULL);
INSERT INTO two VALUES (1, NULL), (NULL, NULL), (2, 2);
UPDATE two SET a = 2, b = 2;

-- an index that is there becomes a constraint
CREATE TABLE u (id int, a int, b text);
INSERT INTO u SELECT g, g, 'b' || g FROM generate_series(1, 3) g;
CREATE UNIQUE INDEX u_id ON u (id);
CREATE UNIQUE INDEX u_a ON u (a);
CREATE UNIQUE INDEX u_b ON u (b);
CREATE UNIQUE INDEX u_desc ON u (a DESC);
CREATE UNIQUE INDEX u_part ON u (a) WHERE a > 0;
CREATE UNIQUE INDEX u_expr ON u ((a + 1));
CREATE INDEX u_plain ON u (a);
CREATE UNIQUE INDEX d_w ON d (w);
ALTER TABLE u ADD PRIMARY KEY USING INDEX u_id;
ALTER TABLE u ADD CONSTRAINT u_pk PRIMARY KEY USING INDEX u_a;
ALTER TABLE u ADD CONSTRAINT u_a_unique UNIQUE USING INDEX u_a;
ALTER TABLE u ADD CONSTRAINT u_b UNIQUE USING INDEX u_b DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE u ADD UNIQUE USING INDEX u_desc;
ALTER TABLE u ADD UNIQUE USING INDEX u_part;
ALTER TABLE u ADD UNIQUE USING INDEX u_expr;
ALTER TABLE u ADD UNIQUE USING INDEX u_plain;
ALTER TABLE u ADD UNIQUE USING INDEX d_w;
ALTER TABLE u ADD UNIQUE USING INDEX none;
ALTER TABLE u ADD UNIQUE USING INDEX u_id;
INSERT INTO u VALUES (1, 10, 'b10');
INSERT INTO u VALUES (NULL, 10, 'b10');
INSERT INTO u VALUES (10, 1, 'b10');
BEGIN;
INSERT INTO u VALUES (10, 10, 'b1');
COMMIT;
UPDATE u SET b = CASE b WHEN 'b1' THEN 'b2' WHEN 'b2' THEN 'b1' ELSE b END;
SELECT * FROM u ORDER BY id;
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE conrelid = 'u'::regclass AND contype <> 'n' ORDER BY 1;
CREATE TABLE of_u (id int REFERENCES u, a int REFERENCES u (a));
INSERT INTO of_u VALUES (1, 2);
INSERT INTO of_u VALUES (99, 2);
INSERT INTO u VALUES (1, 1, 'x') ON CONFLICT (id) DO UPDATE SET a = 77 RETURNING *;
DROP INDEX u_id;
DROP INDEX u_b;
ALTER TABLE u DROP CONSTRAINT u_id;
ALTER TABLE u DROP CONSTRAINT u_id CASCADE;
DROP TABLE of_u, u, two, later, d;
