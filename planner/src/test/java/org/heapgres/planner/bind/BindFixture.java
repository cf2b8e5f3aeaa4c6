package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.heapgres.planner.bind.BoundStatement.BoundInsert;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.bind.BoundStatement.TableChange;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.RootRelations;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.catalog.SystemRelations;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** A small catalog, and bound statements as text. */
final class BindFixture {
  private static final SystemRelations NO_SYSTEM_RELATIONS =
      new SystemRelations() {
        @Override
        public Optional<Relation> relation(int oid) {
          return Optional.empty();
        }

        @Override
        public Optional<Relation> relation(int schema, String name) {
          return Optional.empty();
        }

        @Override
        public Collection<Relation> relations() {
          return List.of();
        }
      };

  private static final DatabaseEntry DATABASE =
      new DatabaseEntry(DatabaseEntry.POSTGRES, "postgres", 10, 1, false, true, -1, null);

  /** What the script {@code schema.sql} beside the golden files makes on the reference server. */
  static final BindContext CONTEXT =
      new BindContext(
          Catalog.of(
              1,
              DATABASE,
              new SharedCatalog(List.of(DATABASE)),
              objects(),
              NO_SYSTEM_RELATIONS,
              RootRelations.NONE),
          List.of("pg_catalog", "public"),
          FormatSettings.DEFAULT,
          relation -> 1000);

  private BindFixture() {}

  private static List<CatalogObject> objects() {
    return List.of(
        new Schema(Schema.PG_CATALOG, "pg_catalog", 10, null),
        new Schema(Schema.PUBLIC, "public", 10, null),
        new Schema(20000, "other", 10, null),
        table(
            1000,
            Schema.PUBLIC,
            "users",
            1,
            List.of(
                column(1, "id", Types.INT4, true),
                column(2, "name", Types.TEXT, true),
                Column.of(3, "email", Types.VARCHAR, 24, false),
                column(4, "visits", Types.INT8, false).withDefault("0"),
                column(5, "created", Types.TIMESTAMPTZ, false).withDefault("now()"))),
        table(
            1100,
            Schema.PUBLIC,
            "orders",
            1,
            List.of(
                column(1, "id", Types.INT4, true),
                column(2, "user_id", Types.INT4, false),
                column(3, "total", Types.NUMERIC, false),
                column(4, "tags", Types.of("_text"), false),
                column(5, "doc", Types.JSONB, false),
                column(6, "day", Types.DATE, false))),
        table(
            1200,
            Schema.PUBLIC,
            "pairs",
            2,
            List.of(
                column(1, "a", Types.INT4, true),
                column(2, "b", Types.INT8, true),
                column(3, "c", Types.FLOAT8, false))),
        table(1300, 20000, "things", 0, List.of(column(1, "name", Types.TEXT, false))),
        new View(
            1400,
            Schema.PUBLIC,
            "active",
            10,
            0,
            0,
            List.of(column(1, "id", Types.INT4, false), column(2, "name", Types.TEXT, false)),
            "SELECT id, name FROM users WHERE visits > 0",
            List.of("pg_catalog", "public"),
            List.of(),
            null,
            Map.of()));
  }

  private static Column column(int attnum, String name, PgType type, boolean notNull) {
    return Column.of(attnum, name, type, -1, notNull);
  }

  private static Table table(
      int oid, int schema, String name, int keyColumns, List<Column> columns) {
    List<Index> indexes = new ArrayList<>();
    List<Constraint> constraints = new ArrayList<>();
    if (keyColumns > 0) {
      List<Index.Key> keys = new ArrayList<>();
      List<Integer> attnums = new ArrayList<>();
      for (int i = 1; i <= keyColumns; i++) {
        keys.add(new Index.Key(i, null, false, false));
        attnums.add(i);
      }
      indexes.add(
          new Index(
              oid + 1,
              schema,
              name + "_pkey",
              10,
              oid,
              oid,
              keys,
              List.of(),
              true,
              true,
              false,
              null,
              "btree",
              true,
              columns.subList(0, keyColumns),
              null,
              false));
      constraints.add(
          new Constraint.Key(
              oid + 2, name + "_pkey", true, attnums, oid + 1, false, false, List.of()));
    }
    return new Table(
        oid,
        schema,
        name,
        10,
        Table.Persistence.PERMANENT,
        0,
        oid,
        columns,
        columns.size(),
        List.of(),
        indexes,
        constraints,
        Map.of(),
        null);
  }

  static Binder.Bound bind(String sql) {
    return new Binder(CONTEXT).bind(Parser.parse(sql).getFirst().stmt(), List.of());
  }

  /** The bound statement's plans. */
  static String plan(String sql) {
    return text(bind(sql).statement());
  }

  private static String text(BoundStatement statement) {
    StringBuilder out = new StringBuilder();
    for (BoundCte cte : statement.ctes()) {
      out.append("WITH ").append(cte.name()).append(" #").append(cte.number()).append('\n');
      out.append(text(cte.statement()));
    }
    if (statement instanceof BoundQuery query) {
      out.append(RelOptUtil.toString(query.plan()));
    } else if (statement instanceof TableChange change) {
      out.append(change.getClass().getSimpleName())
          .append(' ')
          .append(change.relation().name())
          .append('\n')
          .append(RelOptUtil.toString(change.source()));
      if (change instanceof BoundInsert insert && insert.onConflict() != null) {
        out.append("ON CONFLICT ")
            .append(insert.onConflict().arbiters().stream().map(Index::name).toList())
            .append('\n');
        if (insert.onConflict().update() != null) {
          out.append(RelOptUtil.toString(insert.onConflict().update()));
        }
      }
      if (change.returning() != null) {
        out.append("RETURNING\n").append(RelOptUtil.toString(change.returning()));
      }
    }
    return out.toString();
  }
}
