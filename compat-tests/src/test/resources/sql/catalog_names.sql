-- Names of functions and operators to oids, and functions of the catalogs' own.
CREATE SCHEMA named;
SET search_path TO named;
SELECT to_regoper('||/'), to_regoper('pg_catalog.||/'), to_regoper('||//'), to_regoper('ng_catalog.||/'), to_regoperator('+(int4,int4)'), to_regoperator('++(int4,int4)'), to_regoperator('pg_catalog.+(int4,int4)'), to_regoperator('ng_catalog.+(int4,int4)');
SELECT to_regoper('+'), to_regproc('ng_catalog.now'), to_regprocedure('ng_catalog.abs(numeric)'), to_regcollation('ng_catalog."POSIX"'), to_regproc('pg_catalog.now'), to_regcollation('pg_catalog."POSIX"');
SELECT regproc('ng_catalog.now');
CREATE SEQUENCE counted INCREMENT BY 5 MINVALUE 10 START 20 CACHE 3 CYCLE;
SELECT * FROM pg_sequence_parameters('counted'::regclass);
SELECT pg_filenode_relation(0, pg_relation_filenode('counted')) = 'counted'::regclass, pg_filenode_relation(0, 1);
SELECT float8_regr_accum('{4,140,2900,1290,83075,15050}'::float8[], 200, 100);
SELECT float8_regr_combine('{3,60,200,750,20000,2000}'::float8[], '{0,0,0,0,0,0}'::float8[]), float8_regr_combine('{3,60,200,750,20000,2000}'::float8[], '{2,180,200,740,57800,-3400}'::float8[]);
SELECT 'a_c'::bytea LIKE 'a$__'::bytea ESCAPE '$'::bytea, 'a_c'::bytea NOT LIKE 'a$__'::bytea ESCAPE '$'::bytea, 'abc'::bytea LIKE 'a$_c'::bytea ESCAPE '$'::bytea;
SET client_min_messages = warning;
DROP SCHEMA named CASCADE;
