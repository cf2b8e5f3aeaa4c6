import knexModule from 'knex';
import { check, connection, version } from './checks.js';

version('knex');
const knex = knexModule({ client: 'pg', connection, pool: { min: 0, max: 4 } });

await check('schema', async () => {
  await knex.schema.createTable('author', (t) => {
    t.increments();
    t.string('name', 80).notNullable().unique();
    t.enu('mood', ['good', 'bad'], { useNative: true, enumName: 'author_mood' });
    t.timestamps(true, true);
  });
  await knex.schema.createTable('book', (t) => {
    t.bigIncrements('id');
    t.integer('author_id').unsigned().references('id').inTable('author').onDelete('CASCADE').index();
    t.text('title').comment('as printed');
    t.decimal('price', 8, 2).defaultTo(1);
    t.boolean('sold').defaultTo(false);
    t.jsonb('extra');
    t.specificType('tags', 'text[]');
    t.uuid('code').defaultTo('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
    t.date('printed');
    t.binary('cover');
    t.double('weight');
    t.check('price >= 0', [], 'book_price');
    t.unique(['author_id', 'title']);
  });
  return [await knex.schema.hasTable('book'), await knex.schema.hasTable('missing'), await knex.schema.hasColumn('book', 'tags')];
});
await check('column info', async () => knex('book').columnInfo());
await check('alter table', async () => {
  await knex.schema.alterTable('book', (t) => {
    t.string('subtitle');
    t.renameColumn('weight', 'mass');
    t.dropColumn('cover');
    t.string('title', 200).notNullable().alter();
    t.index(['price'], 'book_price_index', { predicate: knex.whereNotNull('price') });
    t.dropUnique(['author_id', 'title']);
  });
  return Object.keys(await knex('book').columnInfo());
});
await check('insert returning', () => knex('author').insert([{ name: 'Ann', mood: 'good' }, { name: 'Bob' }]).returning(['id', 'name', 'mood']));
await check('insert', () => knex('book').insert({ author_id: 1, title: 'A', price: 3.5, extra: { pages: 7 }, tags: ['x', 'y'], printed: '2020-01-02' })
  .returning(['id', 'price', 'extra', 'tags', 'sold']));
await check('batch insert', async () => {
  await knex.batchInsert('book', Array.from({ length: 250 }, (_, i) => ({ author_id: 2, title: `B${i}`, price: i })), 100);
  return knex('book').count();
});
await check('where', () => knex('book').where('price', '>', 10).andWhere((q) => q.where('title', 'like', 'B1%').orWhereNull('tags'))
  .whereIn('author_id', [1, 2]).whereBetween('price', [20, 23]).orderBy('price', 'desc').select('title'));
await check('join', () => knex('author as a').leftJoin('book as b', 'a.id', 'b.author_id').groupBy('a.name').having(knex.raw('count(b.id) > ?', 0))
  .select('a.name').count('b.id as n').sum('b.price as total').orderBy('a.name'));
await check('subquery', () => knex('author').whereExists(knex('book').whereRaw('book.author_id = author.id').where('price', '>', 200)).select('name'));
await check('with', () => knex.with('dear', knex('book').where('price', '>', 247)).select('title').from('dear').orderBy('title'));
await check('recursive', () => knex.withRecursive('n', (q) => q.select(knex.raw('1 as i')).union(knex.select(knex.raw('i + 1')).from('n').where('i', '<', 5), true)).from('n').sum('i as s'));
await check('window', () => knex('book').where('id', '<', 4).select('title').rowNumber('r', 'price').orderBy('r'));
await check('distinct on', () => knex('book').distinctOn('author_id').orderBy(['author_id', { column: 'price', order: 'desc' }]).select('author_id', 'title'));
await check('json path', () => knex('book').jsonExtract('extra', '$.pages', 'pages').where('id', 1));
await check('json where', () => knex('book').whereJsonSupersetOf('extra', { pages: 7 }).select('title'));
await check('union', () => knex('author').select('name').union(knex('book').select('title').where('id', 1)).orderBy('name'));
await check('update', () => knex('book').where('author_id', 2).andWhere('price', '<', 3).update({ sold: true, price: knex.raw('?? + ?', ['price', 100]) }, ['title', 'price']));
await check('increment', () => knex('book').where('id', 1).increment('price', 1));
await check('upsert', () => knex('author').insert({ name: 'Ann', mood: 'bad' }).onConflict('name').merge(['mood']).returning(['id', 'mood']));
await check('ignore', () => knex('author').insert({ name: 'Ann' }).onConflict('name').ignore());
await check('pluck', () => knex('author').orderBy('id').pluck('name'));
await check('first', () => knex('author').first('name').where({ id: 2 }));
await check('offset', () => knex('book').orderBy('id').offset(240).limit(5).pluck('title'));
await check('lock', () => knex.transaction((tx) => tx('author').where('id', 1).forUpdate().skipLocked().select('name')));
await check('transaction', async () => {
  await knex.transaction(async (tx) => {
    await tx('book').delete();
    await tx.transaction(async (inner) => {
      await inner('author').delete();
      throw new Error('inner');
    }).catch(() => {});
    throw new Error('outer');
  }).catch((e) => e.message);
  return [await knex('book').count(), await knex('author').count()];
});
await check('stream', async () => {
  let n = 0;
  for await (const row of knex('book').select('id').stream()) n += row.id > 0 ? 1 : 0;
  return n;
});
await check('raw', async () => (await knex.raw('select ?::int as a, :x as b'.replace(':x', '?'), [1, 'z'])).rows);
await check('error unique', () => knex('author').insert({ name: 'Bob' }));
await check('error foreign key', () => knex('book').insert({ author_id: 99, title: 'x' }));
await check('error check', () => knex('book').insert({ author_id: 1, title: 'x', price: -1 }));
await check('error enum', () => knex('author').insert({ name: 'x', mood: 'odd' }));
await check('error not null', () => knex('book').insert({ author_id: 1 }));
await check('delete cascade', async () => [await knex('author').where('id', 2).delete(), await knex('book').count()]);
const migrations = {
  async getMigrations() { return ['one', 'two']; },
  getMigrationName: (name) => name,
  getMigration: async (name) => ({
    up: (k) => (name === 'one' ? k.schema.createTable('m', (t) => t.increments()) : k.schema.alterTable('m', (t) => t.integer('v'))),
    down: (k) => (name === 'one' ? k.schema.dropTable('m') : k.schema.alterTable('m', (t) => t.dropColumn('v'))),
  }),
};
await check('migrate', () => knex.migrate.latest({ migrationSource: migrations }));
await check('migrate again', () => knex.migrate.latest({ migrationSource: migrations }));
await check('migrate list', async () => (await knex.migrate.list({ migrationSource: migrations }))[0].map((m) => m.name));
await check('migrate rollback', async () => [await knex.migrate.rollback({ migrationSource: migrations }, true), await knex.schema.hasTable('m')]);
await check('views', async () => {
  await knex.schema.createView('titles', (v) => { v.columns(['title']); v.as(knex('book').select('title')); });
  await knex.schema.createMaterializedView('many', (v) => { v.as(knex('book').count('* as n')); });
  await knex.schema.refreshMaterializedView('many');
  return [await knex('titles'), await knex('many')];
});
await check('schemas', async () => {
  await knex.schema.createSchemaIfNotExists('other');
  await knex.schema.withSchema('other').createTable('t', (t) => t.increments());
  await knex.withSchema('other').table('t').insert({});
  return knex.withSchema('other').table('t');
});
await check('drop', async () => {
  await knex.schema.dropTable('author');
});
await knex.destroy();
