CREATE SCHEMA other;
CREATE TABLE users (
  id int4 PRIMARY KEY, name text NOT NULL, email varchar(20), visits int8 DEFAULT 0,
  created timestamptz DEFAULT now());
CREATE TABLE orders (
  id int4 PRIMARY KEY, user_id int4, total numeric, tags text[], doc jsonb, day date);
CREATE TABLE pairs (a int4, b int8, c float8, PRIMARY KEY (a, b));
CREATE TABLE other.things (name text);
CREATE VIEW active AS SELECT id, name FROM users WHERE visits > 0;
