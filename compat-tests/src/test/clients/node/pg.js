import pg from 'pg';
import Cursor from 'pg-cursor';
import QueryStream from 'pg-query-stream';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { check, connection, url, version } from './checks.js';

version('pg');
const client = new pg.Client({ ...connection, application_name: 'checks' });
await client.connect();
const rows = async (...query) => (await client.query(...query)).rows;

await check('parameters', () =>
  rows("SELECT current_setting('application_name') a, current_setting('server_version_num')::int / 10000 v"));
await check('empty query', async () => (await client.query('')).command);
await check('several statements', async () =>
  (await client.query('SELECT 1 AS a; SELECT 2 AS b, 3 AS c')).map((r) => [r.command, r.rowCount, r.rows]));
await check('fields', async () =>
  (await client.query("SELECT 1 AS i, 'x'::varchar(7) AS v, 1.5::numeric(6,2) AS n, now() AS t")).fields.map((f) => [
    f.name, f.dataTypeID, f.dataTypeSize, f.dataTypeModifier, f.format, f.tableID, f.columnID]));
await check('row mode array', async () =>
  (await client.query({ text: 'SELECT g, g * 2 FROM generate_series(1, 3) g', rowMode: 'array' })).rows);

const values = {
  int2: 7, int4: -5, int8: '9007199254740993', float4: 1.5, float8: 0.1, numeric: '12345678901234567890.5',
  bool: true, text: "grüße '\\ 😀", varchar: 'v', bpchar: 'b', bytea: Buffer.from([0, 1, 255]),
  date: '2024-02-29', time: '12:34:56.789', timetz: '12:34:56+02', timestamp: '2024-02-29 12:34:56.123456',
  timestamptz: '2024-02-29T12:34:56.123Z', interval: '1 year 2 mons 3 days 04:05:06.5', uuid: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  json: { a: [1, null, 'x'] }, jsonb: { b: { c: true } }, point: '(1,2)', circle: '<(1,2),3>', inet: '10.0.0.1/8', cidr: '10.0.0.0/8',
  macaddr: '08:00:2b:01:02:03', bit: '1', varbit: '1010', money: '12.34', int4range: '[1,5)', tsvector: "'a':1 'b':2", xml: '<a/>',
  'int4[]': [1, null, 3], 'text[]': ['a,b', 'c"d', null, '{}'], 'bool[]': [true, false], 'numeric[]': ['1.5', '2'],
  'timestamptz[]': ['2024-01-01 00:00Z'], 'uuid[]': ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'], 'int4[][]': [[1, 2], [3, 4]],
};
for (const [type, value] of Object.entries(values)) {
  await check(`type ${type}`, async () => (await client.query(`SELECT $1::${type} AS v, pg_typeof($1::${type})::text AS t`, [value])).rows[0]);
}
await check('type null', () => rows('SELECT $1::int AS v', [null]));
for (const type of ['int4', 'int8', 'text', 'bool', 'float8', 'bytea', 'timestamptz', 'uuid', 'jsonb']) {
  await check(`binary ${type}`, async () => {
    const result = await client.query({ text: `SELECT $1::${type} AS v`, values: [values[type]], binary: true });
    const { v } = result.rows[0];
    return [result.fields[0].format, Buffer.isBuffer(v) ? v.toString('hex') : v];
  });
}

await check('create', async () => (await client.query(
  'CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL UNIQUE, price numeric(8,2) CHECK (price >= 0), tags text[], extra jsonb)')).command);
await check('insert returning', async () => {
  const result = await client.query('INSERT INTO item (name, price, tags, extra) VALUES ($1, $2, $3, $4) RETURNING *', ['one', 1.5, ['a'], { k: 1 }]);
  return [result.command, result.rowCount, result.oid, result.rows];
});
await check('insert select', async () => (await client.query("INSERT INTO item (name, price) SELECT 'n' || g, g FROM generate_series(1, 50) g")).rowCount);
await check('update', async () => (await client.query('UPDATE item SET price = price + $1 WHERE id <= $2', [1, 10])).rowCount);
await check('delete', async () => (await client.query('DELETE FROM item WHERE id > $1', [40])).rowCount);
await check('upsert', () => rows("INSERT INTO item (name, price) VALUES ('one', 9) ON CONFLICT (name) DO UPDATE SET price = EXCLUDED.price RETURNING id, price"));
await check('any array', () => rows('SELECT name FROM item WHERE id = ANY($1) ORDER BY id', [[1, 2, 3]]));
await check('like', () => rows('SELECT count(*) FROM item WHERE name ILIKE $1', ['N1%']));

for (const [name, ...query] of [
  ['unique', "INSERT INTO item (name) VALUES ('one')"],
  ['not null', 'INSERT INTO item (name) VALUES (NULL)'],
  ['check', "INSERT INTO item (name, price) VALUES ('bad', -1)"],
  ['syntax', 'SELEC 1'],
  ['no table', 'SELECT * FROM missing'],
  ['no column', 'SELECT item.missing FROM item'],
  ['no function', 'SELECT missing(1)'],
  ['division', 'SELECT 1 / $1::int', [0]],
  ['bad integer', 'SELECT $1::int', ['x']],
  ['bad json', 'SELECT $1::jsonb', ['{']],
  ['too few parameters', 'SELECT $1::int + $2::int', [1]],
  ['ambiguous', 'SELECT id FROM item a, item b'],
  ['grouping', 'SELECT name, count(*) FROM item'],
  ['overflow', 'SELECT 2147483647 + 1'],
  ['subquery', 'SELECT (SELECT id FROM item)'],
]) {
  await check(`error ${name}`, () => rows(...query));
}

await check('prepared', async () => {
  const seen = [];
  for (let i = 1; i <= 3; i++) {
    seen.push((await client.query({ name: 'by-id', text: 'SELECT name FROM item WHERE id = $1', values: [i] })).rows[0]);
  }
  return [seen, await rows('SELECT name, statement, parameter_types::text FROM pg_prepared_statements')];
});
await check('prepared after change', async () => {
  await client.query('ALTER TABLE item ADD COLUMN late int DEFAULT 5');
  return rows({ name: 'by-id', text: 'SELECT name FROM item WHERE id = $1', values: [1] });
});
await check('transaction', async () => {
  await client.query('BEGIN');
  await client.query('DELETE FROM item');
  await client.query('SAVEPOINT a');
  const failed = await client.query('SELECT 1/0').catch((e) => e.code);
  const aborted = await client.query('SELECT 1').catch((e) => [e.code, e.message]);
  await client.query('ROLLBACK TO a');
  const inside = await rows('SELECT count(*) FROM item');
  await client.query('ROLLBACK');
  return [failed, aborted, inside, await rows('SELECT count(*) FROM item')];
});
await check('isolation', async () => {
  await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY');
  const written = await client.query("INSERT INTO item (name) VALUES ('x')").catch((e) => [e.code, e.message]);
  await client.query('ROLLBACK');
  return written;
});
await check('cursor', async () => {
  const cursor = client.query(new Cursor('SELECT id FROM item ORDER BY id LIMIT $1', [7]));
  const sizes = [];
  for (let part = await cursor.read(3); part.length > 0; part = await cursor.read(3)) sizes.push(part.map((r) => r.id));
  await cursor.close();
  return sizes;
});
await check('cursor closed early', async () => {
  const cursor = client.query(new Cursor('SELECT g FROM generate_series(1, 1000000) g'));
  const part = await cursor.read(2);
  await cursor.close();
  return [part, await rows('SELECT 1 AS one')];
});
await check('stream', async () => {
  let sum = 0;
  for await (const row of client.query(new QueryStream('SELECT g FROM generate_series(1, $1) g', [10000], { batchSize: 100 }))) sum += row.g;
  return sum;
});
await check('copy in', async () => {
  await pipeline(Readable.from(['c1\t1.00\n', 'c2\t', '\\N\n']), client.query(copyFrom('COPY item (name, price) FROM STDIN')));
  return rows("SELECT name, price FROM item WHERE name LIKE 'c_' ORDER BY 1");
});
await check('copy in csv refused', () => pipeline(Readable.from(['c1,1.00,extra\n']), client.query(copyFrom('COPY item (name, price) FROM STDIN CSV'))));
await check('copy out', async () => {
  const parts = [];
  for await (const part of client.query(copyTo("COPY (SELECT id, name, tags FROM item WHERE id < 4 ORDER BY id) TO STDOUT CSV HEADER"))) parts.push(part);
  return Buffer.concat(parts).toString();
});
await check('listen', async () => {
  const other = new pg.Client(connection);
  await other.connect();
  const heard = new Promise((resolve) => client.once('notification', (n) => resolve([n.channel, n.payload])));
  await client.query('LISTEN news');
  await other.query("SELECT pg_notify('news', $1)", ['größer']);
  const message = await heard;
  await other.end();
  return message;
});
await check('notice', async () => {
  const seen = new Promise((resolve) => client.once('notice', (n) => resolve([n.severity, n.code, n.message])));
  await client.query("DO $$ BEGIN RAISE WARNING 'careful %', 7 USING ERRCODE = '01234'; END $$");
  return seen;
});
await check('cancel', async () => {
  const { rows: [{ pid }] } = await client.query('SELECT pg_backend_pid() AS pid');
  const other = new pg.Client(connection);
  await other.connect();
  const slow = client.query('SELECT pg_sleep(60)').catch((e) => [e.code, e.message]);
  let cancelled = false;
  while (!cancelled) {
    cancelled = (await other.query("SELECT pg_cancel_backend(pid) AS c FROM pg_stat_activity WHERE pid = $1 AND state = 'active'", [pid])).rows.length > 0;
  }
  await other.end();
  return slow;
});
await check('statement timeout', async () => {
  await client.query("SET statement_timeout = '50ms'");
  try {
    return await rows('SELECT pg_sleep(60)');
  } finally {
    await client.query('RESET statement_timeout');
  }
});
await check('pool', async () => {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  const sums = await Promise.all(Array.from({ length: 20 }, (_, i) => pool.query('SELECT $1::int * 2 AS v', [i])));
  const total = pool.totalCount;
  await pool.end();
  return [sums.reduce((sum, r) => sum + r.rows[0].v, 0), total];
});
await check('no database', async () => {
  const other = new pg.Client({ ...connection, database: 'missing' });
  await other.connect();
});
await check('no role', async () => {
  const other = new pg.Client({ ...connection, user: 'nobody_here' });
  await other.connect();
});
await check('password', async () => {
  await client.query("CREATE ROLE node_pg LOGIN PASSWORD 'sesame'");
  const other = new pg.Client({ ...connection, user: 'node_pg', password: 'sesame' });
  await other.connect();
  const who = (await other.query('SELECT current_user, session_user')).rows;
  const refused = await other.query('SELECT * FROM item').catch((e) => [e.code, e.message]);
  await other.end();
  return [who, refused];
});
await check('terminated', async () => {
  const other = new pg.Client(connection);
  await other.connect();
  const ended = new Promise((resolve) => other.on('error', (e) => e.code && resolve([e.code, e.message])));
  await client.query('SELECT pg_terminate_backend($1)', [(await other.query('SELECT pg_backend_pid() AS p')).rows[0].p]);
  return ended;
});
await client.end();
