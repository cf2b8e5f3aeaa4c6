DO $py$
heap.bench_queue = []
$py$;
