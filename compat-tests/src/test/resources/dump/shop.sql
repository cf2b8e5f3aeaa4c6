--
-- PostgreSQL database dump
--

\restrict bfwgev1UN21xRkUSwIMaFdlOIX32V05CAwkVaFQjnZL7dDmbx15VzCalDJh2I4H

-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: shop; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA shop;


ALTER SCHEMA shop OWNER TO postgres;

--
-- Name: SCHEMA shop; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA shop IS 'the shop';


--
-- Name: positive; Type: DOMAIN; Schema: public; Owner: postgres
--

CREATE DOMAIN public.positive AS integer NOT NULL DEFAULT 1
	CONSTRAINT positive_check CHECK ((VALUE > 0));


ALTER DOMAIN public.positive OWNER TO postgres;

--
-- Name: pricerange; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.pricerange AS RANGE (
    subtype = numeric,
    multirange_type_name = public.pricemultirange
);


ALTER TYPE public.pricerange OWNER TO postgres;

--
-- Name: address; Type: TYPE; Schema: shop; Owner: postgres
--

CREATE TYPE shop.address AS (
	street text,
	city text,
	zip character varying(10)
);


ALTER TYPE shop.address OWNER TO postgres;

--
-- Name: email; Type: DOMAIN; Schema: shop; Owner: postgres
--

CREATE DOMAIN shop.email AS text
	CONSTRAINT email_check CHECK ((VALUE ~ '^[^@]+@[^@]+$'::text));


ALTER DOMAIN shop.email OWNER TO postgres;

--
-- Name: DOMAIN email; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON DOMAIN shop.email IS 'looks like one';


--
-- Name: status; Type: TYPE; Schema: shop; Owner: postgres
--

CREATE TYPE shop.status AS ENUM (
    'new',
    'paid',
    'shipped',
    'cancelled'
);


ALTER TYPE shop.status OWNER TO postgres;

--
-- Name: TYPE status; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON TYPE shop.status IS 'of an order';


--
-- Name: fact(integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.fact(n integer) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT
    RETURN CASE WHEN (n <= 1) THEN 1 ELSE (n * 2) END;


ALTER FUNCTION public.fact(n integer) OWNER TO postgres;

--
-- Name: top(integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.top(n integer DEFAULT 3) RETURNS TABLE(name text, total numeric)
    LANGUAGE sql STABLE
    AS $$
 SELECT c.name, sum(o.total) FROM shop.customer c JOIN shop.orders o ON o.customer_id = c.id GROUP BY c.name ORDER BY 2 DESC NULLS LAST, 1 LIMIT n $$;


ALTER FUNCTION public.top(n integer) OWNER TO postgres;

--
-- Name: add_order(bigint, text[], integer[]); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION shop.add_order(cust bigint, skus text[], VARIADIC qtys integer[] DEFAULT '{1}'::integer[]) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
  o int;
  i int;
BEGIN
  INSERT INTO shop.orders (customer_id) VALUES (cust) RETURNING id INTO o;
  FOR i IN 1..array_length(skus, 1) LOOP
    INSERT INTO shop.order_line VALUES (o, i, skus[i], coalesce(qtys[i], 1));
  END LOOP;
  RETURN o;
EXCEPTION WHEN foreign_key_violation THEN
  RAISE NOTICE 'no such product or customer: %', SQLERRM;
  RETURN NULL;
END $$;


ALTER FUNCTION shop.add_order(cust bigint, skus text[], VARIADIC qtys integer[]) OWNER TO postgres;

--
-- Name: audit(); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION shop.audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  INSERT INTO shop.event (at, kind, data) VALUES ('2025-06-01 12:00:00+00', TG_OP || ' ' || TG_TABLE_NAME, to_jsonb(COALESCE(NEW, OLD)));
  RETURN NULL;
END $$;


ALTER FUNCTION shop.audit() OWNER TO postgres;

--
-- Name: cancel(integer); Type: PROCEDURE; Schema: shop; Owner: postgres
--

CREATE PROCEDURE shop.cancel(IN n integer)
    LANGUAGE plpgsql
    AS $$ BEGIN UPDATE shop.orders SET status = 'cancelled' WHERE id = n; END $$;


ALTER PROCEDURE shop.cancel(IN n integer) OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: order_line; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.order_line (
    order_id integer NOT NULL,
    line smallint NOT NULL,
    sku text NOT NULL,
    qty public.positive
);


ALTER TABLE shop.order_line OWNER TO postgres;

--
-- Name: line_total(shop.order_line); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION shop.line_total(l shop.order_line) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
  SELECT (p.price::numeric * l.qty) FROM shop.product p WHERE p.sku = l.sku $$;


ALTER FUNCTION shop.line_total(l shop.order_line) OWNER TO postgres;

--
-- Name: touch(); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION shop.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.total := (SELECT sum(shop.line_total(l)) FROM shop.order_line l WHERE l.order_id = NEW.id);
  RETURN NEW;
END $$;


ALTER FUNCTION shop.touch() OWNER TO postgres;

--
-- Name: FUNCTION touch(); Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON FUNCTION shop.touch() IS 'keeps the total';


--
-- Name: animal; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.animal (
    id integer NOT NULL,
    name text
);


ALTER TABLE public.animal OWNER TO postgres;

--
-- Name: dog; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.dog (
    breed text
)
INHERITS (public.animal);


ALTER TABLE public.dog OWNER TO postgres;

--
-- Name: hashed; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.hashed (
    k integer NOT NULL,
    v text
)
PARTITION BY HASH (k);


ALTER TABLE public.hashed OWNER TO postgres;

--
-- Name: hashed_0; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.hashed_0 (
    k integer NOT NULL,
    v text
);


ALTER TABLE public.hashed_0 OWNER TO postgres;

--
-- Name: hashed_1; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.hashed_1 (
    k integer NOT NULL,
    v text
);


ALTER TABLE public.hashed_1 OWNER TO postgres;

--
-- Name: event; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.event (
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    data jsonb,
    id bigint NOT NULL
)
PARTITION BY RANGE (at);


ALTER TABLE shop.event OWNER TO postgres;

--
-- Name: orders; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.orders (
    id integer NOT NULL,
    customer_id bigint NOT NULL,
    status shop.status DEFAULT 'new'::shop.status NOT NULL,
    placed timestamp without time zone DEFAULT LOCALTIMESTAMP,
    total numeric(14,2)
);
ALTER TABLE ONLY shop.orders ALTER COLUMN total SET STATISTICS 200;


ALTER TABLE shop.orders OWNER TO postgres;

--
-- Name: latest; Type: VIEW; Schema: public; Owner: postgres
--

CREATE VIEW public.latest AS
 WITH l AS (
         SELECT DISTINCT ON (event.kind) event.kind,
            event.at,
            (event.data ->> 'id'::text) AS id
           FROM shop.event
          ORDER BY event.kind, event.at DESC
        )
 SELECT l.kind,
    l.at,
    l.id
   FROM l
  WHERE (EXISTS ( SELECT 1
           FROM shop.orders o
          WHERE ((o.id)::text = l.id)));


ALTER TABLE public.latest OWNER TO postgres;

--
-- Name: customer; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.customer (
    id bigint NOT NULL,
    name text NOT NULL,
    mail shop.email,
    home shop.address,
    others shop.address[],
    tags text[] DEFAULT '{}'::text[],
    profile jsonb DEFAULT '{}'::jsonb NOT NULL,
    balance numeric(12,2) DEFAULT 0,
    born date,
    created timestamp with time zone DEFAULT now(),
    full_text text GENERATED ALWAYS AS (((upper(name) || ' '::text) || COALESCE((mail)::text, ''::text))) STORED,
    CONSTRAINT customer_balance_check CHECK ((balance >= (0)::numeric))
);


ALTER TABLE shop.customer OWNER TO postgres;

--
-- Name: TABLE customer; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON TABLE shop.customer IS 'who buys';


--
-- Name: COLUMN customer.mail; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON COLUMN shop.customer.mail IS 'where to write; it''s unique';


--
-- Name: open_orders; Type: VIEW; Schema: shop; Owner: postgres
--

CREATE VIEW shop.open_orders AS
 SELECT o.id,
    c.name,
    o.status,
    (c.home).city AS city,
    array_length(c.tags, 1) AS tags
   FROM (shop.orders o
     JOIN shop.customer c ON ((c.id = o.customer_id)))
  WHERE (o.status = ANY (ARRAY['new'::shop.status, 'paid'::shop.status]))
  ORDER BY o.id;


ALTER TABLE shop.open_orders OWNER TO postgres;

--
-- Name: VIEW open_orders; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON VIEW shop.open_orders IS 'to be done';


--
-- Name: busy; Type: VIEW; Schema: shop; Owner: postgres
--

CREATE VIEW shop.busy AS
 SELECT open_orders.name,
    count(*) AS n,
    rank() OVER (ORDER BY (count(*)) DESC) AS place
   FROM shop.open_orders
  GROUP BY open_orders.name
 HAVING (count(*) > 0);


ALTER TABLE shop.busy OWNER TO postgres;

--
-- Name: customer_id_seq; Type: SEQUENCE; Schema: shop; Owner: postgres
--

ALTER TABLE shop.customer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: event_2025; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.event_2025 (
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    data jsonb,
    id bigint NOT NULL
);


ALTER TABLE shop.event_2025 OWNER TO postgres;

--
-- Name: event_2026; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.event_2026 (
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    data jsonb,
    id bigint NOT NULL
);


ALTER TABLE shop.event_2026 OWNER TO postgres;

--
-- Name: event_id_seq; Type: SEQUENCE; Schema: shop; Owner: postgres
--

ALTER TABLE shop.event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME shop.event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: event_rest; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.event_rest (
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    data jsonb,
    id bigint NOT NULL
);


ALTER TABLE shop.event_rest OWNER TO postgres;

--
-- Name: invoice_seq; Type: SEQUENCE; Schema: shop; Owner: postgres
--

CREATE SEQUENCE shop.invoice_seq
    START WITH 1000
    INCREMENT BY 5
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE shop.invoice_seq OWNER TO postgres;

--
-- Name: SEQUENCE invoice_seq; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON SEQUENCE shop.invoice_seq IS 'of invoices';


--
-- Name: orders_id_seq; Type: SEQUENCE; Schema: shop; Owner: postgres
--

CREATE SEQUENCE shop.orders_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE shop.orders_id_seq OWNER TO postgres;

--
-- Name: orders_id_seq; Type: SEQUENCE OWNED BY; Schema: shop; Owner: postgres
--

ALTER SEQUENCE shop.orders_id_seq OWNED BY shop.orders.id;


--
-- Name: product; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE shop.product (
    sku text NOT NULL,
    name character varying(80) NOT NULL,
    price money,
    prices public.pricerange,
    weight double precision,
    dims integer[],
    stock public.positive,
    doc bytea,
    uid uuid DEFAULT gen_random_uuid(),
    CONSTRAINT sku_form CHECK ((sku ~ '^[A-Z]+[0-9]+$'::text))
);


ALTER TABLE shop.product OWNER TO postgres;

--
-- Name: CONSTRAINT sku_form ON product; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON CONSTRAINT sku_form ON shop.product IS 'letters, then digits';


--
-- Name: totals; Type: MATERIALIZED VIEW; Schema: shop; Owner: postgres
--

CREATE MATERIALIZED VIEW shop.totals AS
 SELECT orders.status,
    count(*) AS n,
    sum(orders.total) AS total
   FROM shop.orders
  GROUP BY orders.status
  WITH NO DATA;


ALTER TABLE shop.totals OWNER TO postgres;

--
-- Name: MATERIALIZED VIEW totals; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON MATERIALIZED VIEW shop.totals IS 'sums';


--
-- Name: hashed_0; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.hashed ATTACH PARTITION public.hashed_0 FOR VALUES WITH (modulus 2, remainder 0);


--
-- Name: hashed_1; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.hashed ATTACH PARTITION public.hashed_1 FOR VALUES WITH (modulus 2, remainder 1);


--
-- Name: event_2025; Type: TABLE ATTACH; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.event ATTACH PARTITION shop.event_2025 FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');


--
-- Name: event_2026; Type: TABLE ATTACH; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.event ATTACH PARTITION shop.event_2026 FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');


--
-- Name: event_rest; Type: TABLE ATTACH; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.event ATTACH PARTITION shop.event_rest DEFAULT;


--
-- Name: orders id; Type: DEFAULT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.orders ALTER COLUMN id SET DEFAULT nextval('shop.orders_id_seq'::regclass);


--
-- Data for Name: animal; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.animal (id, name) FROM stdin;
1	cat
2	\N
\.


--
-- Data for Name: dog; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.dog (id, name, breed) FROM stdin;
3	rex	collie
\.


--
-- Data for Name: hashed_0; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.hashed_0 (k, v) FROM stdin;
1	line\n1\t\\
2	line\n2\t\\
12	line\n12\t\\
13	line\n13\t\\
14	line\n14\t\\
16	line\n16\t\\
17	line\n17\t\\
18	line\n18\t\\
23	line\n23\t\\
25	line\n25\t\\
26	line\n26\t\\
27	line\n27\t\\
28	line\n28\t\\
30	line\n30\t\\
\.


--
-- Data for Name: hashed_1; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.hashed_1 (k, v) FROM stdin;
3	line\n3\t\\
4	line\n4\t\\
5	line\n5\t\\
6	line\n6\t\\
7	line\n7\t\\
8	line\n8\t\\
9	line\n9\t\\
10	line\n10\t\\
11	line\n11\t\\
15	line\n15\t\\
19	line\n19\t\\
20	line\n20\t\\
21	line\n21\t\\
22	line\n22\t\\
24	line\n24\t\\
29	line\n29\t\\
\.


--
-- Data for Name: customer; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.customer (id, name, mail, home, others, tags, profile, balance, born, created) FROM stdin;
1	Customer 1	c1@example.org	("Street 1","Köln ""am Rhein""",1)	\N	{t1,"a,b"}	{"n": 1, "deep": [1, null, "x"]}	1.25	1970-01-02	2024-01-01 01:00:00+00
2	Customer 2	c2@example.org	("Street 2",,2)	\N	{t2,"a,b"}	{"n": 2, "deep": [1, null, "x"]}	2.50	1970-01-03	2024-01-01 02:00:00+00
3	Customer 3	c3@example.org	("Street 3",Bern,3)	\N	{t3,"a,b"}	{"n": 3, "deep": [1, null, "x"]}	3.75	1970-01-04	2024-01-01 03:00:00+00
4	Customer 4	c4@example.org	("Street 4","Köln ""am Rhein""",4)	\N	{t0,"a,b"}	{"n": 4, "deep": [1, null, "x"]}	5.00	1970-01-05	2024-01-01 04:00:00+00
5	Customer 5	c5@example.org	("Street 5",,5)	{"(x,,1)"}	{t1,"a,b"}	{"n": 5, "deep": [1, null, "x"]}	6.25	1970-01-06	2024-01-01 05:00:00+00
6	Customer 6	c6@example.org	("Street 6",Bern,6)	\N	{t2,"a,b"}	{"n": 6, "deep": [1, null, "x"]}	7.50	1970-01-07	2024-01-01 06:00:00+00
7	Customer 7	c7@example.org	("Street 7","Köln ""am Rhein""",7)	\N	{t3,"a,b"}	{"n": 7, "deep": [1, null, "x"]}	8.75	1970-01-08	2024-01-01 07:00:00+00
8	Customer 8	c8@example.org	("Street 8",,8)	\N	{t0,"a,b"}	{"n": 8, "deep": [1, null, "x"]}	10.00	1970-01-09	2024-01-01 08:00:00+00
9	Customer 9	c9@example.org	("Street 9",Bern,9)	\N	{t1,"a,b"}	{"n": 9, "deep": [1, null, "x"]}	11.25	1970-01-10	2024-01-01 09:00:00+00
10	Customer 10	c10@example.org	("Street 10","Köln ""am Rhein""",10)	{"(x,,1)"}	{t2,"a,b"}	{"n": 10, "deep": [1, null, "x"]}	12.50	1970-01-11	2024-01-01 10:00:00+00
11	Customer 11	c11@example.org	("Street 11",,11)	\N	{t3,"a,b"}	{"n": 11, "deep": [1, null, "x"]}	13.75	1970-01-12	2024-01-01 11:00:00+00
12	Customer 12	c12@example.org	("Street 12",Bern,12)	\N	{t0,"a,b"}	{"n": 12, "deep": [1, null, "x"]}	15.00	1970-01-13	2024-01-01 12:00:00+00
13	Customer 13	c13@example.org	("Street 13","Köln ""am Rhein""",13)	\N	{t1,"a,b"}	{"n": 13, "deep": [1, null, "x"]}	16.25	1970-01-14	2024-01-01 13:00:00+00
14	Customer 14	c14@example.org	("Street 14",,14)	\N	{t2,"a,b"}	{"n": 14, "deep": [1, null, "x"]}	17.50	1970-01-15	2024-01-01 14:00:00+00
15	Customer 15	c15@example.org	("Street 15",Bern,15)	{"(x,,1)"}	{t3,"a,b"}	{"n": 15, "deep": [1, null, "x"]}	18.75	1970-01-16	2024-01-01 15:00:00+00
16	Customer 16	c16@example.org	("Street 16","Köln ""am Rhein""",16)	\N	{t0,"a,b"}	{"n": 16, "deep": [1, null, "x"]}	20.00	1970-01-17	2024-01-01 16:00:00+00
17	Customer 17	c17@example.org	("Street 17",,17)	\N	{t1,"a,b"}	{"n": 17, "deep": [1, null, "x"]}	21.25	1970-01-18	2024-01-01 17:00:00+00
18	Customer 18	c18@example.org	("Street 18",Bern,18)	\N	{t2,"a,b"}	{"n": 18, "deep": [1, null, "x"]}	22.50	1970-01-19	2024-01-01 18:00:00+00
19	Customer 19	c19@example.org	("Street 19","Köln ""am Rhein""",19)	\N	{t3,"a,b"}	{"n": 19, "deep": [1, null, "x"]}	23.75	1970-01-20	2024-01-01 19:00:00+00
20	Customer 20	c20@example.org	("Street 20",,20)	{"(x,,1)"}	{t0,"a,b"}	{"n": 20, "deep": [1, null, "x"]}	25.00	1970-01-21	2024-01-01 20:00:00+00
21	Customer 21	c21@example.org	("Street 21",Bern,21)	\N	{t1,"a,b"}	{"n": 21, "deep": [1, null, "x"]}	26.25	1970-01-22	2024-01-01 21:00:00+00
22	Customer 22	c22@example.org	("Street 22","Köln ""am Rhein""",22)	\N	{t2,"a,b"}	{"n": 22, "deep": [1, null, "x"]}	27.50	1970-01-23	2024-01-01 22:00:00+00
23	Customer 23	c23@example.org	("Street 23",,23)	\N	{t3,"a,b"}	{"n": 23, "deep": [1, null, "x"]}	28.75	1970-01-24	2024-01-01 23:00:00+00
24	Customer 24	c24@example.org	("Street 24",Bern,24)	\N	{t0,"a,b"}	{"n": 24, "deep": [1, null, "x"]}	30.00	1970-01-25	2024-01-02 00:00:00+00
25	Customer 25	c25@example.org	("Street 25","Köln ""am Rhein""",25)	{"(x,,1)"}	{t1,"a,b"}	{"n": 25, "deep": [1, null, "x"]}	31.25	1970-01-26	2024-01-02 01:00:00+00
26	Customer 26	c26@example.org	("Street 26",,26)	\N	{t2,"a,b"}	{"n": 26, "deep": [1, null, "x"]}	32.50	1970-01-27	2024-01-02 02:00:00+00
27	Customer 27	c27@example.org	("Street 27",Bern,27)	\N	{t3,"a,b"}	{"n": 27, "deep": [1, null, "x"]}	33.75	1970-01-28	2024-01-02 03:00:00+00
28	Customer 28	c28@example.org	("Street 28","Köln ""am Rhein""",28)	\N	{t0,"a,b"}	{"n": 28, "deep": [1, null, "x"]}	35.00	1970-01-29	2024-01-02 04:00:00+00
29	Customer 29	c29@example.org	("Street 29",,29)	\N	{t1,"a,b"}	{"n": 29, "deep": [1, null, "x"]}	36.25	1970-01-30	2024-01-02 05:00:00+00
30	Customer 30	c30@example.org	("Street 30",Bern,30)	{"(x,,1)"}	{t2,"a,b"}	{"n": 30, "deep": [1, null, "x"]}	37.50	1970-01-31	2024-01-02 06:00:00+00
31	Customer 31	c31@example.org	("Street 31","Köln ""am Rhein""",31)	\N	{t3,"a,b"}	{"n": 31, "deep": [1, null, "x"]}	38.75	1970-02-01	2024-01-02 07:00:00+00
32	Customer 32	c32@example.org	("Street 32",,32)	\N	{t0,"a,b"}	{"n": 32, "deep": [1, null, "x"]}	40.00	1970-02-02	2024-01-02 08:00:00+00
33	Customer 33	c33@example.org	("Street 33",Bern,33)	\N	{t1,"a,b"}	{"n": 33, "deep": [1, null, "x"]}	41.25	1970-02-03	2024-01-02 09:00:00+00
34	Customer 34	c34@example.org	("Street 34","Köln ""am Rhein""",34)	\N	{t2,"a,b"}	{"n": 34, "deep": [1, null, "x"]}	42.50	1970-02-04	2024-01-02 10:00:00+00
35	Customer 35	c35@example.org	("Street 35",,35)	{"(x,,1)"}	{t3,"a,b"}	{"n": 35, "deep": [1, null, "x"]}	43.75	1970-02-05	2024-01-02 11:00:00+00
36	Customer 36	c36@example.org	("Street 36",Bern,36)	\N	{t0,"a,b"}	{"n": 36, "deep": [1, null, "x"]}	45.00	1970-02-06	2024-01-02 12:00:00+00
37	Customer 37	c37@example.org	("Street 37","Köln ""am Rhein""",37)	\N	{t1,"a,b"}	{"n": 37, "deep": [1, null, "x"]}	46.25	1970-02-07	2024-01-02 13:00:00+00
38	Customer 38	c38@example.org	("Street 38",,38)	\N	{t2,"a,b"}	{"n": 38, "deep": [1, null, "x"]}	47.50	1970-02-08	2024-01-02 14:00:00+00
39	Customer 39	c39@example.org	("Street 39",Bern,39)	\N	{t3,"a,b"}	{"n": 39, "deep": [1, null, "x"]}	48.75	1970-02-09	2024-01-02 15:00:00+00
40	Customer 40	c40@example.org	("Street 40","Köln ""am Rhein""",40)	{"(x,,1)"}	{t0,"a,b"}	{"n": 40, "deep": [1, null, "x"]}	50.00	1970-02-10	2024-01-02 16:00:00+00
41	Customer 41	c41@example.org	("Street 41",,41)	\N	{t1,"a,b"}	{"n": 41, "deep": [1, null, "x"]}	51.25	1970-02-11	2024-01-02 17:00:00+00
42	Customer 42	c42@example.org	("Street 42",Bern,42)	\N	{t2,"a,b"}	{"n": 42, "deep": [1, null, "x"]}	52.50	1970-02-12	2024-01-02 18:00:00+00
43	Customer 43	c43@example.org	("Street 43","Köln ""am Rhein""",43)	\N	{t3,"a,b"}	{"n": 43, "deep": [1, null, "x"]}	53.75	1970-02-13	2024-01-02 19:00:00+00
44	Customer 44	c44@example.org	("Street 44",,44)	\N	{t0,"a,b"}	{"n": 44, "deep": [1, null, "x"]}	55.00	1970-02-14	2024-01-02 20:00:00+00
45	Customer 45	c45@example.org	("Street 45",Bern,45)	{"(x,,1)"}	{t1,"a,b"}	{"n": 45, "deep": [1, null, "x"]}	56.25	1970-02-15	2024-01-02 21:00:00+00
46	Customer 46	c46@example.org	("Street 46","Köln ""am Rhein""",46)	\N	{t2,"a,b"}	{"n": 46, "deep": [1, null, "x"]}	57.50	1970-02-16	2024-01-02 22:00:00+00
47	Customer 47	c47@example.org	("Street 47",,47)	\N	{t3,"a,b"}	{"n": 47, "deep": [1, null, "x"]}	58.75	1970-02-17	2024-01-02 23:00:00+00
48	Customer 48	c48@example.org	("Street 48",Bern,48)	\N	{t0,"a,b"}	{"n": 48, "deep": [1, null, "x"]}	60.00	1970-02-18	2024-01-03 00:00:00+00
49	Customer 49	c49@example.org	("Street 49","Köln ""am Rhein""",49)	\N	{t1,"a,b"}	{"n": 49, "deep": [1, null, "x"]}	61.25	1970-02-19	2024-01-03 01:00:00+00
50	Customer 50	c50@example.org	("Street 50",,50)	{"(x,,1)"}	{t2,"a,b"}	{"n": 50, "deep": [1, null, "x"]}	62.50	1970-02-20	2024-01-03 02:00:00+00
\.


--
-- Data for Name: event_2025; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.event_2025 (at, kind, data, id) FROM stdin;
2025-06-01 12:00:00+00	INSERT orders	{"id": 1, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 1}	1
2025-06-01 12:00:00+00	INSERT orders	{"id": 2, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 2}	2
2025-06-01 12:00:00+00	INSERT orders	{"id": 3, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 3}	3
2025-06-01 12:00:00+00	INSERT orders	{"id": 4, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 4}	4
2025-06-01 12:00:00+00	INSERT orders	{"id": 5, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 5}	5
2025-06-01 12:00:00+00	INSERT orders	{"id": 6, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 6}	6
2025-06-01 12:00:00+00	INSERT orders	{"id": 7, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 7}	7
2025-06-01 12:00:00+00	INSERT orders	{"id": 8, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 8}	8
2025-06-01 12:00:00+00	INSERT orders	{"id": 9, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 9}	9
2025-06-01 12:00:00+00	INSERT orders	{"id": 10, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 10}	10
2025-06-01 12:00:00+00	INSERT orders	{"id": 11, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 11}	11
2025-06-01 12:00:00+00	INSERT orders	{"id": 12, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 12}	12
2025-06-01 12:00:00+00	INSERT orders	{"id": 13, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 13}	13
2025-06-01 12:00:00+00	INSERT orders	{"id": 14, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 14}	14
2025-06-01 12:00:00+00	INSERT orders	{"id": 15, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 15}	15
2025-06-01 12:00:00+00	INSERT orders	{"id": 16, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 16}	16
2025-06-01 12:00:00+00	INSERT orders	{"id": 17, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 17}	17
2025-06-01 12:00:00+00	INSERT orders	{"id": 18, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 18}	18
2025-06-01 12:00:00+00	INSERT orders	{"id": 19, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 19}	19
2025-06-01 12:00:00+00	INSERT orders	{"id": 20, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 20}	20
2025-06-01 12:00:00+00	INSERT orders	{"id": 21, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 21}	21
2025-06-01 12:00:00+00	INSERT orders	{"id": 22, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 22}	22
2025-06-01 12:00:00+00	INSERT orders	{"id": 23, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 23}	23
2025-06-01 12:00:00+00	INSERT orders	{"id": 24, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 24}	24
2025-06-01 12:00:00+00	INSERT orders	{"id": 25, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 25}	25
2025-06-01 12:00:00+00	INSERT orders	{"id": 26, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 26}	26
2025-06-01 12:00:00+00	INSERT orders	{"id": 27, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 27}	27
2025-06-01 12:00:00+00	INSERT orders	{"id": 28, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 28}	28
2025-06-01 12:00:00+00	INSERT orders	{"id": 29, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 29}	29
2025-06-01 12:00:00+00	INSERT orders	{"id": 30, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 30}	30
2025-06-01 12:00:00+00	INSERT orders	{"id": 31, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 31}	31
2025-06-01 12:00:00+00	INSERT orders	{"id": 32, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 32}	32
2025-06-01 12:00:00+00	INSERT orders	{"id": 33, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 33}	33
2025-06-01 12:00:00+00	INSERT orders	{"id": 34, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 34}	34
2025-06-01 12:00:00+00	INSERT orders	{"id": 35, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 35}	35
2025-06-01 12:00:00+00	INSERT orders	{"id": 36, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 36}	36
2025-06-01 12:00:00+00	INSERT orders	{"id": 37, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 37}	37
2025-06-01 12:00:00+00	INSERT orders	{"id": 38, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 38}	38
2025-06-01 12:00:00+00	INSERT orders	{"id": 39, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 39}	39
2025-06-01 12:00:00+00	INSERT orders	{"id": 40, "total": null, "placed": "2026-11-28T20:10:54.135377", "status": "new", "customer_id": 40}	40
2025-06-01 12:00:00+00	UPDATE orders	{"id": 1, "total": 34.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 1}	41
2025-06-01 12:00:00+00	UPDATE orders	{"id": 3, "total": 45.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 3}	42
2025-06-01 12:00:00+00	UPDATE orders	{"id": 4, "total": 50.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 4}	43
2025-06-01 12:00:00+00	UPDATE orders	{"id": 5, "total": 56.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 5}	44
2025-06-01 12:00:00+00	UPDATE orders	{"id": 7, "total": 67.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 7}	45
2025-06-01 12:00:00+00	UPDATE orders	{"id": 8, "total": 72.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 8}	46
2025-06-01 12:00:00+00	UPDATE orders	{"id": 9, "total": 78.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 9}	47
2025-06-01 12:00:00+00	UPDATE orders	{"id": 11, "total": 89.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 11}	48
2025-06-01 12:00:00+00	UPDATE orders	{"id": 12, "total": 94.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 12}	49
2025-06-01 12:00:00+00	UPDATE orders	{"id": 13, "total": 34.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 13}	50
2025-06-01 12:00:00+00	UPDATE orders	{"id": 15, "total": 45.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 15}	51
2025-06-01 12:00:00+00	UPDATE orders	{"id": 16, "total": 50.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 16}	52
2025-06-01 12:00:00+00	UPDATE orders	{"id": 17, "total": 56.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 17}	53
2025-06-01 12:00:00+00	UPDATE orders	{"id": 19, "total": 67.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 19}	54
2025-06-01 12:00:00+00	UPDATE orders	{"id": 20, "total": 28.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 20}	55
2025-06-01 12:00:00+00	UPDATE orders	{"id": 21, "total": 34.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 21}	56
2025-06-01 12:00:00+00	UPDATE orders	{"id": 23, "total": 45.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 23}	57
2025-06-01 12:00:00+00	UPDATE orders	{"id": 24, "total": 50.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 24}	58
2025-06-01 12:00:00+00	UPDATE orders	{"id": 25, "total": 56.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 25}	59
2025-06-01 12:00:00+00	UPDATE orders	{"id": 27, "total": 67.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 27}	60
2025-06-01 12:00:00+00	UPDATE orders	{"id": 28, "total": 72.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 28}	61
2025-06-01 12:00:00+00	UPDATE orders	{"id": 29, "total": 78.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 29}	62
2025-06-01 12:00:00+00	UPDATE orders	{"id": 31, "total": 89.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 31}	63
2025-06-01 12:00:00+00	UPDATE orders	{"id": 32, "total": 94.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 32}	64
2025-06-01 12:00:00+00	UPDATE orders	{"id": 33, "total": 34.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 33}	65
2025-06-01 12:00:00+00	UPDATE orders	{"id": 35, "total": 45.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 35}	66
2025-06-01 12:00:00+00	UPDATE orders	{"id": 36, "total": 50.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 36}	67
2025-06-01 12:00:00+00	UPDATE orders	{"id": 37, "total": 56.10, "placed": "2026-11-28T20:10:54.135377", "status": "shipped", "customer_id": 37}	68
2025-06-01 12:00:00+00	UPDATE orders	{"id": 39, "total": 67.10, "placed": "2026-11-28T20:10:54.135377", "status": "cancelled", "customer_id": 39}	69
2025-06-01 12:00:00+00	UPDATE orders	{"id": 40, "total": 28.60, "placed": "2026-11-28T20:10:54.135377", "status": "paid", "customer_id": 40}	70
2025-01-06 00:00:00+00	k1	{"id": 1}	71
2025-01-13 00:00:00+00	k2	{"id": 2}	72
2025-01-20 00:00:00+00	k0	{"id": 3}	73
2025-01-27 00:00:00+00	k1	{"id": 4}	74
2025-02-03 00:00:00+00	k2	{"id": 5}	75
2025-02-10 00:00:00+00	k0	{"id": 6}	76
2025-02-17 00:00:00+00	k1	{"id": 7}	77
2025-02-24 00:00:00+00	k2	{"id": 8}	78
2025-03-03 00:00:00+00	k0	{"id": 9}	79
2025-03-10 00:00:00+00	k1	{"id": 10}	80
2025-03-17 00:00:00+00	k2	{"id": 11}	81
2025-03-24 00:00:00+00	k0	{"id": 12}	82
2025-03-31 00:00:00+00	k1	{"id": 13}	83
2025-04-07 00:00:00+00	k2	{"id": 14}	84
2025-04-14 00:00:00+00	k0	{"id": 15}	85
2025-04-21 00:00:00+00	k1	{"id": 16}	86
2025-04-28 00:00:00+00	k2	{"id": 17}	87
2025-05-05 00:00:00+00	k0	{"id": 18}	88
2025-05-12 00:00:00+00	k1	{"id": 19}	89
2025-05-19 00:00:00+00	k2	{"id": 20}	90
2025-05-26 00:00:00+00	k0	{"id": 21}	91
2025-06-02 00:00:00+00	k1	{"id": 22}	92
2025-06-09 00:00:00+00	k2	{"id": 23}	93
2025-06-16 00:00:00+00	k0	{"id": 24}	94
2025-06-23 00:00:00+00	k1	{"id": 25}	95
2025-06-30 00:00:00+00	k2	{"id": 26}	96
2025-07-07 00:00:00+00	k0	{"id": 27}	97
2025-07-14 00:00:00+00	k1	{"id": 28}	98
2025-07-21 00:00:00+00	k2	{"id": 29}	99
2025-07-28 00:00:00+00	k0	{"id": 30}	100
2025-08-04 00:00:00+00	k1	{"id": 31}	101
2025-08-11 00:00:00+00	k2	{"id": 32}	102
2025-08-18 00:00:00+00	k0	{"id": 33}	103
2025-08-25 00:00:00+00	k1	{"id": 34}	104
2025-09-01 00:00:00+00	k2	{"id": 35}	105
2025-09-08 00:00:00+00	k0	{"id": 36}	106
2025-09-15 00:00:00+00	k1	{"id": 37}	107
2025-09-22 00:00:00+00	k2	{"id": 38}	108
2025-09-29 00:00:00+00	k0	{"id": 39}	109
2025-10-06 00:00:00+00	k1	{"id": 40}	110
2025-10-13 00:00:00+00	k2	{"id": 41}	111
2025-10-20 00:00:00+00	k0	{"id": 42}	112
2025-10-27 00:00:00+00	k1	{"id": 43}	113
2025-11-03 00:00:00+00	k2	{"id": 44}	114
2025-11-10 00:00:00+00	k0	{"id": 45}	115
2025-11-17 00:00:00+00	k1	{"id": 46}	116
2025-11-24 00:00:00+00	k2	{"id": 47}	117
2025-12-01 00:00:00+00	k0	{"id": 48}	118
2025-12-08 00:00:00+00	k1	{"id": 49}	119
2025-12-15 00:00:00+00	k2	{"id": 50}	120
2025-12-22 00:00:00+00	k0	{"id": 51}	121
2025-12-29 00:00:00+00	k1	{"id": 52}	122
\.


--
-- Data for Name: event_2026; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.event_2026 (at, kind, data, id) FROM stdin;
2026-01-05 00:00:00+00	k2	{"id": 53}	123
2026-01-12 00:00:00+00	k0	{"id": 54}	124
2026-01-19 00:00:00+00	k1	{"id": 55}	125
2026-01-26 00:00:00+00	k2	{"id": 56}	126
2026-02-02 00:00:00+00	k0	{"id": 57}	127
2026-02-09 00:00:00+00	k1	{"id": 58}	128
2026-02-16 00:00:00+00	k2	{"id": 59}	129
2026-02-23 00:00:00+00	k0	{"id": 60}	130
2026-03-02 00:00:00+00	k1	{"id": 61}	131
2026-03-09 00:00:00+00	k2	{"id": 62}	132
2026-03-16 00:00:00+00	k0	{"id": 63}	133
2026-03-23 00:00:00+00	k1	{"id": 64}	134
2026-03-30 00:00:00+00	k2	{"id": 65}	135
2026-04-06 00:00:00+00	k0	{"id": 66}	136
2026-04-13 00:00:00+00	k1	{"id": 67}	137
2026-04-20 00:00:00+00	k2	{"id": 68}	138
2026-04-27 00:00:00+00	k0	{"id": 69}	139
2026-05-04 00:00:00+00	k1	{"id": 70}	140
2026-05-11 00:00:00+00	k2	{"id": 71}	141
2026-05-18 00:00:00+00	k0	{"id": 72}	142
2026-05-25 00:00:00+00	k1	{"id": 73}	143
2026-06-01 00:00:00+00	k2	{"id": 74}	144
2026-06-08 00:00:00+00	k0	{"id": 75}	145
2026-06-15 00:00:00+00	k1	{"id": 76}	146
2026-06-22 00:00:00+00	k2	{"id": 77}	147
2026-06-29 00:00:00+00	k0	{"id": 78}	148
2026-07-06 00:00:00+00	k1	{"id": 79}	149
2026-07-13 00:00:00+00	k2	{"id": 80}	150
2026-07-20 00:00:00+00	k0	{"id": 81}	151
2026-07-27 00:00:00+00	k1	{"id": 82}	152
2026-08-03 00:00:00+00	k2	{"id": 83}	153
2026-08-10 00:00:00+00	k0	{"id": 84}	154
2026-08-17 00:00:00+00	k1	{"id": 85}	155
2026-08-24 00:00:00+00	k2	{"id": 86}	156
2026-08-31 00:00:00+00	k0	{"id": 87}	157
2026-09-07 00:00:00+00	k1	{"id": 88}	158
2026-09-14 00:00:00+00	k2	{"id": 89}	159
2026-09-21 00:00:00+00	k0	{"id": 90}	160
2026-09-28 00:00:00+00	k1	{"id": 91}	161
2026-10-05 00:00:00+00	k2	{"id": 92}	162
2026-10-12 00:00:00+00	k0	{"id": 93}	163
2026-10-19 00:00:00+00	k1	{"id": 94}	164
2026-10-26 00:00:00+00	k2	{"id": 95}	165
2026-11-02 00:00:00+00	k0	{"id": 96}	166
2026-11-09 00:00:00+00	k1	{"id": 97}	167
2026-11-16 00:00:00+00	k2	{"id": 98}	168
2026-11-23 00:00:00+00	k0	{"id": 99}	169
2026-11-30 00:00:00+00	k1	{"id": 100}	170
2026-12-07 00:00:00+00	k2	{"id": 101}	171
2026-12-14 00:00:00+00	k0	{"id": 102}	172
2026-12-21 00:00:00+00	k1	{"id": 103}	173
2026-12-28 00:00:00+00	k2	{"id": 104}	174
\.


--
-- Data for Name: event_rest; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.event_rest (at, kind, data, id) FROM stdin;
2027-01-04 00:00:00+00	k0	{"id": 105}	175
2027-01-11 00:00:00+00	k1	{"id": 106}	176
2027-01-18 00:00:00+00	k2	{"id": 107}	177
2027-01-25 00:00:00+00	k0	{"id": 108}	178
2027-02-01 00:00:00+00	k1	{"id": 109}	179
2027-02-08 00:00:00+00	k2	{"id": 110}	180
2027-02-15 00:00:00+00	k0	{"id": 111}	181
2027-02-22 00:00:00+00	k1	{"id": 112}	182
2027-03-01 00:00:00+00	k2	{"id": 113}	183
2027-03-08 00:00:00+00	k0	{"id": 114}	184
2027-03-15 00:00:00+00	k1	{"id": 115}	185
2027-03-22 00:00:00+00	k2	{"id": 116}	186
2027-03-29 00:00:00+00	k0	{"id": 117}	187
2027-04-05 00:00:00+00	k1	{"id": 118}	188
2027-04-12 00:00:00+00	k2	{"id": 119}	189
2027-04-19 00:00:00+00	k0	{"id": 120}	190
\.


--
-- Data for Name: order_line; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.order_line (order_id, line, sku, qty) FROM stdin;
1	1	SKU2	2
1	2	SKU9	3
2	1	SKU3	2
2	2	SKU10	3
3	1	SKU4	2
3	2	SKU11	3
4	1	SKU5	2
4	2	SKU12	3
5	1	SKU6	2
5	2	SKU13	3
6	1	SKU7	2
6	2	SKU14	3
7	1	SKU8	2
7	2	SKU15	3
8	1	SKU9	2
8	2	SKU16	3
9	1	SKU10	2
9	2	SKU17	3
10	1	SKU11	2
10	2	SKU18	3
11	1	SKU12	2
11	2	SKU19	3
12	1	SKU13	2
12	2	SKU20	3
13	1	SKU14	2
13	2	SKU1	3
14	1	SKU15	2
14	2	SKU2	3
15	1	SKU16	2
15	2	SKU3	3
16	1	SKU17	2
16	2	SKU4	3
17	1	SKU18	2
17	2	SKU5	3
18	1	SKU19	2
18	2	SKU6	3
19	1	SKU20	2
19	2	SKU7	3
20	1	SKU1	2
20	2	SKU8	3
21	1	SKU2	2
21	2	SKU9	3
22	1	SKU3	2
22	2	SKU10	3
23	1	SKU4	2
23	2	SKU11	3
24	1	SKU5	2
24	2	SKU12	3
25	1	SKU6	2
25	2	SKU13	3
26	1	SKU7	2
26	2	SKU14	3
27	1	SKU8	2
27	2	SKU15	3
28	1	SKU9	2
28	2	SKU16	3
29	1	SKU10	2
29	2	SKU17	3
30	1	SKU11	2
30	2	SKU18	3
31	1	SKU12	2
31	2	SKU19	3
32	1	SKU13	2
32	2	SKU20	3
33	1	SKU14	2
33	2	SKU1	3
34	1	SKU15	2
34	2	SKU2	3
35	1	SKU16	2
35	2	SKU3	3
36	1	SKU17	2
36	2	SKU4	3
37	1	SKU18	2
37	2	SKU5	3
38	1	SKU19	2
38	2	SKU6	3
39	1	SKU20	2
39	2	SKU7	3
40	1	SKU1	2
40	2	SKU8	3
\.


--
-- Data for Name: orders; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.orders (id, customer_id, status, placed, total) FROM stdin;
1	1	shipped	2026-11-28 20:10:54.135377	34.10
2	2	new	2026-11-28 20:10:54.135377	39.60
3	3	cancelled	2026-11-28 20:10:54.135377	45.10
4	4	paid	2026-11-28 20:10:54.135377	50.60
5	5	shipped	2026-11-28 20:10:54.135377	56.10
6	6	new	2026-11-28 20:10:54.135377	61.60
7	7	cancelled	2026-11-28 20:10:54.135377	67.10
8	8	paid	2026-11-28 20:10:54.135377	72.60
9	9	shipped	2026-11-28 20:10:54.135377	78.10
10	10	new	2026-11-28 20:10:54.135377	83.60
11	11	cancelled	2026-11-28 20:10:54.135377	89.10
12	12	paid	2026-11-28 20:10:54.135377	94.60
13	13	shipped	2026-11-28 20:10:54.135377	34.10
14	14	new	2026-11-28 20:10:54.135377	39.60
15	15	cancelled	2026-11-28 20:10:54.135377	45.10
16	16	paid	2026-11-28 20:10:54.135377	50.60
17	17	shipped	2026-11-28 20:10:54.135377	56.10
18	18	new	2026-11-28 20:10:54.135377	61.60
19	19	cancelled	2026-11-28 20:10:54.135377	67.10
20	20	paid	2026-11-28 20:10:54.135377	28.60
21	21	shipped	2026-11-28 20:10:54.135377	34.10
22	22	new	2026-11-28 20:10:54.135377	39.60
23	23	cancelled	2026-11-28 20:10:54.135377	45.10
24	24	paid	2026-11-28 20:10:54.135377	50.60
25	25	shipped	2026-11-28 20:10:54.135377	56.10
26	26	new	2026-11-28 20:10:54.135377	61.60
27	27	cancelled	2026-11-28 20:10:54.135377	67.10
28	28	paid	2026-11-28 20:10:54.135377	72.60
29	29	shipped	2026-11-28 20:10:54.135377	78.10
30	30	new	2026-11-28 20:10:54.135377	83.60
31	31	cancelled	2026-11-28 20:10:54.135377	89.10
32	32	paid	2026-11-28 20:10:54.135377	94.60
33	33	shipped	2026-11-28 20:10:54.135377	34.10
34	34	new	2026-11-28 20:10:54.135377	39.60
35	35	cancelled	2026-11-28 20:10:54.135377	45.10
36	36	paid	2026-11-28 20:10:54.135377	50.60
37	37	shipped	2026-11-28 20:10:54.135377	56.10
38	38	new	2026-11-28 20:10:54.135377	61.60
39	39	cancelled	2026-11-28 20:10:54.135377	67.10
40	40	paid	2026-11-28 20:10:54.135377	28.60
\.


--
-- Data for Name: product; Type: TABLE DATA; Schema: shop; Owner: postgres
--

COPY shop.product (sku, name, price, prices, weight, dims, stock, doc, uid) FROM stdin;
SKU1	Product 1	$1.10	\N	0.3333333333333333	{1,2}	1	\\x0001	00000000-0000-0000-0000-000000000001
SKU2	Product 2	$2.20	[2,12]	0.6666666666666666	{2,3}	2	\\x0002	00000000-0000-0000-0000-000000000002
SKU3	Product 3	$3.30	\N	1	{3,4}	3	\\x0003	00000000-0000-0000-0000-000000000003
SKU4	Product 4	$4.40	[4,14]	1.3333333333333333	{4,5}	4	\\x0004	00000000-0000-0000-0000-000000000004
SKU5	Product 5	$5.50	\N	1.6666666666666667	{5,6}	5	\\x0005	00000000-0000-0000-0000-000000000005
SKU6	Product 6	$6.60	[6,16]	2	{6,7}	6	\\x0006	00000000-0000-0000-0000-000000000006
SKU7	Product 7	$7.70	\N	2.3333333333333335	{7,8}	7	\\x0007	00000000-0000-0000-0000-000000000007
SKU8	Product 8	$8.80	[8,18]	2.6666666666666665	{8,9}	8	\\x0008	00000000-0000-0000-0000-000000000008
SKU9	Product 9	$9.90	\N	3	{9,10}	9	\\x0009	00000000-0000-0000-0000-000000000009
SKU10	Product 10	$11.00	[10,20]	3.3333333333333335	{10,11}	10	\\x000a	00000000-0000-0000-0000-000000000010
SKU11	Product 11	$12.10	\N	3.6666666666666665	{11,12}	11	\\x000b	00000000-0000-0000-0000-000000000011
SKU12	Product 12	$13.20	[12,22]	4	{12,13}	12	\\x000c	00000000-0000-0000-0000-000000000012
SKU13	Product 13	$14.30	\N	4.333333333333333	{13,14}	13	\\x000d	00000000-0000-0000-0000-000000000013
SKU14	Product 14	$15.40	[14,24]	4.666666666666667	{14,15}	14	\\x000e	00000000-0000-0000-0000-000000000014
SKU15	Product 15	$16.50	\N	5	{15,16}	15	\\x000f	00000000-0000-0000-0000-000000000015
SKU16	Product 16	$17.60	[16,26]	5.333333333333333	{16,17}	16	\\x0010	00000000-0000-0000-0000-000000000016
SKU17	Product 17	$18.70	\N	5.666666666666667	{17,18}	17	\\x0011	00000000-0000-0000-0000-000000000017
SKU18	Product 18	$19.80	[18,28]	6	{18,19}	18	\\x0012	00000000-0000-0000-0000-000000000018
SKU19	Product 19	$20.90	\N	6.333333333333333	{19,20}	19	\\x0013	00000000-0000-0000-0000-000000000019
SKU20	Product 20	$22.00	[20,30]	6.666666666666667	{20,21}	20	\\x0014	00000000-0000-0000-0000-000000000020
\.


--
-- Name: customer_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: postgres
--

SELECT pg_catalog.setval('shop.customer_id_seq', 50, true);


--
-- Name: event_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: postgres
--

SELECT pg_catalog.setval('shop.event_id_seq', 190, true);


--
-- Name: invoice_seq; Type: SEQUENCE SET; Schema: shop; Owner: postgres
--

SELECT pg_catalog.setval('shop.invoice_seq', 1000, true);


--
-- Name: orders_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: postgres
--

SELECT pg_catalog.setval('shop.orders_id_seq', 40, true);


--
-- Name: animal animal_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.animal
    ADD CONSTRAINT animal_pkey PRIMARY KEY (id);


--
-- Name: hashed hashed_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.hashed
    ADD CONSTRAINT hashed_pkey PRIMARY KEY (k);


--
-- Name: hashed_0 hashed_0_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.hashed_0
    ADD CONSTRAINT hashed_0_pkey PRIMARY KEY (k);


--
-- Name: hashed_1 hashed_1_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.hashed_1
    ADD CONSTRAINT hashed_1_pkey PRIMARY KEY (k);


--
-- Name: customer customer_mail_key; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.customer
    ADD CONSTRAINT customer_mail_key UNIQUE (mail);


--
-- Name: customer customer_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);


--
-- Name: order_line order_line_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.order_line
    ADD CONSTRAINT order_line_pkey PRIMARY KEY (order_id, line);


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


--
-- Name: product product_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (sku);


--
-- Name: orders total_sane; Type: CHECK CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE shop.orders
    ADD CONSTRAINT total_sane CHECK ((total < (1000000)::numeric)) NOT VALID;


--
-- Name: customer_lower; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX customer_lower ON shop.customer USING btree (lower(name));


--
-- Name: customer_profile; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX customer_profile ON shop.customer USING gin (profile);


--
-- Name: event_kind; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX event_kind ON ONLY shop.event USING btree (kind);


--
-- Name: event_2025_kind_idx; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX event_2025_kind_idx ON shop.event_2025 USING btree (kind);


--
-- Name: event_2026_kind_idx; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX event_2026_kind_idx ON shop.event_2026 USING btree (kind);


--
-- Name: event_rest_kind_idx; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX event_rest_kind_idx ON shop.event_rest USING btree (kind);


--
-- Name: orders_by_status; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX orders_by_status ON shop.orders USING btree (status, placed DESC) WHERE (status <> 'cancelled'::shop.status);


--
-- Name: INDEX orders_by_status; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON INDEX shop.orders_by_status IS 'an index';


--
-- Name: product_name; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE UNIQUE INDEX product_name ON shop.product USING btree (name) INCLUDE (weight);


--
-- Name: totals_status; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE UNIQUE INDEX totals_status ON shop.totals USING btree (status);


--
-- Name: hashed_0_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.hashed_pkey ATTACH PARTITION public.hashed_0_pkey;


--
-- Name: hashed_1_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.hashed_pkey ATTACH PARTITION public.hashed_1_pkey;


--
-- Name: event_2025_kind_idx; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX shop.event_kind ATTACH PARTITION shop.event_2025_kind_idx;


--
-- Name: event_2026_kind_idx; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX shop.event_kind ATTACH PARTITION shop.event_2026_kind_idx;


--
-- Name: event_rest_kind_idx; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX shop.event_kind ATTACH PARTITION shop.event_rest_kind_idx;


--
-- Name: orders orders_audit; Type: TRIGGER; Schema: shop; Owner: postgres
--

CREATE TRIGGER orders_audit AFTER INSERT OR DELETE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.audit();


--
-- Name: orders orders_touch; Type: TRIGGER; Schema: shop; Owner: postgres
--

CREATE TRIGGER orders_touch BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();


--
-- Name: TRIGGER orders_touch ON orders; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON TRIGGER orders_touch ON shop.orders IS 'a trigger';


--
-- Name: orders status_audit; Type: TRIGGER; Schema: shop; Owner: postgres
--

CREATE TRIGGER status_audit AFTER UPDATE OF status ON shop.orders FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION shop.audit();


--
-- Name: order_line order_line_order_id_fkey; Type: FK CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.order_line
    ADD CONSTRAINT order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop.orders(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: order_line order_line_sku_fkey; Type: FK CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.order_line
    ADD CONSTRAINT order_line_sku_fkey FOREIGN KEY (sku) REFERENCES shop.product(sku);


--
-- Name: orders orders_customer_id_fkey; Type: FK CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES shop.customer(id) ON DELETE CASCADE;


--
-- Name: totals; Type: MATERIALIZED VIEW DATA; Schema: shop; Owner: postgres
--

REFRESH MATERIALIZED VIEW shop.totals;


--
-- PostgreSQL database dump complete
--

\unrestrict bfwgev1UN21xRkUSwIMaFdlOIX32V05CAwkVaFQjnZL7dDmbx15VzCalDJh2I4H

