import postgres from 'postgres';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { check, connection, version } from './checks.js';

version('postgres');
const options = { ...connection, onnotice: () => {} };
const sql = postgres({ ...options, max: 3 });
const plain = (rows) => Array.from(rows);

await check('tag', async () => plain(await sql`SELECT ${1}::int AS a, ${'x'} AS b, ${null}::text AS c`));
await check('types', async () =>
  plain(await sql`SELECT ${true}::bool AS b, ${sql.json({ a: [1] })} AS j, ${new Date(0)}::timestamptz AS d, ${Buffer.from([1, 2])}::bytea AS y,
    ${[1, 2, 3]}::int[] AS ints, ${['a', 'b,c']}::text[] AS texts, ${'9007199254740993'}::int8 AS big, 1.5::numeric AS n`));
for (const type of ['int2', 'int4', 'oid', 'float4', 'float8', 'numeric', 'text', 'name', 'varchar(3)', 'date', 'timestamp', 'timestamptz', 'time',
  'interval', 'uuid', 'bytea', 'json', 'jsonb', 'bool', 'int4[]', 'text[]', 'float8[]', 'jsonb[]', 'int4range', 'inet', 'point', 'xid8', 'regclass']) {
  await check(`parameter type of ${type}`, async () => {
    const statement = await sql.unsafe(`SELECT $1::${type} AS v`, [null], { prepare: true }).describe();
    return [statement.types, statement.columns.map((c) => [c.name, c.type])];
  });
}
await check('create', async () => (await sql`CREATE TABLE item (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE, price float8, tags text[], at timestamptz DEFAULT 'epoch')`).command);
await check('insert object', async () => plain(await sql`INSERT INTO item ${sql({ name: 'a', price: 1.25 }, 'name', 'price')} RETURNING *`));
await check('insert many', async () => {
  const result = await sql`INSERT INTO item ${sql(Array.from({ length: 500 }, (_, i) => ({ name: `n${i}`, price: i })))}`;
  return [result.count, result.command];
});
await check('in list', async () => plain(await sql`SELECT name FROM item WHERE name IN ${sql(['a', 'n7'])} ORDER BY 1`));
await check('update set', async () => (await sql`UPDATE item SET ${sql({ price: 7, tags: ['x'] }, 'price')} WHERE name = 'a'`).count);
await check('identifiers', async () => plain(await sql`SELECT ${sql(['name', 'price'])} FROM ${sql('item')} ORDER BY ${sql('id')} LIMIT 2`));
await check('fragments', async () => {
  const cheap = (cheap) => (cheap ? sql`AND price < 2` : sql``);
  return [(await sql`SELECT count(*) FROM item WHERE true ${cheap(true)}`)[0].count, (await sql`SELECT count(*) FROM item WHERE true ${cheap(false)}`)[0].count];
});
await check('values', async () => plain(await sql`SELECT id, name FROM item ORDER BY id LIMIT 2`.values()));
await check('raw', async () => (await sql`SELECT id, name FROM item ORDER BY id LIMIT 1`.raw()).map((row) => row.map((c) => c.toString())));
await check('simple', async () => (await sql`SELECT 1 AS a; SELECT 2 AS b`.simple()).map(plain));
await check('cursor', async () => {
  const sizes = [];
  await sql`SELECT id FROM item`.cursor(200, async (rows) => void sizes.push(rows.length));
  return sizes;
});
await check('cursor ended early', async () => {
  let seen = 0;
  for await (const [row] of sql`SELECT g FROM generate_series(1, 100000) g`.cursor()) {
    seen = row.g;
    if (seen === 3) break;
  }
  return seen;
});
await check('for each', async () => {
  let sum = 0;
  await sql`SELECT id FROM item WHERE id <= 10`.forEach((row) => (sum += row.id));
  return sum;
});
await check('transaction', () => sql.begin(async (tx) => {
  await tx`INSERT INTO item ${tx({ name: 'in' })}`;
  await tx.savepoint(async (inner) => {
    await inner`DELETE FROM item`;
    throw new Error('back');
  }).catch(() => {});
  return (await tx`SELECT count(*) FROM item`)[0].count;
}));
await check('transaction rolled back', async () => {
  const why = await sql.begin(async (tx) => {
    await tx`DELETE FROM item`;
    await tx`SELECT 1/0`;
  }).catch((e) => [e.code, e.message, e.routine !== undefined]);
  return [why, (await sql`SELECT count(*) FROM item`)[0].count];
});
await check('pipelined', () => sql.begin((tx) => [1, 2, 3].map((i) => tx`SELECT ${i}::int AS i`.then((r) => r[0].i))));
await check('read only', () => sql.begin('read only', (tx) => tx`INSERT INTO item ${tx({ name: 'ro' })}`));
await check('serializable', () => sql.begin('isolation level serializable', async (tx) => (await tx`SHOW transaction_isolation`)[0]));
for (const [name, query] of [
  ['unique', () => sql`INSERT INTO item ${sql({ name: 'a' })}`],
  ['generated always', () => sql`INSERT INTO item (id) VALUES (1)`],
  ['undefined table', () => sql`SELECT * FROM missing`],
  ['syntax', () => sql`SELECT FROM WHERE`],
  ['cast', () => sql`SELECT ${'x'}::int`],
]) {
  await check(`error ${name}`, query);
}
await check('copy in', async () => {
  await pipeline(Readable.from(['k1\t1\n', 'k2\t2\n']), await sql`COPY item (name, price) FROM STDIN`.writable());
  return plain(await sql`SELECT name, price FROM item WHERE name LIKE 'k%' ORDER BY 1`);
});
await check('copy out', async () => {
  const parts = [];
  for await (const part of await sql`COPY (SELECT name, price FROM item WHERE id < 4 ORDER BY id) TO STDOUT`.readable()) parts.push(part);
  return Buffer.concat(parts).toString();
});
await check('listen', async () => {
  const { promise, resolve } = Promise.withResolvers?.() ?? (() => { const p = {}; p.promise = new Promise((r) => (p.resolve = r)); return p; })();
  const { unlisten } = await sql.listen('news', resolve);
  await sql.notify('news', 'hello');
  const heard = await promise;
  await unlisten();
  return heard;
});
await check('cancel', async () => {
  const slow = sql`SELECT pg_sleep(60)`;
  slow.execute();
  const outcome = slow.catch((e) => [e.code, e.message]);
  while ((await sql`SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() AND state = 'active'`).length === 0);
  slow.cancel();
  return outcome;
});
await check('large object table', async () => (await sql`SELECT length(${'x'.repeat(1_000_000)}) AS l`)[0].l);
await check('many parameters', async () => (await sql`SELECT count(*) FROM item WHERE id IN ${sql(Array.from({ length: 30000 }, (_, i) => i))}`)[0].count);
await check('reserve', async () => {
  const one = await sql.reserve();
  await one`SET application_name = 'reserved'`;
  const seen = plain(await one`SHOW application_name`);
  one.release();
  return seen;
});
await check('custom types', async () => {
  const typed = postgres({ ...options, max: 1, transform: postgres.camel, types: { bigint: postgres.BigInt } });
  const rows = plain(await typed`SELECT 9007199254740993::int8 AS big_number, ${typed.types.bigint(5n)} AS other_one`);
  await typed.end();
  return rows;
});
await check('arrays of fetched types', async () => {
  await sql`CREATE TYPE mood AS ENUM ('sad', 'happy')`;
  const fresh = postgres({ ...options, max: 1 });
  const rows = plain(await fresh`SELECT ARRAY['sad', 'happy']::mood[] AS moods`);
  await fresh.end();
  return rows;
});
await check('parameters', () => [sql.parameters.server_encoding, sql.parameters.standard_conforming_strings, sql.parameters.integer_datetimes, sql.parameters.is_superuser]);
await sql.end();
