-- pg_stat_statements 1.12 (manual, F.32). Nothing is counted of blocks, plans and workers: these columns are 0.
CREATE FUNCTION heapgres_stat_statements(OUT userid oid, OUT dbid oid, OUT toplevel bool, OUT queryid bigint, OUT query text, OUT calls int8, OUT total_exec_time float8, OUT min_exec_time float8, OUT max_exec_time float8, OUT mean_exec_time float8, OUT stddev_exec_time float8, OUT rows int8, OUT stats_since timestamptz, OUT minmax_stats_since timestamptz) RETURNS SETOF record AS 'heapgres_stat_statements' LANGUAGE C VOLATILE PARALLEL SAFE;
CREATE FUNCTION pg_stat_statements(showtext boolean, OUT userid oid, OUT dbid oid, OUT toplevel bool, OUT queryid bigint, OUT query text, OUT plans int8, OUT total_plan_time float8, OUT min_plan_time float8, OUT max_plan_time float8, OUT mean_plan_time float8, OUT stddev_plan_time float8, OUT calls int8, OUT total_exec_time float8, OUT min_exec_time float8, OUT max_exec_time float8, OUT mean_exec_time float8, OUT stddev_exec_time float8, OUT rows int8, OUT shared_blks_hit int8, OUT shared_blks_read int8, OUT shared_blks_dirtied int8, OUT shared_blks_written int8, OUT local_blks_hit int8, OUT local_blks_read int8, OUT local_blks_dirtied int8, OUT local_blks_written int8, OUT temp_blks_read int8, OUT temp_blks_written int8, OUT shared_blk_read_time float8, OUT shared_blk_write_time float8, OUT local_blk_read_time float8, OUT local_blk_write_time float8, OUT temp_blk_read_time float8, OUT temp_blk_write_time float8, OUT wal_records int8, OUT wal_fpi int8, OUT wal_bytes numeric, OUT wal_buffers_full int8, OUT jit_functions int8, OUT jit_generation_time float8, OUT jit_inlining_count int8, OUT jit_inlining_time float8, OUT jit_optimization_count int8, OUT jit_optimization_time float8, OUT jit_emission_count int8, OUT jit_emission_time float8, OUT jit_deform_count int8, OUT jit_deform_time float8, OUT parallel_workers_to_launch int8, OUT parallel_workers_launched int8, OUT stats_since timestamptz, OUT minmax_stats_since timestamptz) RETURNS SETOF record LANGUAGE SQL VOLATILE PARALLEL SAFE AS $$
  SELECT userid,
    dbid,
    toplevel,
    queryid,
    CASE WHEN showtext THEN query END AS query,
    0::int8 AS plans,
    0::float8 AS total_plan_time,
    0::float8 AS min_plan_time,
    0::float8 AS max_plan_time,
    0::float8 AS mean_plan_time,
    0::float8 AS stddev_plan_time,
    calls,
    total_exec_time,
    min_exec_time,
    max_exec_time,
    mean_exec_time,
    stddev_exec_time,
    rows,
    0::int8 AS shared_blks_hit,
    0::int8 AS shared_blks_read,
    0::int8 AS shared_blks_dirtied,
    0::int8 AS shared_blks_written,
    0::int8 AS local_blks_hit,
    0::int8 AS local_blks_read,
    0::int8 AS local_blks_dirtied,
    0::int8 AS local_blks_written,
    0::int8 AS temp_blks_read,
    0::int8 AS temp_blks_written,
    0::float8 AS shared_blk_read_time,
    0::float8 AS shared_blk_write_time,
    0::float8 AS local_blk_read_time,
    0::float8 AS local_blk_write_time,
    0::float8 AS temp_blk_read_time,
    0::float8 AS temp_blk_write_time,
    0::int8 AS wal_records,
    0::int8 AS wal_fpi,
    0::numeric AS wal_bytes,
    0::int8 AS wal_buffers_full,
    0::int8 AS jit_functions,
    0::float8 AS jit_generation_time,
    0::int8 AS jit_inlining_count,
    0::float8 AS jit_inlining_time,
    0::int8 AS jit_optimization_count,
    0::float8 AS jit_optimization_time,
    0::int8 AS jit_emission_count,
    0::float8 AS jit_emission_time,
    0::int8 AS jit_deform_count,
    0::float8 AS jit_deform_time,
    0::int8 AS parallel_workers_to_launch,
    0::int8 AS parallel_workers_launched,
    stats_since,
    minmax_stats_since
  FROM heapgres_stat_statements()
$$;
CREATE VIEW pg_stat_statements AS SELECT * FROM pg_stat_statements(true);
GRANT SELECT ON pg_stat_statements TO PUBLIC;
CREATE FUNCTION pg_stat_statements_info(OUT dealloc bigint, OUT stats_reset timestamptz) RETURNS record AS 'heapgres_stat_statements_info' LANGUAGE C VOLATILE PARALLEL SAFE;
CREATE VIEW pg_stat_statements_info AS SELECT * FROM pg_stat_statements_info();
GRANT SELECT ON pg_stat_statements_info TO PUBLIC;
CREATE FUNCTION pg_stat_statements_reset(userid oid DEFAULT 0, dbid oid DEFAULT 0, queryid bigint DEFAULT 0, minmax_only boolean DEFAULT false) RETURNS timestamptz AS 'heapgres_stat_statements_reset' LANGUAGE C STRICT PARALLEL SAFE;
REVOKE ALL ON FUNCTION pg_stat_statements_reset(oid, oid, bigint, boolean) FROM PUBLIC;
