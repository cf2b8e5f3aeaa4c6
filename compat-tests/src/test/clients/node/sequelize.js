import { DataTypes, Op, QueryTypes, Sequelize, fn, col, literal } from 'sequelize';
import { check, url, version } from './checks.js';

version('sequelize');
const sequelize = new Sequelize(url, { logging: false, pool: { max: 4 } });
const bare = (x) => JSON.parse(JSON.stringify(x));
const fixed = { createdAt: 'created', updatedAt: 'updated' };

const Author = sequelize.define('Author', {
  name: { type: DataTypes.STRING(60), allowNull: false, unique: true },
  mood: DataTypes.ENUM('good', 'bad'),
  age: { type: DataTypes.INTEGER, validate: { min: 0 } },
}, { timestamps: false });
const Book = sequelize.define('Book', {
  title: { type: DataTypes.TEXT, allowNull: false },
  price: { type: DataTypes.DECIMAL(10, 2), defaultValue: 1 },
  tags: DataTypes.ARRAY(DataTypes.STRING),
  extra: DataTypes.JSONB,
  code: { type: DataTypes.UUID },
  printed: DataTypes.DATEONLY,
  at: DataTypes.DATE,
  cover: DataTypes.BLOB,
  weight: DataTypes.DOUBLE,
  pages: DataTypes.RANGE(DataTypes.INTEGER),
  big: DataTypes.BIGINT,
  ok: { type: DataTypes.BOOLEAN, defaultValue: true },
  time: DataTypes.TIME,
  ip: DataTypes.INET,
}, { timestamps: false, indexes: [{ fields: ['title'] }, { unique: true, fields: ['code'] }, { fields: ['price'], where: { ok: true }, name: 'dear' }, { using: 'gin', fields: ['extra'] }] });
const Tag = sequelize.define('Tag', { word: { type: DataTypes.STRING, primaryKey: true } }, { timestamps: false, underscored: true });
Author.hasMany(Book, { as: 'books', foreignKey: 'authorId', onDelete: 'CASCADE' });
Book.belongsTo(Author, { as: 'author', foreignKey: 'authorId' });
Book.belongsToMany(Tag, { through: 'BookTag', timestamps: false });
Tag.belongsToMany(Book, { through: 'BookTag', timestamps: false });

await check('authenticate', () => sequelize.authenticate());
await check('server version', () => sequelize.databaseVersion());
await check('sync', async () => Object.keys((await sequelize.sync({ force: true })).models));
await check('sync again', async () => void (await sequelize.sync()));
await check('sync alter', async () => void (await sequelize.sync({ alter: true })));
const schema = sequelize.getQueryInterface();
await check('tables', async () => (await schema.showAllTables()).sort());
await check('describe author', () => schema.describeTable('Authors'));
await check('describe book', () => schema.describeTable('Books'));
await check('indexes', async () => (await schema.showIndex('Books')).map((i) => [i.name, i.primary, i.unique, i.fields.map((f) => f.attribute), i.definition]));
await check('foreign keys', async () => (await schema.getForeignKeyReferencesForTable('Books')).map(({ tableCatalog, referencedTableCatalog, constraintCatalog, ...key }) => bare({ ...key, tableCatalog: undefined })));
await check('constraints', async () => (await schema.showConstraint('Books')).map((c) => c.constraintName).sort());
await check('create', async () => bare(await Author.create({ name: 'Ann', mood: 'good', age: 30 })));
await check('create with books', async () => bare(await Author.create({ name: 'Bob', books: [{ title: 'B1' }, { title: 'B2', price: 2.5 }] }, { include: 'books' })));
const everything = {
  title: 'T', tags: ['a', 'b,c'], extra: { k: [1, { z: null }] }, code: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', printed: '2020-02-29',
  at: new Date('2021-03-04T05:06:07.089Z'), cover: Buffer.from([0, 255]), weight: 0.1, pages: [1, 9], big: '9007199254740993', time: '10:11:12', ip: '10.0.0.1', authorId: 1,
};
await check('every type', async () => bare(await Book.create(everything)));
await check('every type again', async () => bare(await Book.findOne({ where: { title: 'T' } })));
await check('bulk create', async () => (await Book.bulkCreate(Array.from({ length: 200 }, (_, i) => ({ title: `bulk ${i}`, price: i, authorId: 2 })))).at(-1).id);
await check('upsert', async () => {
  const [row] = await Author.upsert({ name: 'Ann', age: 31 });
  return bare(row);
});
await check('find or create', async () => {
  const [row, made] = await Author.findOrCreate({ where: { name: 'Cid' }, defaults: { age: 5 } });
  return [bare(row), made, (await Author.findOrCreate({ where: { name: 'Cid' } }))[1]];
});
await check('operators', async () => (await Book.findAll({
  where: { price: { [Op.gte]: 10, [Op.lt]: 20 }, title: { [Op.iLike]: 'BULK%' }, [Op.or]: [{ id: { [Op.in]: [14, 15, 16] } }, { price: { [Op.between]: [18, 19] } }] }, order: [['price', 'DESC']],
})).map((b) => b.title));
await check('array operators', async () => (await Book.findAll({ where: { tags: { [Op.contains]: ['a'] } } })).map((b) => b.title));
await check('array overlap', async () => (await Book.findAll({ where: { tags: { [Op.overlap]: ['a', 'q'] } } })).map((b) => b.title));
await check('json', async () => (await Book.findAll({ where: { extra: { [Op.contains]: { k: [1] } } } })).map((b) => b.title));
await check('range', async () => (await Book.findAll({ where: { pages: { [Op.contains]: 5 } } })).map((b) => b.title));
await check('regexp', async () => (await Book.findAll({ where: { title: { [Op.iRegexp]: '^BULK 19[0-2]$' } }, order: ['id'] })).map((b) => b.title));
await check('include', async () => bare(await Author.findAll({ include: [{ model: Book, as: 'books', where: { price: { [Op.gt]: 197 } }, attributes: ['title', 'price'] }], order: ['id', [{ model: Book, as: 'books' }, 'title']] })));
await check('include with limit', async () => bare(await Author.findAll({ include: [{ model: Book, as: 'books', attributes: ['id'], required: true, separate: false, where: { price: 1 } }], limit: 1, order: ['name'] })));
await check('many to many', async () => {
  const book = await Book.findOne({ where: { title: 'T' } });
  await book.addTags(await Tag.bulkCreate([{ word: 'x' }, { word: 'y' }]));
  return [await book.countTags(), bare(await Tag.findAll({ include: { model: Book, attributes: ['title'], through: { attributes: [] } }, order: ['word'] }))];
});
await check('aggregates', async () => [await Book.count(), await Book.max('price'), await Book.sum('price', { where: { authorId: 2 } }), await Book.min('title')]);
await check('group', async () => bare(await Book.findAll({ attributes: ['authorId', [fn('COUNT', col('id')), 'n'], [literal('avg(price)::numeric(10,2)'), 'mean']], group: ['authorId'], having: literal('count(*) > 0'), order: ['authorId'] })));
await check('find and count', async () => {
  const { count, rows } = await Book.findAndCountAll({ where: { authorId: 2 }, limit: 3, offset: 5, order: ['id'], attributes: ['title'] });
  return [count, bare(rows)];
});
await check('update', async () => Book.update({ price: literal('price + 1') }, { where: { price: { [Op.lt]: 5 } } }));
await check('update returning', async () => bare(await Book.update({ ok: false }, { where: { id: [1, 2] }, returning: ['id', 'ok'] })));
await check('increment', async () => {
  const book = await Book.findByPk(1);
  await book.increment({ price: 2 });
  return bare(await book.reload());
});
await check('destroy', () => Book.destroy({ where: { price: { [Op.gt]: 150 } } }));
await check('managed transaction', async () => {
  await sequelize.transaction({ isolationLevel: 'SERIALIZABLE' }, async (transaction) => {
    await Author.destroy({ where: {}, transaction });
    throw new Error('no');
  }).catch((e) => e.message);
  return Author.count();
});
await check('savepoint', () => sequelize.transaction(async (transaction) => {
  await Author.create({ name: 'kept' }, { transaction });
  await sequelize.transaction({ transaction }, async (inner) => {
    await Author.destroy({ where: {}, transaction: inner });
    throw new Error('inner');
  }).catch(() => {});
  return Author.count({ transaction });
}));
await check('lock', () => sequelize.transaction(async (transaction) => bare(await Author.findOne({ where: { name: 'Ann' }, lock: transaction.LOCK.UPDATE, skipLocked: true, transaction }))));
await check('error unique', () => Author.create({ name: 'Ann' }));
await check('error unique fields', () => Author.create({ name: 'Ann' }).catch((e) => [e.name, e.fields, e.errors.map((x) => x.message)]));
await check('error foreign key', () => Book.create({ title: 'x', authorId: 999 }).catch((e) => [e.name, e.index, e.table, e.fields]));
await check('error enum', () => sequelize.query(`UPDATE "Authors" SET mood = 'odd'`));
await check('error database', () => Book.findAll({ where: literal('missing = 1') }));
await check('raw', () => sequelize.query('SELECT name, age FROM "Authors" WHERE age > :age ORDER BY 1', { replacements: { age: 1 }, type: QueryTypes.SELECT }));
await check('bind', () => sequelize.query('SELECT $1::int + $2::int AS s', { bind: [1, 2], type: QueryTypes.SELECT }));
await check('add column', async () => {
  await schema.addColumn('Authors', 'nick', { type: DataTypes.STRING, defaultValue: 'none' });
  await schema.renameColumn('Authors', 'nick', 'alias');
  await schema.changeColumn('Authors', 'alias', { type: DataTypes.TEXT, allowNull: false });
  return (await schema.describeTable('Authors')).alias;
});
await check('change enum', async () => {
  await schema.changeColumn('Authors', 'mood', { type: DataTypes.ENUM('good', 'bad', 'odd') });
  return (await schema.describeTable('Authors')).mood;
});
await check('constraint', async () => {
  await schema.addConstraint('Authors', { type: 'check', fields: ['age'], where: { age: { [Op.gte]: 0 } }, name: 'old_enough' });
  return Author.create({ name: 'neg', age: -1 }, { validate: false });
});
await check('drop', async () => {
  await sequelize.drop({});
  return schema.showAllTables();
});
await sequelize.close();
