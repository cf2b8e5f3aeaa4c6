import typeorm from 'typeorm';
import { check, connection, version } from './checks.js';

version('typeorm');
const { Between, DataSource, EntitySchema, In, IsNull, Like, MoreThan, Not, Raw, Table, TableColumn, TableForeignKey, TableIndex } = typeorm;
const bare = (x) => JSON.parse(JSON.stringify(x));

const Author = new EntitySchema({
  name: 'Author',
  columns: {
    id: { type: 'int', primary: true, generated: true },
    name: { type: 'varchar', length: 60, unique: true },
    mood: { type: 'enum', enum: ['good', 'bad'], default: 'good' },
    version: { type: 'int', version: true },
  },
  relations: { books: { type: 'one-to-many', target: 'Book', inverseSide: 'author', cascade: true } },
});
const Book = new EntitySchema({
  name: 'Book',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'identity' },
    title: { type: 'text' },
    price: { type: 'numeric', precision: 8, scale: 2, default: 1 },
    tags: { type: 'text', array: true, nullable: true },
    extra: { type: 'jsonb', nullable: true },
    code: { type: 'uuid', nullable: true },
    printed: { type: 'date', nullable: true },
    at: { type: 'timestamptz', nullable: true },
    cover: { type: 'bytea', nullable: true },
    weight: { type: 'float8', nullable: true },
    span: { type: 'int4range', nullable: true },
    list: { type: 'simple-array', nullable: true },
    ok: { type: 'boolean', default: true },
    wait: { type: 'interval', nullable: true },
    deleted: { type: 'timestamptz', deleteDate: true, nullable: true, select: false },
  },
  indices: [{ name: 'book_title', columns: ['title'] }, { name: 'book_code', columns: ['code'], unique: true, where: 'ok' }],
  checks: [{ name: 'book_price', expression: 'price >= 0' }],
  relations: {
    author: { type: 'many-to-one', target: 'Author', inverseSide: 'books', onDelete: 'CASCADE', joinColumn: true },
    tagged: { type: 'many-to-many', target: 'Tag', joinTable: true, cascade: true },
  },
});
const Tag = new EntitySchema({ name: 'Tag', columns: { word: { type: 'varchar', primary: true } } });
const Node = new EntitySchema({
  name: 'Node',

  columns: { id: { type: 'int', primary: true, generated: true }, name: { type: 'varchar' } },
  relations: { parent: { type: 'many-to-one', target: 'Node', treeParent: true, nullable: true }, children: { type: 'one-to-many', target: 'Node', treeChildren: true, inverseSide: 'parent' } },
  trees: [{ type: 'materialized-path' }],
});
const Titles = new EntitySchema({
  name: 'Titles', type: 'view', expression: 'SELECT "title", "price" FROM "book"',
  columns: { title: { type: 'text', viewColumn: true }, price: { type: 'numeric', viewColumn: true } },
});

const { host, port, user, database } = connection;
const source = new DataSource({ type: 'postgres', host, port, username: user, database, entities: [Author, Book, Tag, Node, Titles], installExtensions: false });
await check('initialize', async () => (await source.initialize()).isInitialized);
await check('synchronize', () => source.synchronize());
await check('schema is in step', async () => (await source.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query));
const runner = source.createQueryRunner();
await check('tables', async () => (await runner.getTables(['author', 'book', 'tag', 'node', 'book_tagged_tag'])).map((t) => [
  t.name, t.columns.map((c) => [c.name, c.type, c.length, c.precision, c.isNullable, c.isArray, c.default, c.isGenerated, c.generationStrategy, c.enum]),
  t.indices.map((i) => [i.name, i.columnNames, i.isUnique, i.where]).sort(), t.uniques.map((u) => [u.name, u.columnNames]),
  t.checks.map((c) => [c.name, c.expression]), t.foreignKeys.map((f) => [f.name, f.columnNames, f.referencedTableName, f.onDelete]).sort()]));
await check('views', async () => (await runner.getViews(['titles'])).map((v) => [v.name, v.expression]));
const authors = source.getRepository(Author);
const books = source.getRepository(Book);
await check('save', async () => bare(await authors.save({ name: 'Ann' })));
await check('save again', async () => {
  const ann = await authors.findOneBy({ name: 'Ann' });
  ann.mood = 'bad';
  return bare(await authors.save(ann));
});
await check('save cascade', async () => bare(await authors.save({ name: 'Bob', books: [{ title: 'B1' }, { title: 'B2', price: 2.5 }] })));
await check('every type', async () => bare(await books.save({
  title: 'T', tags: ['a', 'b,c'], extra: { k: [1] }, code: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', printed: '2020-02-29', at: new Date(0), cover: Buffer.from([0, 255]),
  weight: 0.1, span: '[1,5)', list: ['x', 'y'], wait: '1 day 02:03:04', author: { id: 1 }, tagged: [{ word: 'one' }, { word: 'two' }] })));
await check('every type again', async () => bare(await books.findOne({ where: { title: 'T' }, relations: { author: true, tagged: true }, order: { tagged: { word: 'ASC' } } })));
await check('save many', async () => (await books.save(Array.from({ length: 120 }, (_, i) => ({ title: `m${i}`, price: i, author: { id: 2 } })), { chunk: 50 })).length);
await check('insert', async () => bare((await books.insert({ title: 'inserted', author: { id: 1 } })).identifiers));
await check('find', async () => bare(await books.find({ where: [{ price: Between(10, 12) }, { title: In(['B1', 'B2']) }], select: { id: true, title: true }, order: { title: 'ASC' } })));
await check('find operators', async () => books.count({ where: { title: Like('m1%'), price: MoreThan(5), code: IsNull(), extra: Not(Raw((a) => `${a} @> '{}'`)) } }));
await check('find null', async () => books.countBy({ code: Not(IsNull()) }));
await check('find and count', async () => {
  const [rows, count] = await books.findAndCount({ where: { author: { name: 'Bob' } }, relations: { author: true }, skip: 3, take: 2, order: { id: 'ASC' } });
  return [count, rows.map((b) => [b.title, b.author.name])];
});
await check('aggregates', async () => [await books.sum('price', {}), await books.maximum('price', {}), await books.average('price', { title: Like('m%') })]);
await check('query builder', async () => bare(await source.createQueryBuilder(Author, 'a').leftJoinAndSelect('a.books', 'b', 'b.price > :p', { p: 117 }).where('a.id IN (:...ids)', { ids: [1, 2] }).orderBy('a.id').addOrderBy('b.id').getMany()));
await check('group', () => source.createQueryBuilder(Book, 'b').select('b.authorId', 'author').addSelect('count(*)', 'n').addSelect('sum(b.price)', 'total').groupBy('b.authorId').having('count(*) > 1').orderBy('1').getRawMany());
await check('subquery', () => source.createQueryBuilder(Author, 'a').where((q) => 'EXISTS ' + q.subQuery().select('1').from(Book, 'b').where('b.authorId = a.id AND b.price > 100').getQuery()).getCount());
await check('paged join', async () => (await source.createQueryBuilder(Author, 'a').innerJoinAndSelect('a.books', 'b').orderBy('a.name').take(1).skip(1).getMany()).map((a) => [a.name, a.books.length]));
await check('update builder', async () => (await source.createQueryBuilder().update(Book).set({ price: () => 'price + 1' }).where('price < :p', { p: 5 }).returning('id').execute()).affected);
await check('upsert', async () => bare((await authors.upsert({ name: 'Ann', mood: 'good' }, ['name'])).identifiers));
await check('or ignore', async () => bare((await source.createQueryBuilder().insert().into(Author).values({ name: 'Ann' }).orIgnore().execute()).identifiers));
await check('increment', async () => [(await books.increment({ title: 'B1' }, 'price', 3)).affected, (await books.findOneBy({ title: 'B1' })).price]);
await check('soft delete', async () => [(await books.softDelete({ title: 'B2' })).affected, await books.count({ where: { title: 'B2' } }), await books.count({ where: { title: 'B2' }, withDeleted: true }), (await books.restore({ title: 'B2' })).affected]);
await check('remove relation', async () => {
  const book = await books.findOne({ where: { title: 'T' }, relations: { tagged: true } });
  book.tagged = book.tagged.filter((t) => t.word === 'one');
  await books.save(book);
  return source.query('SELECT "tagWord" FROM book_tagged_tag ORDER BY 1');
});
await check('tree', async () => {
  const nodes = source.getTreeRepository(Node);
  const root = await nodes.save({ name: 'root' });
  const child = await nodes.save({ name: 'child', parent: root });
  await nodes.save({ name: 'leaf', parent: child });
  return [bare(await nodes.findTrees()), await nodes.countDescendants(root), (await nodes.findAncestors(child)).length];
});
await check('view', () => source.getRepository(Titles).findBy({ title: 'T' }));
await check('stream', async () => {
  const streaming = source.createQueryRunner();
  const seen = await source.createQueryBuilder(Book, 'b', streaming).where('b.price > 100').orderBy('b.id').stream();
  let n = 0;
  for await (const row of seen) n += Number(row.b_price);
  await streaming.release();
  return n;
});
await check('transaction', async () => {
  const why = await source.transaction('SERIALIZABLE', async (m) => {
    await m.delete(Book, { price: MoreThan(0) });
    throw new Error('no');
  }).catch((e) => e.message);
  return [why, await books.count()];
});
await check('nested transaction', () => source.transaction(async (m) => {
  await m.save(Author, { name: 'kept' });
  await m.transaction(async (inner) => {
    await inner.delete(Author, { name: 'kept' });
    throw new Error('inner');
  }).catch(() => {});
  return m.countBy(Author, { name: 'kept' });
}));
await check('pessimistic lock', () => source.transaction(async (m) => (await m.findOne(Author, { where: { name: 'Ann' }, lock: { mode: 'pessimistic_write', onLocked: 'nowait' } })).name));
await check('error unique', () => authors.insert({ name: 'Ann' }));
await check('error check', () => books.insert({ title: 'x', price: -1 }));
await check('error enum', () => authors.insert({ name: 'odd', mood: 'odd' }));
await check('error not null', () => books.insert({ title: null }));
await check('migration', async () => {
  await runner.createTable(new Table({ name: 'made', columns: [{ name: 'id', type: 'int', isPrimary: true, isGenerated: true, generationStrategy: 'increment' }, { name: 'v', type: 'varchar', length: '20', isUnique: true }] }), true);
  await runner.addColumn('made', new TableColumn({ name: 'author', type: 'int', isNullable: true, comment: 'who' }));
  await runner.createForeignKey('made', new TableForeignKey({ columnNames: ['author'], referencedTableName: 'author', referencedColumnNames: ['id'], onDelete: 'SET NULL' }));
  await runner.createIndex('made', new TableIndex({ name: 'made_author', columnNames: ['author'] }));
  await runner.renameColumn('made', 'v', 'w');
  await runner.changeColumn('made', 'w', new TableColumn({ name: 'w', type: 'varchar', length: '40', isNullable: false, default: "'x'" }));
  const made = await runner.getTable('made');
  return [made.columns.map((c) => [c.name, c.type, c.length, c.default, c.comment]), made.foreignKeys.map((f) => [f.name, f.onDelete]), made.indices.map((i) => i.name), made.uniques.map((u) => u.name)];
});
await check('rename table', async () => {
  await runner.renameTable('made', 'remade');
  return [await runner.hasTable('made'), await runner.hasTable('remade'), await runner.hasColumn('remade', 'w')];
});
await check('migrations', async () => {
  class First1700000000001 {
    async up(q) { await q.query('CREATE TABLE m (id int)'); }
    async down(q) { await q.query('DROP TABLE m'); }
  }
  const other = new DataSource({ type: 'postgres', host, port, username: user, database, migrations: [First1700000000001], installExtensions: false });
  await other.initialize();
  const ran = (await other.runMigrations()).map((m) => m.name);
  const again = (await other.runMigrations()).length;
  await other.undoLastMigration();
  const left = await other.query('SELECT count(*) FROM migrations');
  await other.destroy();
  return [ran, again, left];
});
await check('drop', () => source.dropDatabase());
await check('nothing is left', () => source.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"));
await runner.release();
await source.destroy();
