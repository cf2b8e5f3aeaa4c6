-- bench: mode=prepared
DO $py$
total = 0.0
for k, r in bench_kv.items(to=10000):
    if r.qty % 2 == 0:
        total += r.qty * r.price
return total
$py$;
