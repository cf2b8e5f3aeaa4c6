-- where errors in the expressions of a definition are: in CREATE, and nowhere in ALTER
CREATE SCHEMA de;
SET search_path = de;
create table t (a int, check (a > 'x'));
create table t (a int, check (a || 1));
create table t (a int, b int default 'x' + nosuch(1));
create table t (a int, b int default 1 + nosuch(1));
create table t (a int);
alter table t add column b int default 1 + nosuch(1);
alter table t add check (a > 'x');
alter table t alter a set default 'bla';
create index on t ((a + 'x'));
create index on t (a) where a + 'x' > 1;
alter table t add b int generated always as (nosuch(a)) stored;
create table u(a int, b int generated always as (nosuch(a)) stored);
DROP SCHEMA de CASCADE;
