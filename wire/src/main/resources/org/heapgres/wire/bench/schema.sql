-- The tables of "heapgres bench"; :scale accounts are 100,000 a unit, order lines 600,000. Every value follows from the
-- row's number, so that two servers have the same rows without any being sent to them.
CREATE TABLE branches (bid int PRIMARY KEY, balance int NOT NULL)
--
CREATE TABLE tellers (tid int PRIMARY KEY, bid int NOT NULL, balance int NOT NULL)
--
CREATE TABLE accounts (aid int PRIMARY KEY, bid int NOT NULL, balance int NOT NULL, filler char(84))
--
CREATE TABLE history (tid int, bid int, aid int, delta int, at timestamptz)
--
INSERT INTO branches SELECT i, 0 FROM generate_series(1, :branches) i
--
INSERT INTO tellers SELECT i, 1 + (i - 1) / 10, 0 FROM generate_series(1, :branches * 10) i
--
INSERT INTO accounts SELECT i, 1 + (i - 1) / 100000, 0, '' FROM generate_series(1, :accounts) i
--
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, nation int NOT NULL, segment text NOT NULL, balance numeric(12, 2) NOT NULL)
--
CREATE TABLE parts (id int PRIMARY KEY, name text NOT NULL, brand text NOT NULL, kind text NOT NULL, size int NOT NULL, price numeric(12, 2) NOT NULL)
--
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, status char(1) NOT NULL, placed date NOT NULL, priority text NOT NULL, total numeric(12, 2) NOT NULL)
--
CREATE TABLE lines (order_id int NOT NULL, line int NOT NULL, part int NOT NULL, quantity numeric(12, 2) NOT NULL, price numeric(12, 2) NOT NULL, discount numeric(12, 2) NOT NULL, tax numeric(12, 2) NOT NULL, flag char(1) NOT NULL, shipped date NOT NULL, received date NOT NULL, mode text NOT NULL, PRIMARY KEY (order_id, line))
--
INSERT INTO customers SELECT i, 'Customer ' || i, i * 7 % 25, (ARRAY['BUILDING', 'MACHINERY', 'HOUSEHOLD', 'AUTOMOBILE', 'FURNITURE'])[1 + i * 11 % 5], (i::bigint * 7919 % 1000000) / 100.0 - 1000 FROM generate_series(1, :orders / 10) i
--
INSERT INTO parts SELECT i, 'part ' || i * 31 % 97 || ' of ' || i * 17 % 89, 'Brand#' || 1 + i * 13 % 5 || 1 + i * 29 % 5, (ARRAY['STANDARD', 'SMALL', 'MEDIUM', 'LARGE', 'ECONOMY', 'PROMO'])[1 + i * 19 % 6] || ' ' || (ARRAY['TIN', 'NICKEL', 'BRASS', 'STEEL', 'COPPER'])[1 + i * 23 % 5], 1 + i * 37 % 50, 900 + (i::bigint * 104729 % 110000) / 100.0 FROM generate_series(1, :orders / 8 + 1) i
--
INSERT INTO orders SELECT i, 1 + (i::bigint * 15485863 % (:orders / 10))::int, (ARRAY['O', 'F', 'P'])[1 + i * 7 % 3], date '2019-01-01' + i * 53 % 2400, (ARRAY['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'])[1 + i * 17 % 5], 1000 + (i::bigint * 32452843 % 45000000) / 100.0 FROM generate_series(1, :orders) i
--
INSERT INTO lines SELECT o.id, l, 1 + ((o.id * 7 + l) ::bigint * 179424673 % (:orders / 8 + 1))::int, 1 + (o.id * 13 + l * 7) % 50, (1 + (o.id * 13 + l * 7) % 50) * (900 + ((o.id * 7 + l)::bigint * 104729 % 110000) / 100.0)::numeric(12, 2), ((o.id + l * 3) % 11) / 100.0, ((o.id * 3 + l) % 9) / 100.0, (ARRAY['A', 'N', 'R'])[1 + (o.id * 5 + l) % 3], o.placed + 1 + (o.id * 11 + l * 5) % 121, o.placed + 2 + (o.id * 11 + l * 5) % 121 + (o.id * 3 + l) % 30, (ARRAY['AIR', 'MAIL', 'SHIP', 'TRUCK', 'RAIL', 'FOB', 'REG AIR'])[1 + (o.id * 3 + l) % 7] FROM orders o CROSS JOIN generate_series(1, 4) l
--
CREATE INDEX ON orders (customer)
--
CREATE INDEX ON lines (part)
--
CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, quantity int NOT NULL, price float8 NOT NULL, next int NOT NULL)
--
INSERT INTO items SELECT i, 'item ' || i, i % 100, i * 0.25, 1 + (i::bigint * 7919 % 10000)::int FROM generate_series(1, 10000) i
