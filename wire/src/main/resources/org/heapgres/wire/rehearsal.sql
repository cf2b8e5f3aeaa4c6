-- What "heapgres rehearse" runs, a statement between two lines of dashes: a little of everything that applications send
-- in their first seconds. What follows the double line is for a server that finds the heap there.
CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) UNIQUE NOT NULL, city text DEFAULT 'Paris', added timestamptz DEFAULT now())
--
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL REFERENCES customers, total numeric(10, 2), placed date, lines jsonb, tags text[])
--
CREATE INDEX ON orders (customer, placed DESC)
--
CREATE TABLE readings (id int NOT NULL, sensor bigint, name varchar(16) NOT NULL, value double precision NOT NULL, price numeric(12, 2) NOT NULL, at timestamp NOT NULL, day date, remark text)
--
CREATE VIEW spending AS SELECT customer, sum(total) AS total, count(*) AS orders FROM orders GROUP BY customer
--
INSERT INTO customers (id, email) SELECT i, 'customer' || i || '@example.org' FROM generate_series(1, 300) i
--
INSERT INTO orders (customer, total, placed, lines, tags) SELECT 1 + i % 300, i * 1.25, date '2026-01-01' + i % 365, jsonb_build_object('item', i, 'gift', i % 7 = 0), ARRAY['a', i::text] FROM generate_series(1, 2000) i
--
INSERT INTO customers VALUES (301, 'new@example.org', 'Rome', '2026-05-06 07:08:09+02'), (302, 'other@example.org', NULL, NULL) RETURNING id
--
INSERT INTO customers (id, email) VALUES (301, 'renewed@example.org') ON CONFLICT (id) DO UPDATE SET email = excluded.email RETURNING *
--
SELECT * FROM customers WHERE id = 17
--
SELECT id, email FROM customers WHERE email LIKE 'customer1%' AND city IS NOT NULL ORDER BY id DESC LIMIT 10 OFFSET 5
--
SELECT c.email, o.total, o.lines->>'item' FROM customers c JOIN orders o ON o.customer = c.id WHERE o.placed BETWEEN '2026-03-01' AND '2026-04-01' ORDER BY o.total DESC LIMIT 20
--
SELECT city, count(*), sum(total), avg(total), max(placed) FROM customers c LEFT JOIN orders o ON o.customer = c.id GROUP BY city HAVING count(*) > 1 ORDER BY 2 DESC
--
SELECT customer, total, rank() OVER (PARTITION BY customer ORDER BY total DESC) FROM orders WHERE customer < 5
--
WITH best AS (SELECT customer, max(total) AS most FROM orders GROUP BY customer) SELECT c.email, b.most FROM best b, customers c WHERE c.id = b.customer AND EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.id AND o.total > 2000)
--
SELECT count(*) FROM orders WHERE customer IN (SELECT id FROM customers WHERE city = 'Paris') AND lines @> '{"gift": true}' AND 'a' = ANY (tags)
--
SELECT email FROM customers WHERE id < 3 UNION SELECT lower(city) FROM customers ORDER BY 1
--
SELECT * FROM spending WHERE total > 1000 ORDER BY customer
--
SELECT CASE WHEN id % 2 = 0 THEN 'even' ELSE 'odd' END, coalesce(city, '?'), to_char(added, 'YYYY-MM-DD'), date_trunc('day', added), upper(substring(email FROM 1 FOR 3)), round(id / 7.0, 2) FROM customers WHERE id = ANY ('{1,2,3}')
--
UPDATE customers SET city = 'Lyon' WHERE id = 17
--
UPDATE orders SET total = total + 1 FROM customers c WHERE c.id = orders.customer AND c.city = 'Lyon'
--
DELETE FROM orders WHERE customer = 18
--
EXPLAIN SELECT * FROM orders WHERE customer = 3
--
BEGIN
--
SELECT * FROM customers WHERE id = 20 FOR UPDATE
--
SAVEPOINT before
--
ROLLBACK TO SAVEPOINT before
--
COMMIT
--
ALTER TABLE customers ADD COLUMN note text DEFAULT ''
--
SHOW server_version
--
SET application_name = 'rehearsal'
--
SELECT current_database(), current_user, current_schema(), version(), pg_backend_pid()
--
SELECT n.nspname, c.relname, CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'i' THEN 'index' END, pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'i') AND n.nspname !~ '^pg_toast' AND pg_table_is_visible(c.oid) ORDER BY 1, 2
--
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = 'orders'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
--
SELECT conname, pg_get_constraintdef(oid, true) FROM pg_constraint WHERE conrelid = 'orders'::regclass
--
SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position
--
CREATE FUNCTION doubled(x int) RETURNS int LANGUAGE sql AS 'SELECT x * 2'
--
CREATE FUNCTION twice(x int) RETURNS int LANGUAGE plpgsql AS 'DECLARE y int := 0; BEGIN FOR i IN 1..2 LOOP y := y + x; END LOOP; RETURN y; END'
--
SELECT doubled(id), twice(id) FROM customers WHERE id < 5
--
DO $py$ customers[17] $py$
--
DO $py$
class Queue:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop(0)
heap.jobs = Queue()
heap.settings = {'limits': [1, 2, 3], 'when': None}
$py$
--
DO $py$ jobs.push(customers[17].email) $py$
--
DO $py$
for customer in customers.values():
    customer.note = customer.email.upper()
$py$
--
DO $py$ {'jobs': jobs.pop(), 'settings': settings, 'sum': sum(order.total for order in orders.values())} $py$
--
DO $py$ settings['limits'].append(4) $py$
--
SELECT value->'items' FROM heap.jobs
--
DO $py$ [row['email'] for row in sql("SELECT email FROM customers WHERE id < 10")] $py$
====
ALTER TABLE orders ADD COLUMN paid boolean NOT NULL DEFAULT false
--
SELECT id, total, paid FROM orders WHERE customer = 17 ORDER BY placed DESC LIMIT 3
--
SELECT count(*), sum(total) FROM orders WHERE NOT paid
--
ALTER TABLE orders ADD COLUMN changed timestamptz DEFAULT now(), ADD COLUMN weight double precision DEFAULT 1.5, ADD COLUMN remark text
--
ALTER TABLE orders ADD CONSTRAINT heavy CHECK (weight > 0), ALTER COLUMN remark SET DEFAULT 'none', ALTER COLUMN weight SET NOT NULL
--
ALTER TABLE orders RENAME COLUMN remark TO comment
--
ALTER TABLE orders ALTER COLUMN comment TYPE varchar(200), DROP COLUMN weight
--
ALTER TABLE customers ADD CONSTRAINT by_note UNIQUE (id, note)
--
CREATE TABLE parcels (id serial PRIMARY KEY, "order" bigint REFERENCES orders ON DELETE CASCADE, sent date)
--
ALTER TABLE parcels ADD CONSTRAINT sent_once UNIQUE ("order", sent)
--
CREATE UNIQUE INDEX CONCURRENTLY ON parcels (sent, id)
--
DROP TABLE parcels
--
TRUNCATE orders
--
DROP VIEW spending
