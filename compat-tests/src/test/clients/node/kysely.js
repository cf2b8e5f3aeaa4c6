import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import { jsonArrayFrom, jsonBuildObject, jsonObjectFrom } from 'kysely/helpers/postgres';
import Cursor from 'pg-cursor';
import pg from 'pg';
import { check, connection, version } from './checks.js';

version('kysely');
const db = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ ...connection, max: 4 }), cursor: Cursor }) });

await check('create', async () => {
  await db.schema.createType('mood').asEnum(['good', 'bad']).execute();
  await db.schema.createTable('author').addColumn('id', 'serial', (c) => c.primaryKey()).addColumn('name', 'varchar(60)', (c) => c.notNull().unique())
    .addColumn('mood', sql`mood`, (c) => c.defaultTo('good')).addColumn('made', 'timestamptz', (c) => c.defaultTo(sql`'epoch'`)).execute();
  await db.schema.createTable('book').ifNotExists().addColumn('id', 'bigint', (c) => c.primaryKey().generatedByDefaultAsIdentity())
    .addColumn('author_id', 'integer', (c) => c.references('author.id').onDelete('cascade')).addColumn('title', 'text', (c) => c.notNull())
    .addColumn('price', 'numeric(8, 2)', (c) => c.defaultTo(1).check(sql`price >= 0`)).addColumn('tags', sql`text[]`).addColumn('extra', 'jsonb')
    .addColumn('twice', 'numeric', (c) => c.generatedAlwaysAs(sql`price * 2`).stored()).addUniqueConstraint('book_once', ['author_id', 'title']).execute();
  await db.schema.createIndex('book_price').on('book').columns(['price desc', 'id']).where('price', '>', 5).execute();
  await db.schema.createView('titles').as(db.selectFrom('book').select('title')).execute();
});
await check('introspection', () => db.introspection.getTables());
await check('schemas', async () => {
  await db.schema.createSchema('app').execute();
  return (await db.introspection.getSchemas()).map((s) => s.name).filter((name) => ['app', 'public', 'information_schema', 'pg_catalog'].includes(name)).sort();
});
await check('alter', async () => {
  await db.schema.alterTable('author').addColumn('age', 'int2').execute();
  await db.schema.alterTable('author').alterColumn('age', (c) => c.setDataType('integer')).execute();
  await db.schema.alterTable('author').alterColumn('age', (c) => c.setDefault(7)).execute();
  await db.schema.alterTable('author').renameColumn('age', 'years').execute();
  await db.schema.alterTable('author').addCheckConstraint('old', sql`years > 0`).execute();
  return (await db.introspection.getTables()).find((t) => t.name === 'author').columns.map((c) => [c.name, c.dataType, c.isNullable, c.hasDefaultValue]);
});
await check('insert', () => db.insertInto('author').values([{ name: 'Ann' }, { name: 'Bob', mood: 'bad', years: 3 }]).returningAll().execute());
await check('insert result', async () => db.insertInto('book').values({ author_id: 1, title: 'A', price: 3.5, tags: ['x', 'y'], extra: JSON.stringify({ p: [1, { q: 2 }] }) }).executeTakeFirst());
await check('insert many', async () => (await db.insertInto('book').values(Array.from({ length: 100 }, (_, i) => ({ author_id: 2, title: `b${i}`, price: i }))).executeTakeFirst()).numInsertedOrUpdatedRows);
await check('insert expression', () => db.insertInto('author').columns(['name']).expression((e) => e.selectFrom('author').select(sql`name || '!'`.as('name'))).returning('name').execute());
await check('where', () => db.selectFrom('book').select(['title', 'twice']).where('price', '>', 95).where((e) => e.or([e('title', 'like', 'b9%'), e('tags', 'is not', null), e.and({ title: 'A', price: 3 })])).orderBy('price', 'desc').limit(3).offset(1).execute());
await check('join', () => db.selectFrom('author as a').leftJoin('book as b', 'b.author_id', 'a.id').select((e) => ['a.name', e.fn.count('b.id').as('n'), e.fn.sum('b.price').as('total'), e.fn.coalesce(e.fn.max('b.price'), sql`0`).as('top')]).groupBy('a.name').having((e) => e.fn.count('b.id'), '>=', 0).orderBy('a.name').execute());
await check('lateral', () => db.selectFrom('author').innerJoinLateral((e) => e.selectFrom('book').select('title').whereRef('book.author_id', '=', 'author.id').orderBy('price', 'desc').limit(2).as('dear'), (j) => j.onTrue()).select(['name', 'dear.title']).orderBy('name').orderBy('dear.title').execute());
await check('json array from', () => db.selectFrom('author').select((e) => ['name', jsonArrayFrom(e.selectFrom('book').select(['title', 'price']).whereRef('book.author_id', '=', 'author.id').orderBy('id').limit(2)).as('books')]).orderBy('id').execute());
await check('json object from', () => db.selectFrom('book').select((e) => ['title', jsonObjectFrom(e.selectFrom('author').select(['name', 'made', 'mood']).whereRef('author.id', '=', 'book.author_id')).as('by'), jsonBuildObject({ a: e.ref('id'), b: e.lit(true) }).as('built')]).orderBy('id').limit(2).execute());
await check('json path', () => db.selectFrom('book').select((e) => e.ref('extra', '->>').key('p').at(1).key('q').as('q')).where('id', '=', 1).execute());
await check('case', () => db.selectFrom('author').select((e) => ['name', e.case().when('mood', '=', 'bad').then('!').else('.').end().as('m'), e.cast('years', 'text').as('y')]).orderBy('id').execute());
await check('window', () => db.selectFrom('book').select((e) => ['title', e.fn.agg('row_number').over((o) => o.partitionBy('author_id').orderBy('price', 'desc')).as('r'), e.fn.sum('price').filterWhere('price', '>', 50).over().as('s')]).orderBy('r').orderBy('title').limit(4).execute());
await check('with', () => db.with('dear', (q) => q.selectFrom('book').where('price', '>', 97).selectAll()).with('gone', (q) => q.deleteFrom('book').where('title', '=', 'b99').returning('title')).selectFrom('dear').select('title').orderBy('title').execute());
await check('recursive', () => db.withRecursive('n(i)', (q) => q.selectNoFrom(sql`1`.as('i')).unionAll((u) => u.selectFrom('n').select(sql`i + 1`.as('i')).where('i', '<', 4))).selectFrom('n').selectAll().execute());
await check('set operations', () => db.selectFrom('author').select('name as v').union(db.selectFrom('book').select('title as v').where('price', '<', 2)).except(db.selectFrom('author').select('name as v').where('id', '=', 1)).orderBy('v').execute());
await check('distinct on', () => db.selectFrom('book').distinctOn('author_id').select(['author_id', 'title']).orderBy('author_id').orderBy('price', 'desc').execute());
await check('exists', () => db.selectFrom('author').select('name').where((e) => e.exists(e.selectFrom('book').select(sql.lit(1).as('one')).whereRef('author_id', '=', 'author.id'))).orderBy('id').execute());
await check('any', () => db.selectFrom('book').select('title').where((e) => e('id', '=', e.fn.any(e.val([1, 2])))).orderBy('id').execute());
await check('tuple', () => db.selectFrom('book').select('title').where((e) => e(e.refTuple('author_id', 'title'), 'in', [e.tuple(1, 'A'), e.tuple(2, 'b3')])).orderBy('id').execute());
await check('update', () => db.updateTable('book').set((e) => ({ price: e('price', '+', 1) })).where('id', '<', 4).executeTakeFirst());
await check('update from', () => db.updateTable('book').from('author').set({ title: sql`author.name || title` }).whereRef('author.id', '=', 'book.author_id').where('book.id', '=', 1).returning(['book.title', 'twice']).execute());
await check('upsert', () => db.insertInto('author').values({ name: 'Ann', years: 99 }).onConflict((c) => c.column('name').doUpdateSet((e) => ({ years: e.ref('excluded.years') })).where('author.name', '=', 'Ann')).returning(['id', 'years']).execute());
await check('do nothing', () => db.insertInto('author').values({ name: 'Ann' }).onConflict((c) => c.constraint('author_name_key').doNothing()).executeTakeFirst());
await check('merge', () => db.mergeInto('author').using(db.selectNoFrom([sql`'Bob'`.as('n'), sql`50`.as('y')]).as('s'), (j) => j.onRef(sql`s.n`, '=', 'author.name')).whenMatched().thenUpdateSet({ years: sql`s.y` }).whenNotMatched().thenDoNothing().executeTakeFirst());
await check('delete using', () => db.deleteFrom('book').using('author').whereRef('author.id', '=', 'book.author_id').where('author.name', '=', 'Bob').where('price', '>', 90).executeTakeFirst());
await check('stream', async () => {
  let sum = 0;
  for await (const { price } of db.selectFrom('book').select('price').stream(10)) sum += Number(price);
  return sum;
});
await check('transaction', async () => {
  const why = await db.transaction().setIsolationLevel('serializable').execute(async (tx) => {
    await tx.deleteFrom('author').execute();
    throw new Error('no');
  }).catch((e) => e.message);
  return [why, await db.selectFrom('author').select(db.fn.countAll().as('n')).executeTakeFirst()];
});
await check('controlled transaction', async () => {
  const tx = await db.startTransaction().setAccessMode('read write').execute();
  const saved = await tx.savepoint('one').execute();
  await saved.deleteFrom('book').execute();
  const back = await saved.rollbackToSavepoint('one').execute();
  const n = await back.selectFrom('book').select(db.fn.countAll().as('n')).executeTakeFirst();
  await tx.commit().execute();
  return n;
});
await check('lock', () => db.transaction().execute((tx) => tx.selectFrom('author').select('name').where('id', '=', 1).forUpdate().noWait().execute()));
await check('explain', async () => (await db.selectFrom('author').where('id', '=', 1).selectAll().explain('text', sql`costs off`)).map((r) => Object.keys(r)));
await check('raw', async () => (await sql`select ${'x'}::text as ${sql.id('quoted "name"')}, ${sql.lit("it's")} as l`.execute(db)).rows);
await check('error unique', () => db.insertInto('author').values({ name: 'Bob' }).execute());
await check('error check', () => db.insertInto('author').values({ name: 'x', years: -1 }).execute());
await check('error generated', () => db.insertInto('book').values({ title: 'x', twice: 1 }).execute());
await check('error no result', () => db.selectFrom('author').selectAll().where('id', '=', 999).executeTakeFirstOrThrow());
const migrator = new Migrator({ db, provider: { getMigrations: async () => ({
  one: { up: (k) => k.schema.createTable('m').addColumn('id', 'int4').execute(), down: (k) => k.schema.dropTable('m').execute() },
  two: { up: (k) => k.schema.alterTable('m').addColumn('v', 'text').execute(), down: (k) => k.schema.alterTable('m').dropColumn('v').execute() },
}) } });
await check('migrate', () => migrator.migrateToLatest());
await check('migrate again', () => migrator.migrateToLatest());
await check('migrate down', () => migrator.migrateDown());
await check('migrations', async () => (await migrator.getMigrations()).map((m) => [m.name, m.executedAt !== undefined]));
await check('drop', async () => {
  await db.schema.dropView('titles').execute();
  await db.schema.dropTable('book').execute();
  await db.schema.dropTable('author').cascade().execute();
  await db.schema.dropType('mood').execute();
  return (await db.introspection.getTables()).map((t) => t.name);
});
await db.destroy();
