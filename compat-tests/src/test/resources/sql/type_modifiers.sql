-- Casts that drop a length or precision, and types without one.
CREATE SCHEMA modified;
SET search_path TO modified;
CREATE TABLE sized (n numeric(18,3), c char(16), v varchar(4), b bit(3), a numeric(4,1)[]);
CREATE VIEW sized_view AS SELECT n, n::numeric AS n2, n::numeric(18,3) AS n3, n::numeric(16,4) AS n4, c::bpchar AS c2, c::char(16) AS c3, v::varchar AS v2, b::"bit" AS b2, b::bit AS b3, a::numeric[] AS a2 FROM sized;
SELECT pg_get_viewdef('sized_view', true);
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'sized_view'::regclass ORDER BY attnum;
CREATE TABLE bit_defaults(b1 bit(4) DEFAULT '1001', b2 bit(4) DEFAULT B'0101', b3 bit varying(5) DEFAULT '1001', b4 bit varying(5) DEFAULT B'0101');
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'bit_defaults'::regclass ORDER BY adnum;
INSERT INTO bit_defaults DEFAULT VALUES;
TABLE bit_defaults;
SELECT 'abc'::char(3) + 1;
SELECT b'1' + 1;
SELECT format_type('bit'::regtype, NULL), format_type('bit'::regtype, -1), format_type('bpchar'::regtype, NULL), format_type('bpchar'::regtype, -1), pg_typeof(b'1'), pg_typeof('a'::char(3));
CREATE FUNCTION takes(char, bit) RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT 'takes'::regproc::regprocedure, pg_get_function_arguments('takes'::regproc);
SELECT pg_get_viewdef('sized_view'), pg_get_viewdef('sized_view', true) = pg_get_viewdef('sized_view'::regclass, true);
SET client_min_messages = warning;
DROP SCHEMA modified CASCADE;
