-- SEARCH and CYCLE of recursive queries.
CREATE TABLE tree (id int, link int, data text);
INSERT INTO tree VALUES (1, NULL, 'a'), (2, 1, 'b'), (3, 1, 'c'), (4, 2, 'd'), (5, 2, 'e'), (6, 3, 'f'), (7, 6, 'g');
CREATE TABLE graph (f int, t int, label text);
INSERT INTO graph VALUES (1, 2, 'arc 1 -> 2'), (1, 3, 'arc 1 -> 3'), (2, 3, 'arc 2 -> 3'), (1, 4, 'arc 1 -> 4'),
  (4, 5, 'arc 4 -> 5'), (5, 1, 'arc 5 -> 1');
WITH RECURSIVE s(id, link, data) AS (
  SELECT t.id, t.link, t.data FROM tree t WHERE id = 1
  UNION ALL SELECT t.id, t.link, t.data FROM tree t, s st WHERE t.link = st.id
) SEARCH DEPTH FIRST BY id SET ordercol SELECT * FROM s ORDER BY ordercol;
WITH RECURSIVE s(id, link, data) AS (
  SELECT t.id, t.link, t.data FROM tree t WHERE id = 1
  UNION ALL SELECT t.id, t.link, t.data FROM tree t, s st WHERE t.link = st.id
) SEARCH BREADTH FIRST BY data, id SET ordercol SELECT * FROM s ORDER BY ordercol;
WITH RECURSIVE s AS (
  SELECT id, link FROM tree WHERE link IS NULL
  UNION ALL SELECT t.id, t.link FROM tree t JOIN s ON t.link = s.id
) SEARCH BREADTH FIRST BY id SET seq SELECT id FROM s ORDER BY seq;
WITH RECURSIVE g(f, t, label) AS (
  SELECT g.f, g.t, g.label FROM graph g
  UNION ALL SELECT g.f, g.t, g.label FROM graph g, g sg WHERE g.f = sg.t
) CYCLE f, t SET is_cycle USING path SELECT * FROM g ORDER BY path, label;
WITH RECURSIVE g(f, t, label) AS (
  SELECT g.f, g.t, g.label FROM graph g WHERE f = 1
  UNION ALL SELECT g.f, g.t, g.label FROM graph g, g sg WHERE g.f = sg.t AND g.label <> 'none'
) CYCLE f, t SET is_cycle TO 'Y' DEFAULT 'N' USING path SELECT f, t, is_cycle, path FROM g ORDER BY path, label;
WITH RECURSIVE g(f, t, label) AS (
  SELECT * FROM graph g WHERE f = 1
  UNION ALL SELECT g.f, g.t, g.label FROM graph g, g sg WHERE g.f = sg.t
) SEARCH DEPTH FIRST BY f, t SET seq CYCLE f, t SET is_cycle TO true DEFAULT false USING path
  SELECT f, t, is_cycle FROM g ORDER BY seq;
WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT (i + 1) % 4 FROM n) CYCLE i SET c USING p SELECT * FROM n ORDER BY p;
SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i % 3 + 1 FROM n) CYCLE i SET c TO 1 DEFAULT 0 USING p
  SELECT * FROM n WHERE c = 0) x;
-- errors
WITH s AS (SELECT 1 AS id) SEARCH DEPTH FIRST BY id SET o SELECT * FROM s;
WITH RECURSIVE s(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM s WHERE id < 3) SEARCH DEPTH FIRST BY nope SET o SELECT * FROM s;
WITH RECURSIVE s(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM s WHERE id < 3) SEARCH DEPTH FIRST BY id, id SET o SELECT * FROM s;
WITH RECURSIVE s(id) AS (SELECT 1 UNION ALL SELECT 2 FROM s WHERE false) SEARCH DEPTH FIRST BY id SET id SELECT * FROM s;
WITH RECURSIVE s(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM s WHERE id < 3) CYCLE nope SET c USING p SELECT * FROM s;
WITH RECURSIVE s(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM s WHERE id < 3) CYCLE id SET c USING c SELECT * FROM s;
WITH RECURSIVE s(id) AS (SELECT 1 UNION ALL SELECT 2 FROM s WHERE false) CYCLE id SET id USING p SELECT * FROM s;
WITH RECURSIVE s(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM s WHERE id < 3)
  SEARCH DEPTH FIRST BY id SET c CYCLE id SET c USING p SELECT * FROM s;
WITH RECURSIVE s(id) AS ((SELECT 1 UNION SELECT 2) UNION ALL SELECT id + 1 FROM s WHERE id < 3) CYCLE id SET c USING p SELECT * FROM s;
DROP TABLE tree, graph;
