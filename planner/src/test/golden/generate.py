#!/usr/bin/env python3
"""Writes the expectation tables of FunctionGoldenTest and TypeGoldenTest from a PostgreSQL 18.

    PGHOST=... PGPORT=... PGUSER=... ./generate.py

Every immutable or stable function over the types below is called with a sample of their values
(functions.txt names those that are left out, and the polymorphic calls); values.txt holds the
inputs for each type. Expected is the output function's text, or SQLSTATE and message of the error.
"""
import csv
import io
import os
import random
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, '../resources/org/heapgres/planner/functions')

EVALUATE = """
SET client_min_messages = error;
CREATE OR REPLACE FUNCTION pg_temp.evaluate(query text, OUT type text, OUT value text)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE query INTO type, value;
EXCEPTION WHEN OTHERS THEN
  type := 'error'; value := SQLSTATE || ' ' || SQLERRM;
END $$;
"""


def psql(script):
    run = subprocess.run(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', 'template1'], input=script,
                         capture_output=True, encoding='utf-8', errors='replace', check=False)
    if run.returncode:
        raise SystemExit(run.stderr)
    return run.stdout


def literal(text):
    return 'NULL' if text is None else "E'" + text.replace('\\', '\\\\').replace("'", "''") + "'"


def evaluate(queries, zone):
    """(type, value) of each query; value None for NULL."""
    script = io.StringIO()
    script.write(EVALUATE)
    script.write(f"SET TimeZone = '{zone}'; SET bytea_output = 'hex';\n")
    script.write('CREATE TEMP TABLE q (n int, query text);\nCOPY q FROM STDIN;\n')
    for n, query in enumerate(queries):
        escaped = query.replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n')
        script.write(f'{n}\t{escaped}\n')
    script.write('\\.\n')
    script.write('COPY (SELECT (e).type, (e).value FROM (SELECT n, pg_temp.evaluate(query) e FROM q '
                 'OFFSET 0) s ORDER BY n) TO STDOUT;\n')
    rows = [line.split('\t') for line in psql(script.getvalue()).splitlines()]
    assert len(rows) == len(queries), (len(rows), len(queries))
    return rows


def read(name):
    with open(os.path.join(HERE, name), encoding='utf-8') as file:
        return [line.rstrip('\n') for line in file if line.strip() and not line.startswith('#')]


def escaped(text):
    return '\\N' if text is None else (
        text.replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n').replace('\r', '\\r'))


def main():
    values, inputs = {}, {}
    for line in read('values.txt'):
        kind, type_, value = line.split('\t')
        value = value.replace('\\t', '\t').replace('\\n', '\n')
        (values if kind == 'v' else inputs).setdefault(type_, []).append(value)
    excluded, calls = set(), []
    for line in read('functions.txt'):
        if line.startswith('- '):
            excluded.add(line[2:])
        else:
            calls.append(line.split('\t'))
    procs = psql("""
      SELECT proname, proname || '(' || array_to_string(ARRAY(
          SELECT typname FROM unnest(proargtypes) WITH ORDINALITY u(t, n)
          JOIN pg_type ON pg_type.oid = t ORDER BY n), ',') || ')', provolatile
      FROM pg_proc WHERE prokind = 'f' AND NOT proretset AND pronamespace = 11
        AND provolatile IN ('i', 's') ORDER BY 2""").splitlines()
    rnd = random.Random(18)
    cases = []
    for row in procs:
        name, signature, _ = row.split('|')
        types = signature[len(name) + 1:-1]
        types = types.split(',') if types else []
        # of a comparison only the sign is defined
        if 'cmp' in name or 'compare' in name:
            continue
        if (name in excluded or signature in excluded or not types
                or any(t not in values for t in types)):
            continue
        seen = set()
        for _ in range(40):
            if len(seen) >= 10:
                break
            arguments = tuple(rnd.choice(values[t]) for t in types)
            if arguments not in seen:
                seen.add(arguments)
                cases.append((signature, types, arguments))
    for call in calls:
        signature, arguments = call[0], call[1:]
        pairs = [a.split(':', 1) for a in arguments]
        cases.append((signature, [p[0] for p in pairs],
                      [None if p[1] == '\\N' else p[1] for p in pairs]))
    for zone, file, chosen in (('UTC', 'functions.tsv', cases),
                               ('America/New_York', 'functions-new-york.tsv',
                                [c for c in cases if any('timestamptz' in t for t in c[1])])):
        queries = []
        for signature, types, arguments in chosen:
            name = signature[:signature.index('(')]
            sql = ', '.join(f'CAST({literal(a)} AS {quoted(t)})' for t, a in zip(types, arguments))
            sets = signature.endswith('*')
            call = f'pg_catalog."{name}"({sql})'
            if sets:
                queries.append(f"SELECT max(pg_typeof(x)::oid::text), string_agg(coalesce(format('%s', x), "
                               f"'NULL'), '|') FROM {call} x")
            else:
                queries.append(f"SELECT pg_typeof(x)::oid::text, CASE WHEN x IS NOT NULL OR "
                               f"num_nulls(x) = 0 THEN format('%s', x) END FROM "
                               f"(SELECT {call} x OFFSET 0) s")
        results = evaluate(queries, zone)
        with open(os.path.join(OUT, file), 'w', encoding='utf-8') as out:
            for (signature, types, arguments), result in zip(chosen, results):
                if result[0] == 'error' and result[1].startswith(('0A000 cannot', '42883', '57014')):
                    continue
                pairs = [f'{t}:{escaped(a)}' for t, a in zip(types, arguments)]
                out.write('\t'.join([signature, *result, *pairs]) + '\n')
    pairs = [(t, v) for t, vs in inputs.items() for v in vs]
    pairs += [(t, v) for t, vs in values.items() for v in vs]
    results = evaluate(
        [f"SELECT pg_typeof(x)::oid::text, format('%s', x) FROM (SELECT CAST({literal(v)} AS "
         f'{quoted(t)}) x OFFSET 0) s' for t, v in pairs], 'UTC')
    with open(os.path.join(OUT, 'inputs.tsv'), 'w', encoding='utf-8') as out:
        for (type_, value), result in zip(pairs, results):
            out.write('\t'.join([type_, escaped(value), *result]) + '\n')


def quoted(type_):
    if '(' in type_:
        return type_
    if type_.startswith('_'):
        return f'pg_catalog."{type_}"'
    return f'pg_catalog."{type_}"'


main()
