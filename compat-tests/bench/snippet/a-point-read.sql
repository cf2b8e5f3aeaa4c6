-- bench: mode=prepared
\set k random(1, 100000)
DO $py$ bench_kv[args[0]] $py$ USING :k::int;
