-- bench: mode=prepared
DO $py$
with lock('bench_queue'):
    bench_queue.append('message of a bench client')
$py$;
DO $py$
with lock('bench_queue'):
    return bench_queue.pop(0)
$py$;
