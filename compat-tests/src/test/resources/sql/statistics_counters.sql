-- What pg_stat_user_tables and pg_stat_user_indexes count.
CREATE TABLE counted (id int PRIMARY KEY, a int, b text);
CREATE INDEX counted_a ON counted (a);
INSERT INTO counted SELECT g, g % 10, 'x' FROM generate_series(1, 100) g;
SELECT pg_stat_force_next_flush();
CREATE TABLE before AS
  SELECT seq_scan, seq_tup_read FROM pg_stat_user_tables WHERE relname = 'counted';
SELECT relname, idx_scan, idx_tup_fetch, last_idx_scan, n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd
  FROM pg_stat_user_tables WHERE relname = 'counted';
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT b FROM counted WHERE id = 5;
SELECT b FROM counted WHERE id = 500;
SELECT count(b) FROM counted WHERE id BETWEEN 11 AND 20;
SELECT count(b) FROM counted WHERE a = 3;
UPDATE counted SET b = 'y' WHERE id = 7;
UPDATE counted SET a = 3 WHERE id = 8;
DELETE FROM counted WHERE id = 9;
RESET enable_seqscan;
RESET enable_bitmapscan;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SELECT count(b) FROM counted WHERE b = 'y';
RESET enable_indexscan;
RESET enable_indexonlyscan;
SELECT pg_stat_force_next_flush();
SELECT s.seq_scan - b.seq_scan AS seq_scan, s.seq_tup_read - b.seq_tup_read AS seq_tup_read,
    last_seq_scan > now() - interval '1 hour' AS lately
  FROM pg_stat_user_tables s, before b WHERE relname = 'counted';
SELECT idx_scan, idx_tup_fetch, last_idx_scan > now() - interval '1 hour' AS lately
  FROM pg_stat_user_tables WHERE relname = 'counted';
SELECT n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd, vacuum_count, autovacuum_count
  FROM pg_stat_user_tables WHERE relname = 'counted';
SELECT relname, indexrelname, idx_scan, idx_tup_read, idx_tup_fetch, last_idx_scan IS NOT NULL AS ever
  FROM pg_stat_user_indexes WHERE relname = 'counted' ORDER BY indexrelname;
DROP TABLE counted, before;
