-- bench: mode=prepared
\set k random(1, 100000)
DO $py$
k = args[0]
for _ in range(100):
    k = bench_chain[k].nxt
return k
$py$ USING :k::int;
