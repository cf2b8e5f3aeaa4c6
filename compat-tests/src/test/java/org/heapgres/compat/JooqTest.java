package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.codegen.GenerationTool;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Target;
import org.jooq.types.YearToMonth;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** jOOQ: queries, changes, schema, generated code, types. */
final class JooqTest extends JavaClient {
  @Test
  @Tag("jOOQ")
  void jooqQueriesChangesAndMerges() {
    DSLContext sql = DSL.using(source(), SQLDialect.POSTGRES);
    Table<?> author = DSL.table("author");
    Field<Integer> id = DSL.field("id", Integer.class);
    Field<String> name = DSL.field("name", String.class);
    Field<BigDecimal> rating = DSL.field("rating", BigDecimal.class);
    Integer first =
        sql.insertInto(author, name).values("Ann").returningResult(id).fetchOne().value1();
    assertNotNull(first);
    sql.batch(
            sql.insertInto(author, name).values("Bob"), sql.insertInto(author, name).values("Cid"))
        .execute();
    assertEquals(
        1,
        sql.insertInto(author, name, rating)
            .values("Ann", new BigDecimal("9.50"))
            .onConflict(name)
            .doUpdate()
            .set(rating, new BigDecimal("9.50"))
            .execute());
    assertEquals(
        List.of("Ann", "Bob"),
        sql.select(name).from(author).orderBy(rating.desc(), name).limit(2).fetch(name));
    Field<Integer> rank = DSL.rowNumber().over(DSL.orderBy(name.desc())).as("rank");
    assertEquals(3, sql.select(name, rank).from(author).orderBy(name).fetch().get(0).get(rank));
    assertEquals(
        2,
        sql.with("c")
            .as(DSL.select(name).from(author).where(rating.lt(new BigDecimal(6))))
            .selectCount()
            .from("c")
            .fetchOne(0, int.class));
    assertThrows(
        org.jooq.exception.IntegrityConstraintViolationException.class,
        () -> sql.insertInto(author, name).values("Bob").execute());
    sql.transaction(
        outer -> {
          outer.dsl().deleteFrom(author).where(name.eq("Cid")).execute();
          assertThrows(
              IllegalStateException.class,
              () ->
                  outer
                      .dsl()
                      .transaction(
                          inner -> {
                            inner.dsl().deleteFrom(author).execute();
                            throw new IllegalStateException("rolled back to the savepoint");
                          }));
        });
    assertEquals(2, sql.fetchCount(author));
    try (var cursor = sql.select(name).from(author).orderBy(name).fetchSize(1).fetchLazy()) {
      assertEquals("Ann", cursor.fetchNext().value1());
    }
  }

  @Test
  @Tag("jOOQ")
  void jooqChangesTheSchemaAndKnowsIt() {
    DSLContext sql = DSL.using(source(), SQLDialect.POSTGRES);
    sql.createTable("made")
        .column("id", SQLDataType.INTEGER.generatedByDefaultAsIdentity())
        .column("v", SQLDataType.VARCHAR(20).notNull().defaultValue("x"))
        .column("u", SQLDataType.UUID)
        .constraints(DSL.primaryKey("id"), DSL.unique("v"))
        .execute();
    sql.alterTable("made").addColumn("w", SQLDataType.DECIMAL(10, 2)).execute();
    sql.createIndex("made_w").on("made", "w").execute();
    var tables = sql.meta().filterSchemas(schema -> schema.getName().equals("public")).getTables();
    assertTrue(
        tables.stream()
            .map(Table::getName)
            .toList()
            .containsAll(List.of("author", "book", "made")));
    Table<?> made =
        tables.stream().filter(table -> table.getName().equals("made")).findFirst().orElseThrow();
    assertEquals(
        List.of("id", "v", "u", "w"), List.of(made.fields()).stream().map(Field::getName).toList());
    assertEquals(
        List.of("id"), made.getPrimaryKey().getFields().stream().map(Field::getName).toList());
  }

  @Test
  @Tag("jOOQ")
  void jooqGeneratesCode() throws Exception {
    GenerationTool.generate(
        new org.jooq.meta.jaxb.Configuration()
            .withJdbc(new Jdbc().withUrl(heapgres.jdbcUrl()))
            .withGenerator(
                new Generator()
                    .withDatabase(
                        new Database()
                            .withName("org.jooq.meta.postgres.PostgresDatabase")
                            .withInputSchema("public"))
                    .withTarget(
                        new Target()
                            .withPackageName("generated")
                            .withDirectory(directory.toString()))));
    String author = Files.readString(directory.resolve("generated/tables/Author.java"));
    assertTrue(author.contains("SQLDataType.INTEGER.nullable(false)"), author);
    assertTrue(author.contains("SQLDataType.VARCHAR(100).nullable(false)"), author);
    String book = Files.readString(directory.resolve("generated/tables/Book.java"));
    assertTrue(book.contains("SQLDataType.JSONB"), book);
    String keys = Files.readString(directory.resolve("generated/Keys.java"));
    assertTrue(keys.contains("BOOK__BOOK_AUTHOR_ID_FKEY"), keys);
  }

  @TestFactory
  @Tag("jOOQ")
  Stream<DynamicTest> jooqTypes() {
    DSLContext sql = DSL.using(source(), SQLDialect.POSTGRES);
    Map<String, Object> values = new TreeMap<>(values());
    values.put("jsonb", JSONB.valueOf("{\"a\": [1, null]}"));
    values.put("bytea", new byte[] {0, 1, -1});
    values.put("year to month", YearToMonth.valueOf("1-2"));
    return values.entrySet().stream()
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getKey(),
                    () ->
                        assertSame(
                            type.getValue(),
                            sql.fetchValue(DSL.select(DSL.val(type.getValue()))))));
  }

  @Test
  @Tag("jOOQ")
  void jooqNestsCollections() {
    DSLContext sql = DSL.using(source(), SQLDialect.POSTGRES);
    sql.execute("INSERT INTO author (name) VALUES ('Ann'), ('Bob')");
    sql.execute("INSERT INTO book (author_id, title) VALUES (1, 'x'), (1, 'y')");
    Table<?> author = DSL.table("author");
    Table<?> book = DSL.table("book");
    Field<String> title = DSL.field("title", String.class);
    Field<Integer> id = DSL.field(DSL.name("author", "id"), Integer.class);
    var titles =
        DSL.multiset(
                DSL.select(title)
                    .from(book)
                    .where(DSL.field("author_id", Integer.class).eq(id))
                    .orderBy(title))
            .as("titles")
            .convertFrom(rows -> rows.map(row -> row.value1()));
    assertEquals(
        List.of(List.of("x", "y"), List.of()),
        sql.select(id, titles).from(author).orderBy(id).fetch(titles));
  }

  @Test
  @Tag("jOOQ")
  void jooqWalksTreesAndJoinsLaterally() {
    DSLContext sql = DSL.using(source(), SQLDialect.POSTGRES);
    Field<Integer> n = DSL.field("n", Integer.class);
    assertEquals(
        List.of(1, 2, 3),
        sql.withRecursive("t", "n")
            .as(
                DSL.select(DSL.inline(1))
                    .unionAll(DSL.select(n.plus(1)).from(DSL.table("t")).where(n.lt(3))))
            .selectFrom(DSL.table("t"))
            .fetch(0, Integer.class));
    assertEquals(
        List.of(2, 4),
        sql.select(DSL.field("twice", Integer.class))
            .from(DSL.generateSeries(1, 2).as("g", "i"))
            .crossJoin(
                DSL.lateral(DSL.select(DSL.field("g.i", Integer.class).times(2).as("twice")))
                    .as("l"))
            .fetch(0, Integer.class));
  }

  @Test
  @Tag("jOOQ")
  void jooqLoadsCsv() throws Exception {
    DSLContext sql = DSL.using(source(), SQLDialect.POSTGRES);
    Field<String> name = DSL.field(DSL.name("name"), String.class);
    var loaded =
        sql.loadInto(DSL.table(DSL.name("author")))
            .bulkAll()
            .loadCSV("name\nAnn\nBob\n")
            .fields(name)
            .execute();
    assertEquals(2, loaded.stored());
    assertEquals(2, sql.fetchCount(DSL.table("author")));
  }
}
