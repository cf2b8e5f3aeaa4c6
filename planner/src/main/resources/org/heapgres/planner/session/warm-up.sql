-- See WarmUp.
BEGIN;
CREATE TEMPORARY TABLE warm (id bigint PRIMARY KEY, name text NOT NULL DEFAULT '', at timestamptz DEFAULT now(), CHECK (id > 0));
CREATE INDEX ON warm (name, at DESC);
ALTER TABLE warm ADD COLUMN amount numeric(10, 2) NOT NULL DEFAULT 0, ADD COLUMN kind int DEFAULT 7;
INSERT INTO warm (id, name) SELECT i, 'row ' || i FROM generate_series(1, 20) i;
INSERT INTO warm VALUES (21, 'more') RETURNING id, at;
SELECT w.name, count(*), max(w.at) FROM warm w LEFT JOIN warm o ON o.id = w.id + 1 WHERE w.id BETWEEN 2 AND 9 GROUP BY w.name ORDER BY 1 LIMIT 3;
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.oid = 'warm'::regclass AND a.attnum > 0 ORDER BY a.attnum;
SELECT * FROM warm WHERE id = 7;
UPDATE warm SET name = upper(name), amount = 1.5 WHERE id < 5;
DELETE FROM warm WHERE id = 3;
ALTER TABLE warm ADD COLUMN flag boolean NOT NULL DEFAULT false, ADD COLUMN note varchar(80), DROP COLUMN kind;
ROLLBACK;
