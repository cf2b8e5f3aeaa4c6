#!/bin/sh
# Regenerates ../resources/org/heapgres/planner/catalog/*.tsv from any PostgreSQL 18 with only its
# bootstrap objects in the database:   PGHOST=127.0.0.1 PGPORT=5432 PGUSER=postgres ./extract.sh
#
# A file is one catalog in COPY's text format below a header line "column:type ...". Columns of type
# regproc are kept as oids; expression trees (pg_node_tree) as the text PostgreSQL deparses them to.
set -e
cd "$(dirname "$0")/../resources/org/heapgres/planner/catalog"

table() { # name, order, filter
  header=$(psql -XAtq -v ON_ERROR_STOP=1 template1 -c "
    SELECT string_agg(attname || ':' || typname, E'\t' ORDER BY attnum)
    FROM pg_attribute a JOIN pg_type t ON t.oid = atttypid
    WHERE attrelid = 'pg_catalog.$1'::regclass AND attnum > 0")
  columns=$(psql -XAtq -v ON_ERROR_STOP=1 template1 -c "
    SELECT string_agg(
      CASE
        WHEN attname = 'proargdefaults' THEN 'pg_get_expr(proargdefaults, 0)'
        WHEN attname = 'prosqlbody' THEN 'pg_get_function_sqlbody(oid)'
        WHEN atttypid = 'regproc'::regtype THEN attname || '::oid'
        ELSE quote_ident(attname) END, ', ' ORDER BY attnum)
    FROM pg_attribute
    WHERE attrelid = 'pg_catalog.$1'::regclass AND attnum > 0")
  printf '%s\n' "$header" >"$1.tsv"
  psql -Xq -v ON_ERROR_STOP=1 template1 \
    -c "COPY (SELECT $columns FROM pg_catalog.$1 WHERE $3 ORDER BY $2) TO STDOUT" >>"$1.tsv"
}

table pg_type oid 'oid < 16384'
table pg_proc oid 'oid < 16384'
table pg_operator oid 'oid < 16384'
table pg_cast oid 'oid < 16384'
table pg_aggregate aggfnoid 'aggfnoid::oid < 16384'
table pg_am oid 'oid < 16384'
table pg_opfamily oid 'oid < 16384'
table pg_opclass oid 'oid < 16384'
table pg_amop oid 'oid < 16384'
table pg_amproc oid 'oid < 16384'
table pg_range rngtypid 'rngtypid < 16384'
table pg_language oid 'oid < 12000'
table pg_collation oid "oid < 12000 OR (oid < 16384 AND collprovider = 'i')"
table pg_conversion oid 'oid < 12000'
table pg_ts_parser oid 'oid < 12000'
table pg_ts_template oid 'oid < 12000'
table pg_ts_dict oid 'oid < 16384'
table pg_ts_config oid 'oid < 16384'
table pg_ts_config_map 'mapcfg, maptokentype, mapseqno' 'mapcfg < 16384'
table pg_description 'classoid, objoid, objsubid' \
  "objoid < 16384 AND classoid IN ('pg_type'::regclass, 'pg_proc'::regclass, 'pg_operator'::regclass,
   'pg_am'::regclass, 'pg_language'::regclass, 'pg_collation'::regclass, 'pg_namespace'::regclass,
   'pg_conversion'::regclass, 'pg_ts_dict'::regclass, 'pg_ts_config'::regclass,
   'pg_ts_template'::regclass, 'pg_ts_parser'::regclass)"

# Time zone abbreviations: name, seconds east of UTC, daylight saving.
PGTZ=UTC psql -XAtq -F '	' -v ON_ERROR_STOP=1 template1 -c "
  SELECT abbrev, extract(epoch FROM utc_offset)::int, is_dst FROM pg_timezone_abbrevs ORDER BY 1" \
  >timezone_abbreviations.tsv

# SQL keywords as pg_get_keywords shows them.
psql -XAtq -F '	' -v ON_ERROR_STOP=1 template1 -c "
  SELECT word, catcode, barelabel, catdesc, baredesc FROM pg_get_keywords() ORDER BY 1" >keywords.tsv
