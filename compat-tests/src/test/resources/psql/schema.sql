-- What the describe commands are asked about.
CREATE ROLE app_owner LOGIN;
CREATE ROLE app_reader NOINHERIT CONNECTION LIMIT 5;
CREATE ROLE app_admin CREATEDB CREATEROLE LOGIN VALID UNTIL '2030-01-01 00:00+00';
COMMENT ON ROLE app_owner IS 'owns the application';
GRANT app_reader TO app_owner WITH ADMIN OPTION;
ALTER ROLE app_owner SET search_path = app, public;
ALTER ROLE app_owner IN DATABASE psql_describe SET work_mem = '8MB';
ALTER DATABASE psql_describe SET statement_timeout = '1min';

CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'the application';
GRANT USAGE ON SCHEMA app TO app_reader;
SET search_path = app, public;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
COMMENT ON TYPE mood IS 'how one feels';
CREATE DOMAIN email AS text COLLATE "C" NOT NULL DEFAULT 'nobody@example.org' CHECK (VALUE LIKE '%@%');
COMMENT ON DOMAIN email IS 'an address';
CREATE DOMAIN positive AS int CONSTRAINT more_than_zero CHECK (VALUE > 0);
CREATE TYPE address AS (street text, number int, zip varchar(10));
CREATE TYPE int_span AS RANGE (subtype = int4);

CREATE SEQUENCE ticket AS int START 100 INCREMENT BY 5 MINVALUE 10 MAXVALUE 10000 CYCLE CACHE 3;
COMMENT ON SEQUENCE ticket IS 'numbers of tickets';

CREATE TABLE customer (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mail email UNIQUE,
  name varchar(40) NOT NULL DEFAULT 'nobody',
  born date,
  balance numeric(12,2) NOT NULL DEFAULT 0 CONSTRAINT solvent CHECK (balance >= 0),
  feels mood DEFAULT 'ok',
  home address,
  tags text[] DEFAULT '{}',
  profile jsonb,
  shout text GENERATED ALWAYS AS (upper(name)) STORED,
  code serial,
  changed timestamptz(3) DEFAULT now());
COMMENT ON TABLE customer IS 'who buys';
COMMENT ON COLUMN customer.name IS 'as it is on the card';
CREATE INDEX customer_born ON customer (born DESC NULLS LAST) INCLUDE (name) WHERE balance > 100;
CREATE INDEX customer_lower ON customer (lower(name), balance);
CREATE UNIQUE INDEX customer_code ON customer (code) NULLS NOT DISTINCT;
COMMENT ON INDEX customer_lower IS 'to find names';
ALTER TABLE customer OWNER TO app_owner;
GRANT SELECT, INSERT ON customer TO app_reader;
GRANT UPDATE (name) ON customer TO app_reader;
GRANT SELECT ON customer TO PUBLIC;

CREATE TABLE purchase (
  customer bigint REFERENCES customer ON DELETE CASCADE ON UPDATE SET NULL,
  line int,
  what text,
  amount positive,
  PRIMARY KEY (customer, line) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT known_what FOREIGN KEY (customer) REFERENCES customer (id) MATCH FULL DEFERRABLE,
  UNIQUE (what, line));

CREATE TABLE measure (at timestamp NOT NULL, place int, value float8) PARTITION BY RANGE (at);
CREATE TABLE measure_2024 PARTITION OF measure FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE measure_2025 PARTITION OF measure FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (place);
CREATE TABLE measure_2025_a PARTITION OF measure_2025 FOR VALUES IN (1, 2);
CREATE TABLE measure_rest PARTITION OF measure DEFAULT;
CREATE INDEX measure_at ON measure (at);

CREATE TABLE animal (name text PRIMARY KEY, legs int);
CREATE TABLE dog (breed text) INHERITS (animal);
CREATE UNLOGGED TABLE scratch (n int);

CREATE VIEW rich AS SELECT id, name, balance FROM customer WHERE balance > 1000 WITH CHECK OPTION;
COMMENT ON VIEW rich IS 'who has much';
CREATE VIEW rich_barrier WITH (security_barrier) AS SELECT id FROM rich;
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(amount) AS total FROM purchase GROUP BY customer;
CREATE UNIQUE INDEX totals_customer ON totals (customer);

CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT a + b';
COMMENT ON FUNCTION add(int, int) IS 'adds';
CREATE FUNCTION all_customers() RETURNS SETOF customer LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT * FROM app.customer';
CREATE FUNCTION pairs(n int, OUT a int, OUT b text) RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT g, 'x' || g FROM generate_series(1, n) g;
END $$;
CREATE FUNCTION noisy(VARIADIC words text[]) RETURNS void LANGUAGE plpgsql COST 500 AS $$
BEGIN
  RAISE NOTICE '%', words;
END $$;
CREATE PROCEDURE tidy(INOUT n int) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$;
CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = 1);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER customer_audit BEFORE INSERT OR UPDATE OF name ON customer FOR EACH ROW WHEN (NEW.balance > 0) EXECUTE FUNCTION audit();
CREATE TRIGGER customer_after AFTER DELETE ON customer REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit();
ALTER TABLE customer DISABLE TRIGGER customer_after;
CREATE OPERATOR @+@ (LEFTARG = int, RIGHTARG = int, FUNCTION = add);
CREATE FUNCTION mood_rank(mood) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT 1 $$;
CREATE CAST (mood AS int) WITH FUNCTION mood_rank(mood) AS ASSIGNMENT;

ALTER TABLE purchase ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON purchase FOR SELECT TO app_reader USING (customer = 1);
CREATE POLICY no_theft ON purchase AS RESTRICTIVE FOR ALL USING (line > 0) WITH CHECK (line > 0);
ALTER TABLE animal FORCE ROW LEVEL SECURITY;

ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT EXECUTE ON FUNCTIONS TO app_reader;
ALTER TABLE scratch REPLICA IDENTITY FULL;
ALTER TABLE animal SET (fillfactor = 70);
ALTER TABLE customer ALTER COLUMN profile SET STORAGE EXTERNAL, ALTER COLUMN name SET STATISTICS 500;
SELECT lo_create(4242);
COMMENT ON LARGE OBJECT 4242 IS 'a large one';
