-- LOCK TABLE takes tables and views.
CREATE TABLE locked (id int PRIMARY KEY, v varchar(20), n numeric(8, 2), t timestamp(3), b varbit(10));
CREATE VIEW locked_view AS SELECT id FROM locked;
CREATE MATERIALIZED VIEW locked_rows AS SELECT id FROM locked;
CREATE SEQUENCE locked_numbers;
CREATE TYPE locked_pair AS (a int, b int);
BEGIN;
LOCK TABLE locked IN SHARE MODE;
LOCK locked_view IN ACCESS SHARE MODE;
SAVEPOINT s;
LOCK TABLE locked_numbers;
ROLLBACK TO s;
LOCK locked_pkey IN SHARE MODE NOWAIT;
ROLLBACK TO s;
LOCK TABLE locked_rows;
ROLLBACK TO s;
LOCK TABLE locked_pair;
ROLLBACK TO s;
LOCK TABLE locked_nothing;
ROLLBACK;

-- What only allows more than before leaves the rows where they are; the rest writes them anew.
INSERT INTO locked VALUES (1, 'one', 1.25, '2026-01-02 03:04:05.678', B'1010'), (2, NULL, NULL, NULL, NULL);
CREATE INDEX ON locked (v);
CREATE FUNCTION stays(change text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  before oid := (SELECT relfilenode FROM pg_class WHERE relname = 'locked');
BEGIN
  EXECUTE 'ALTER TABLE locked ALTER ' || change;
  RETURN before = (SELECT relfilenode FROM pg_class WHERE relname = 'locked');
END $$;
DROP VIEW locked_view;
DROP MATERIALIZED VIEW locked_rows;
SELECT stays('v TYPE varchar(30)');
SELECT stays('v TYPE varchar(25)');
SELECT stays('v TYPE text');
SELECT stays('v TYPE varchar');
SELECT stays('v TYPE varchar(40)');
SELECT stays('v TYPE varchar(50) USING v || ''!''');
SELECT stays('n TYPE numeric(10, 2)');
SELECT stays('n TYPE numeric(10, 3)');
SELECT stays('n TYPE numeric');
SELECT stays('n TYPE numeric(10, 2)');
SELECT stays('t TYPE timestamp(5)');
SELECT stays('t TYPE timestamp');
SELECT stays('t TYPE timestamp(6)');
SELECT stays('t TYPE timestamp(2)');
SELECT stays('b TYPE varbit(12)');
SELECT stays('b TYPE varbit');
SELECT stays('b TYPE varbit(4)');
SELECT stays('id TYPE bigint');
SELECT * FROM locked ORDER BY id;
INSERT INTO locked VALUES (3, repeat('v', 50), 12345678.90, NULL, B'1111');
INSERT INTO locked VALUES (4, repeat('v', 51));
SELECT id FROM locked WHERE v = 'one!';
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'locked'::regclass AND attnum > 0 ORDER BY attnum;
DROP TABLE locked;
DROP FUNCTION stays;
DROP SEQUENCE locked_numbers;
DROP TYPE locked_pair;
