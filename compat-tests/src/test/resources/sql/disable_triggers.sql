-- What DISABLE TRIGGER and session_replication_role keep from happening, foreign keys among it.
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent ON DELETE CASCADE);
CREATE TABLE tree (id int PRIMARY KEY, up int REFERENCES tree);
INSERT INTO parent VALUES (1), (2);
INSERT INTO child VALUES (10, 1);
ALTER TABLE child DISABLE TRIGGER ALL;
INSERT INTO child VALUES (11, 99);
UPDATE child SET parent_id = 98 WHERE id = 10;
-- The other table's are not switched off.
INSERT INTO child VALUES (12, 2);
DELETE FROM parent WHERE id = 2;
SELECT * FROM child ORDER BY id;
ALTER TABLE child ENABLE TRIGGER ALL;
INSERT INTO child VALUES (13, 97);
UPDATE child SET parent_id = 97 WHERE id = 11;
ALTER TABLE parent DISABLE TRIGGER ALL;
INSERT INTO child VALUES (14, 1);
DELETE FROM parent WHERE id = 1;
SELECT * FROM child ORDER BY id;
ALTER TABLE parent ENABLE TRIGGER ALL;
ALTER TABLE child DISABLE TRIGGER USER;
INSERT INTO child VALUES (15, 96);
ALTER TABLE child ENABLE TRIGGER USER;
ALTER TABLE tree DISABLE TRIGGER ALL;
INSERT INTO tree VALUES (1, 7);
ALTER TABLE tree ENABLE TRIGGER ALL;
INSERT INTO tree VALUES (2, 8);
-- A key that is added later is none of those that were switched off.
ALTER TABLE tree DISABLE TRIGGER ALL;
ALTER TABLE tree ADD other int REFERENCES parent;
INSERT INTO tree VALUES (3, 9, 5);
INSERT INTO tree VALUES (3, 9, NULL);
ALTER TABLE tree ENABLE TRIGGER ALL;
-- Not everybody may.
CREATE ROLE keeper;
ALTER TABLE tree OWNER TO keeper;
SET ROLE keeper;
ALTER TABLE tree DISABLE TRIGGER USER;
SET session_replication_role = replica;
RESET ROLE;
-- Triggers by the session's role.
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
  $$BEGIN RAISE NOTICE '% %', TG_NAME, NEW.id; RETURN NEW; END$$;
CREATE TRIGGER a_always BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER b_origin BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER c_replica AFTER INSERT ON child FOR EACH ROW EXECUTE FUNCTION tell();
ALTER TABLE child ENABLE ALWAYS TRIGGER a_always;
ALTER TABLE child ENABLE REPLICA TRIGGER c_replica;
INSERT INTO parent VALUES (5);
INSERT INTO child VALUES (20, 5);
SET session_replication_role = replica;
INSERT INTO child VALUES (21, 95);
INSERT INTO child VALUES (22, 5);
DELETE FROM parent WHERE id = 5;
SET session_replication_role = local;
INSERT INTO child VALUES (23, 94);
RESET session_replication_role;
SELECT * FROM child ORDER BY id;
SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'child'::regclass AND NOT tgisinternal
  ORDER BY tgname;
-- Partitions go along with their table.
CREATE TABLE part (id int PRIMARY KEY, parent_id int REFERENCES parent) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
ALTER TABLE part DISABLE TRIGGER ALL;
INSERT INTO part VALUES (1, 93);
ALTER TABLE part ENABLE TRIGGER ALL;
INSERT INTO part VALUES (2, 93);
DROP TABLE part, tree, child, parent;
DROP FUNCTION tell;
DROP ROLE keeper;
