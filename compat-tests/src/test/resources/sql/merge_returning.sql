create table tg (id int primary key, v int);
insert into tg values (1,1),(2,2),(3,3);
merge into tg using (values (1, 10), (2, 0), (9, 9)) x(i, q) on id = i when matched and q = 0 then delete when matched then update set v = q when not matched then insert values (i, q) returning merge_action(), tg.*, old.v, new.v, x.q;
merge into tg using (values (3, 1)) x(i, q) on id = i when matched then do nothing when not matched by source and v > 9 then delete returning merge_action(), *;
select merge_action();
with m as (merge into tg using (values (3, 1)) x(i, q) on id = i when matched then update set v = 0 returning merge_action() as a, id) select * from m;
