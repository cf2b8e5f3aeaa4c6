import { drizzle } from 'drizzle-orm/node-postgres';
import { drizzle as drizzleOnPostgres } from 'drizzle-orm/postgres-js';
import { and, asc, avg, between, count, desc, eq, exists, gt, gte, ilike, inArray, isNull, like, lt, max, ne, not, or, relations, sql, sum } from 'drizzle-orm';
import {
  alias, bigint, bigserial, boolean, char, cidr, customType, date, doublePrecision, except, foreignKey, index, inet, integer, interval, intersect, json, jsonb, macaddr, numeric,
  pgEnum, pgTable, pgView, primaryKey, real, serial, smallint, text, time, timestamp, union, unionAll, uniqueIndex, uuid, varchar,
} from 'drizzle-orm/pg-core';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import postgres from 'postgres';
import { check, connection, version } from './checks.js';

version('drizzle-orm');
const mood = pgEnum('mood', ['good', 'bad']);
const author = pgTable('author', {
  id: serial('id').primaryKey(), name: varchar('name', { length: 60 }).notNull().unique(), mood: mood('mood').default('good'), bossId: integer('boss_id'),
});
const book = pgTable('book', {
  id: bigserial('id', { mode: 'number' }).primaryKey(), title: text('title').notNull(), price: numeric('price', { precision: 8, scale: 2 }).default('1'),
  authorId: integer('author_id').references(() => author.id, { onDelete: 'cascade' }), tags: text('tags').array(), extra: jsonb('extra'),
}, (t) => [index('book_title').on(t.title), uniqueIndex('book_once').on(t.authorId, t.title)]);
const bytea = customType({ dataType: () => 'bytea' });
const every = pgTable('every', {
  id: uuid('id').primaryKey().defaultRandom(), small: smallint('small'), big: bigint('big', { mode: 'bigint' }), flag: boolean('flag'), c: char('c', { length: 3 }),
  r: real('r'), d: doublePrecision('d'), n: numeric('n'), j: json('j'), jb: jsonb('jb'), day: date('day'), t: time('t'), ts: timestamp('ts', { precision: 3 }),
  tz: timestamp('tz', { withTimezone: true, mode: 'string' }), i: interval('i'), ip: inet('ip'), net: cidr('net'), mac: macaddr('mac'), bytes: bytea('bytes'), ints: integer('ints').array(), grid: integer('grid').array().array(),
});
const authorRelations = relations(author, ({ many, one }) => ({ books: many(book), boss: one(author, { fields: [author.bossId], references: [author.id] }) }));
const bookRelations = relations(book, ({ one }) => ({ author: one(author, { fields: [book.authorId], references: [author.id] }) }));
const schema = { author, book, every, authorRelations, bookRelations };

const pool = new pg.Pool({ ...connection, max: 4 });
const db = drizzle(pool, { schema });

await check('migrate', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drizzle'));
  try {
    mkdirSync(join(folder, 'meta'));
    writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({
      version: '7', dialect: 'postgresql', entries: [{ idx: 0, version: '7', when: 1700000000000, tag: '0000_first', breakpoints: true }, { idx: 1, version: '7', when: 1700000000001, tag: '0001_second', breakpoints: true }] }));
    writeFileSync(join(folder, '0000_first.sql'), `CREATE TYPE "public"."mood" AS ENUM('good', 'bad');--> statement-breakpoint
CREATE TABLE "author" ("id" serial PRIMARY KEY NOT NULL, "name" varchar(60) NOT NULL, "mood" "mood" DEFAULT 'good', "boss_id" integer, CONSTRAINT "author_name_unique" UNIQUE("name"));--> statement-breakpoint
CREATE TABLE "book" ("id" bigserial PRIMARY KEY NOT NULL, "title" text NOT NULL, "price" numeric(8, 2) DEFAULT '1', "author_id" integer, "tags" text[], "extra" jsonb);--> statement-breakpoint
CREATE TABLE "every" ("id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL, "small" smallint, "big" bigint, "flag" boolean, "c" char(3), "r" real, "d" double precision, "n" numeric, "j" json, "jb" jsonb, "day" date, "t" time, "ts" timestamp (3), "tz" timestamp with time zone, "i" interval, "ip" "inet", "net" "cidr", "mac" "macaddr", "bytes" bytea, "ints" integer[], "grid" integer[][]);--> statement-breakpoint
ALTER TABLE "book" ADD CONSTRAINT "book_author_id_author_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."author"("id") ON DELETE cascade ON UPDATE no action;`);
    writeFileSync(join(folder, '0001_second.sql'), `CREATE INDEX "book_title" ON "book" USING btree ("title");--> statement-breakpoint
CREATE UNIQUE INDEX "book_once" ON "book" USING btree ("author_id","title");`);
    await migrate(db, { migrationsFolder: folder });
    await migrate(db, { migrationsFolder: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
  return (await db.execute(sql`SELECT id, created_at FROM drizzle.__drizzle_migrations ORDER BY id`)).rows;
});
await check('insert returning', () => db.insert(author).values([{ name: 'Ann' }, { name: 'Bob', mood: 'bad', bossId: 1 }]).returning());
await check('insert partial returning', () => db.insert(book).values({ title: 'A', price: '3.5', authorId: 1, tags: ['x', 'y,z'], extra: { pages: [1, 2] } }).returning({ id: book.id, tags: book.tags, extra: book.extra }));
await check('insert many', async () => (await db.insert(book).values(Array.from({ length: 150 }, (_, i) => ({ title: `b${i}`, price: String(i), authorId: 2 })))).rowCount);
await check('insert select', async () => (await db.insert(author).select(db.select({ id: sql`id + 100`.as('id'), name: sql`name || '2'`.as('name'), mood: author.mood, bossId: author.bossId }).from(author))).rowCount);
const id = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';
await check('every type', () => db.insert(every).values({
  id, small: -1, big: 9007199254740993n, flag: true, c: 'ab', r: 1.5, d: 0.1, n: '12345678901234567890.5', j: { a: 1 }, jb: [null, 'x'], day: '2024-02-29', t: '01:02:03', ts: new Date(1234567890123),
  tz: '2024-02-29 12:00:00+02', i: '1 day', ip: '10.0.0.1', net: '10.0.0.0/8', mac: '08:00:2b:01:02:03', bytes: Buffer.from([0, 255]), ints: [1, 2], grid: [[1, 2], [3, 4]] }).returning());
await check('every type again', () => db.select().from(every).where(eq(every.big, 9007199254740993n)));
await check('where', () => db.select({ title: book.title }).from(book).where(and(between(book.price, '10', '20'), or(like(book.title, 'b1%'), ilike(book.title, 'B20')), ne(book.title, 'b13'), isNull(book.tags), not(inArray(book.title, ['b14', 'b15'])))).orderBy(desc(book.price)));
await check('join', () => db.select({ name: author.name, n: count(book.id), total: sum(book.price), mean: avg(book.price), top: max(book.price) }).from(author).leftJoin(book, eq(author.id, book.authorId)).groupBy(author.name).having(({ n }) => gte(n, 0)).orderBy(asc(author.name)));
await check('join rows', () => db.select().from(book).innerJoin(author, eq(author.id, book.authorId)).where(lt(book.id, 3)).orderBy(book.id));
const boss = alias(author, 'boss');
await check('self join', () => db.select({ name: author.name, boss: boss.name }).from(author).innerJoin(boss, eq(boss.id, author.bossId)).orderBy(author.id));
await check('right join', () => db.select({ name: author.name, title: book.title }).from(book).rightJoin(author, eq(author.id, book.authorId)).where(isNull(book.id)).orderBy(author.id));
await check('subquery', async () => {
  const dear = db.select({ authorId: book.authorId, n: sql`count(*)::int`.as('n') }).from(book).where(gt(book.price, '100')).groupBy(book.authorId).as('dear');
  return db.select({ name: author.name, n: dear.n }).from(author).innerJoin(dear, eq(dear.authorId, author.id));
});
await check('with', async () => {
  const dear = db.$with('dear').as(db.select().from(book).where(gt(book.price, '147')));
  return db.with(dear).select({ title: dear.title }).from(dear).orderBy(dear.title);
});
await check('exists', () => db.select({ name: author.name }).from(author).where(exists(db.select().from(book).where(eq(book.authorId, author.id)))).orderBy(author.id));
await check('distinct on', () => db.selectDistinctOn([book.authorId], { a: book.authorId, t: book.title }).from(book).orderBy(book.authorId, desc(book.price)));
await check('union', () => union(db.select({ v: author.name }).from(author), db.select({ v: book.title }).from(book).where(lt(book.id, 3))).orderBy(sql`1`));
await check('union all', async () => (await unionAll(db.select({ v: author.id }).from(author), db.select({ v: author.id }).from(author))).length);
await check('intersect', () => intersect(db.select({ v: author.id }).from(author), db.select({ v: book.authorId }).from(book)).orderBy(sql`1`));
await check('except', () => except(db.select({ v: author.id }).from(author), db.select({ v: book.authorId }).from(book)).orderBy(sql`1`));
await check('count', () => db.$count(book, gt(book.price, '50')));
await check('relations', () => db.query.author.findMany({ with: { books: { limit: 2, orderBy: (b, { desc }) => [desc(b.price)], columns: { title: true, price: true } }, boss: true }, orderBy: (a, { asc }) => [asc(a.id)] }));
await check('nested relations', () => db.query.book.findFirst({ where: (b, { eq }) => eq(b.title, 'b7'), with: { author: { with: { boss: { columns: { name: true } } } } }, extras: { loud: sql`upper(${book.title})`.as('loud') } }));
await check('prepared', async () => {
  const one = db.select({ title: book.title }).from(book).where(eq(book.id, sql.placeholder('id'))).prepare('book_by_id');
  return [await one.execute({ id: 2 }), await one.execute({ id: 3 })];
});
await check('update', async () => (await db.update(book).set({ price: sql`${book.price} + 1` }).where(lt(book.id, 5))).rowCount);
await check('update from', () => db.update(book).set({ title: sql`${author.name} || ' ' || ${book.title}` }).from(author).where(and(eq(author.id, book.authorId), eq(book.id, 1))).returning({ title: book.title }));
await check('upsert', () => db.insert(author).values({ name: 'Ann', mood: 'bad' }).onConflictDoUpdate({ target: author.name, set: { mood: sql`excluded.mood` }, setWhere: eq(author.name, 'Ann') }).returning());
await check('ignore', () => db.insert(author).values({ name: 'Ann' }).onConflictDoNothing().returning());
await check('delete', () => db.delete(book).where(gt(book.price, '148')).returning({ title: book.title }));
await check('transaction', () => db.transaction(async (tx) => {
  await tx.insert(author).values({ name: 'kept' });
  await tx.transaction(async (inner) => {
    await inner.delete(author);
    inner.rollback();
  }).catch(() => {});
  return tx.$count(author);
}, { isolationLevel: 'repeatable read', accessMode: 'read write', deferrable: false }));
await check('rolled back', async () => {
  await db.transaction(async (tx) => { await tx.delete(author); tx.rollback(); }).catch((e) => e.constructor.name);
  return db.$count(author);
});
await check('lock', () => db.transaction((tx) => tx.select({ name: author.name }).from(author).where(eq(author.id, 1)).for('update', { of: author, noWait: true })));
await check('view', async () => {
  await db.execute(sql`CREATE VIEW titles AS SELECT title FROM book WHERE id < 4`);
  return db.select().from(pgView('titles', { title: text('title') }).existing()).orderBy(sql`1`);
});
await check('error unique', () => db.insert(author).values({ name: 'Bob' }));
await check('error foreign key', () => db.insert(book).values({ title: 'x', authorId: 999 }));
await check('error enum', () => db.insert(author).values({ name: 'x', mood: 'odd' }));
await check('error numeric', () => db.insert(book).values({ title: 'x', price: '1234567.8' }));
await check('postgres.js', async () => {
  const other = drizzleOnPostgres(postgres({ ...connection, max: 2 }), { schema });
  const found = await other.query.author.findFirst({ where: (a, { eq }) => eq(a.name, 'Bob'), with: { books: { limit: 1, orderBy: (b) => b.id } } });
  const inserted = await other.insert(author).values({ name: 'via postgres' }).returning({ name: author.name });
  const types = await other.select().from(every);
  await other.$client.end();
  return [found, inserted, types];
});
await pool.end();
