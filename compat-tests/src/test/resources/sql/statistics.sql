-- what ANALYZE leaves: small tables, which are looked at as a whole
CREATE TABLE measured (id int PRIMARY KEY, grp int, label text, amount numeric(10,2), day date, ok boolean, doc json, tags int[], empty text);
INSERT INTO measured SELECT i, i % 7, CASE WHEN i % 10 = 0 THEN NULL ELSE 'label ' || (i * i) % 13 END, (i % 50) * 1.25, date '2024-01-01' + i % 400, i % 3 = 0, '{}', ARRAY[i % 2, 1], NULL FROM generate_series(1, 1000) AS i;
SELECT reltuples FROM pg_class WHERE relname = 'measured';
SELECT count(*) FROM pg_stats WHERE tablename = 'measured';
ANALYZE measured;
SELECT reltuples FROM pg_class WHERE relname = 'measured';
SELECT attname, inherited, null_frac, avg_width, n_distinct FROM pg_stats WHERE tablename = 'measured' AND attname <> 'tags' ORDER BY attname;
SELECT attname, array_length(most_common_freqs, 1) AS common, most_common_freqs[1] AS first, round(correlation::numeric, 4) AS correlation FROM pg_stats WHERE tablename = 'measured' AND attname IN ('id', 'grp', 'label', 'amount', 'ok') ORDER BY attname;
SELECT histogram_bounds::text FROM pg_stats WHERE tablename = 'measured' AND attname = 'id';
SELECT most_common_vals::text::boolean[] FROM pg_stats WHERE tablename = 'measured' AND attname = 'ok';
SELECT array_length(histogram_bounds::text::date[], 1) FROM pg_stats WHERE tablename = 'measured' AND attname = 'day';
SELECT staattnum, stanullfrac, stakind1, stakind2, stakind3 FROM pg_statistic WHERE starelid = 'measured'::regclass AND staattnum <= 6 ORDER BY staattnum;
-- columns by name; what was known of others stays
CREATE TABLE partly (a int, b int);
INSERT INTO partly SELECT i, i % 5 FROM generate_series(1, 500) AS i;
ANALYZE partly (b);
SELECT attname, n_distinct FROM pg_stats WHERE tablename = 'partly' ORDER BY attname;
ANALYZE partly (a, b);
SELECT attname, n_distinct FROM pg_stats WHERE tablename = 'partly' ORDER BY attname;
ANALYZE partly (c);
VACUUM partly (a);
VACUUM (ANALYZE) partly (a);
-- in a transaction
BEGIN;
INSERT INTO partly SELECT i, 7 FROM generate_series(501, 1000) AS i;
ANALYZE partly;
SELECT attname, n_distinct, most_common_vals::text FROM pg_stats WHERE tablename = 'partly' AND attname = 'b';
ROLLBACK;
SELECT attname, n_distinct, most_common_vals::text FROM pg_stats WHERE tablename = 'partly' AND attname = 'b' ORDER BY 1;
SELECT relname, n_live_tup, last_analyze IS NOT NULL AS analysed, last_autoanalyze FROM pg_stat_user_tables WHERE relname = 'measured';
-- another type
ALTER TABLE partly ALTER COLUMN b TYPE text;
SELECT attname FROM pg_stats WHERE tablename = 'partly' ORDER BY attname;
SET default_statistics_target = 5;
ANALYZE measured;
SELECT attname, array_length(histogram_bounds::text::int[], 1) AS bounds FROM pg_stats WHERE tablename = 'measured' AND attname = 'id';
RESET default_statistics_target;
DROP TABLE measured, partly;
