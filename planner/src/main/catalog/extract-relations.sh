#!/bin/sh
# Regenerates system_relations.tsv, system_columns.tsv and settings.tsv in
# ../resources/org/heapgres/planner/catalog from any freshly initialised PostgreSQL 18:
#   PGHOST=127.0.0.1 PGPORT=5432 PGUSER=postgres ./extract-relations.sh
#
# A file is in COPY's text format below a header line "column:type ...".
set -e
cd "$(dirname "$0")/../resources/org/heapgres/planner/catalog"

query() { # file, header, query
  printf '%b\n' "$2" >"$1.tsv"
  psql -Xq -v ON_ERROR_STOP=1 template1 -c "COPY ($3) TO STDOUT" >>"$1.tsv"
}

query system_relations 'oid:oid\tschema:oid\tname:name\tkind:char\trowtype:oid\tshared:bool\tcomment:text' "
  SELECT c.oid, relnamespace, relname, relkind, reltype, relisshared,
    obj_description(c.oid, 'pg_class')
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'v') AND nspname IN ('pg_catalog', 'information_schema')
  ORDER BY relnamespace, relname"

query system_columns 'relation:oid\tattnum:int2\tname:name\ttype:oid\ttypmod:int4\tnotnull:bool' "
  SELECT attrelid, attnum, attname, atttypid, atttypmod, attnotnull
  FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'v') AND nspname IN ('pg_catalog', 'information_schema') AND attnum > 0
  ORDER BY relnamespace, relname, attnum"

# What depends on the machine or on how this server was started is set by Heapgres itself.
query settings 'name:text\tunit:text\tcategory:text\tdescription:text\tdetail:text\tcontext:text\ttype:text\tminimum:text\tmaximum:text\tvalues:_text\tdefault:text' "
  SELECT name, unit, category, short_desc, extra_desc, context, vartype, min_val, max_val, enumvals,
    boot_val
  FROM pg_settings WHERE name !~ '[.]' ORDER BY lower(name)"
