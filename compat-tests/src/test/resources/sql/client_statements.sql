-- What client libraries send and hardly anyone else does
-- Sequelize
SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE;
SHOW timezone;
SET TIME ZONE INTERVAL '-05:30' HOUR TO MINUTE;
SHOW timezone;
SELECT timestamptz '2020-01-01 00:00Z';
SET TIME ZONE INTERVAL '3' HOUR;
SHOW timezone;
SET TIME ZONE INTERVAL(3) '08:00';
SHOW timezone;
SET TIME ZONE INTERVAL '-00:00:07';
SHOW timezone;
SELECT timestamptz '2020-01-01 00:00Z';
SET timezone = 'INTERVAL ''3 hours''';
SHOW timezone;
SET TIME ZONE INTERVAL '1 month';
SET TIME ZONE INTERVAL '1 day';
SET TIME ZONE INTERVAL '1' DAY;
SET TIME ZONE INTERVAL 'x';
SET TIME ZONE DEFAULT;
CREATE TABLE author (id serial PRIMARY KEY, name text UNIQUE);
CREATE OR REPLACE FUNCTION pg_temp.testfunc(OUT response author, OUT caught text) RETURNS record AS $$
BEGIN
  INSERT INTO author (name) VALUES ('x') RETURNING * INTO response;
EXCEPTION WHEN unique_violation THEN
  GET STACKED DIAGNOSTICS caught = PG_EXCEPTION_DETAIL;
END $$ LANGUAGE plpgsql;
SELECT (testfunc.response).id, testfunc.caught FROM pg_temp.testfunc();
SELECT (testfunc.response).id, testfunc.caught FROM pg_temp.testfunc();
DROP FUNCTION IF EXISTS pg_temp.testfunc();
DROP FUNCTION IF EXISTS pg_temp.testfunc();
SELECT t.relname, i.relname, ix.indkey, array_agg(a.attnum ORDER BY a.attnum) FROM pg_class t, pg_class i, pg_index ix, pg_attribute a
WHERE t.oid = ix.indrelid AND i.oid = ix.indexrelid AND a.attrelid = t.oid AND t.relkind = 'r' AND t.relname = 'author'
GROUP BY i.relname, ix.indexrelid, ix.indkey, t.relname ORDER BY i.relname;
SELECT DISTINCT indkey FROM pg_index WHERE indrelid = 'author'::regclass ORDER BY indkey;
SELECT indkey = '1', indkey <> '1 2', indkey < '2' FROM pg_index WHERE indrelid = 'author'::regclass ORDER BY indexrelid;
SELECT schemaname, relname FROM pg_statio_all_tables WHERE relname = 'author';
SELECT schemaname, relname FROM pg_statio_user_tables;
SELECT schemaname, relname, heap_blks_read >= 0 AS known FROM pg_statio_sys_tables WHERE relname = 'pg_class';
-- Django
SELECT s.relname, col.attname FROM pg_class s JOIN pg_namespace sn ON sn.oid = s.relnamespace
JOIN pg_depend d ON d.refobjid = s.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_attrdef ad ON ad.oid = d.objid AND d.classid = 'pg_attrdef'::regclass
JOIN pg_attribute col ON col.attrelid = ad.adrelid AND col.attnum = ad.adnum JOIN pg_class tbl ON tbl.oid = ad.adrelid
WHERE d.deptype IN ('a', 'n') AND pg_table_is_visible(tbl.oid) AND tbl.relname = 'author';
-- SQLAlchemy
SELECT a.attname, (SELECT s.seqstart FROM pg_sequence s JOIN pg_class c ON s.seqrelid = c.oid
  WHERE c.relkind = 'S' AND a.attidentity <> '' AND s.seqrelid = pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass::oid)
FROM pg_attribute a WHERE attrelid = 'author'::regclass AND attnum > 0 ORDER BY attnum;
-- node-postgres
DO $$ BEGIN RAISE WARNING 'careful %', 7 USING ERRCODE = '01234'; END $$;
DO $$ BEGIN RAISE NOTICE 'look' USING ERRCODE = 'ZZZZZ'; END $$;
DROP TABLE author;
