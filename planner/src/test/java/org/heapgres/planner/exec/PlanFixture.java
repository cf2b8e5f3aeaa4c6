package org.heapgres.planner.exec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.RootRelations;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.catalog.SystemRelations;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.exec.explain.ExplainOptions;
import org.heapgres.planner.exec.explain.Explanation;
import org.heapgres.planner.exec.table.ValueTypes;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.optimize.CatalogExpressions;
import org.heapgres.planner.optimize.StatementPlanner;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.Database;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.row.RowLayout;

/** Tables in a store, and SQL from text to rows, without a session around. */
public final class PlanFixture implements AutoCloseable {
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

  private final VectorCache vectors = new VectorCache(1 << 20);
  private final Heap heap;
  private final Database database;
  private final List<CatalogObject> objects = new ArrayList<>();
  private Catalog catalog;
  private int nextOid = 20000;

  public PlanFixture(Path directory) {
    heap = Heap.open(directory, HeapOptions.defaults());
    database = heap.create(5);
    objects.add(new Schema(Schema.PG_CATALOG, "pg_catalog", 10, null));
    objects.add(new Schema(Schema.PUBLIC, "public", 10, null));
    refresh();
  }

  private void refresh() {
    catalog =
        Catalog.of(
            nextOid,
            DATABASE,
            new SharedCatalog(List.of(DATABASE)),
            objects,
            NO_SYSTEM_RELATIONS,
            RootRelations.NONE);
  }

  /** What a table is made of. */
  public final class TableDraft {
    private final int oid = nextOid++;
    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private final List<Index> indexes = new ArrayList<>();
    private final List<Constraint> constraints = new ArrayList<>();

    private TableDraft(String name) {
      this.name = name;
    }

    public TableDraft column(String columnName, String type) {
      return column(columnName, type, false);
    }

    public TableDraft column(String columnName, String type, boolean notNull) {
      columns.add(Column.of(columns.size() + 1, columnName, Types.of(type), -1, notNull));
      return this;
    }

    public TableDraft withDefault(String sql) {
      columns.add(columns.removeLast().withDefault(sql));
      return this;
    }

    private int attnum(String columnName) {
      for (Column column : columns) {
        if (column.name().equals(columnName)) {
          return column.attnum();
        }
      }
      throw new IllegalArgumentException(columnName);
    }

    private List<Integer> attnums(String... names) {
      List<Integer> result = new ArrayList<>();
      for (String each : names) {
        result.add(attnum(each));
      }
      return result;
    }

    public TableDraft primaryKey(String... names) {
      index(name + "_pkey", true, true, names);
      indexes.addFirst(indexes.removeLast());
      constraints.add(
          new Constraint.Key(
              nextOid++,
              name + "_pkey",
              true,
              attnums(names),
              indexes.getFirst().oid(),
              false,
              false,
              List.of()));
      for (String each : names) {
        int position = attnum(each) - 1;
        columns.set(position, columns.get(position).withNotNull(true));
      }
      return this;
    }

    public TableDraft index(String indexName, boolean unique, String... names) {
      return index(indexName, unique, false, names);
    }

    private TableDraft index(String indexName, boolean unique, boolean primary, String... names) {
      List<Index.Key> keys = new ArrayList<>();
      List<Column> keyColumns = new ArrayList<>();
      for (int attnum : attnums(names)) {
        keys.add(new Index.Key(attnum, null, false, false));
        keyColumns.add(columns.get(attnum - 1));
      }
      int indexOid = nextOid++;
      indexes.add(
          new Index(
              indexOid,
              Schema.PUBLIC,
              indexName,
              10,
              oid,
              primary ? oid : indexOid,
              keys,
              List.of(),
              unique,
              primary,
              false,
              null,
              "btree",
              true,
              keyColumns,
              null,
              false));
      return this;
    }

    public TableDraft check(String checkName, String sql) {
      constraints.add(
          new Constraint.Check(nextOid++, checkName, sql, List.of(), true, false, false));
      return this;
    }

    public TableDraft references(String columnName, String target, Constraint.Action onDelete) {
      Table parent = table(target);
      constraints.add(
          new Constraint.ForeignKey(
              nextOid++,
              name + "_" + columnName + "_fkey",
              attnums(columnName),
              parent.oid(),
              parent.primaryKey().orElseThrow().keyColumns(),
              parent.primaryKey().orElseThrow().oid(),
              Constraint.Action.NO_ACTION,
              onDelete,
              List.of(),
              false,
              false,
              false,
              true,
              false));
      return this;
    }

    public void create() {
      List<RowLayout.Column> layout = new ArrayList<>();
      for (Column column : columns) {
        layout.add(new RowLayout.Column(column.attnum(), ValueTypes.of(column.type())));
      }
      objects.add(
          new Table(
              oid,
              Schema.PUBLIC,
              name,
              10,
              Table.Persistence.PERMANENT,
              0,
              oid,
              columns,
              columns.size(),
              List.of(new RowLayout(1, layout)),
              indexes,
              constraints,
              Map.of(),
              null));
      refresh();
    }
  }

  public TableDraft draft(String name) {
    return new TableDraft(name);
  }

  public Table table(String name) {
    return (Table) catalog.relation(name, List.of("public")).orElseThrow();
  }

  private BindContext bindContext() {
    return new BindContext(
        catalog,
        List.of("pg_catalog", "public"),
        FormatSettings.DEFAULT,
        relation ->
            relation instanceof Table table ? database.approximateCount(table.store()) : 100);
  }

  /** Binds what the catalog keeps as text. */
  private record Expressions(BindContext context) implements CatalogExpressions {
    @Override
    public boolean mayShow(Table table) {
      return true;
    }

    @Override
    public RexNode triggerCondition(Table table, Trigger trigger) {
      return new Binder(context)
          .bindTriggerCondition(
              Parser.parseExpression(trigger.condition()),
              table,
              trigger.level(),
              trigger.events());
    }

    private RexNode bind(Table table, String sql, Purpose purpose) {
      return new Binder(context)
          .bindExpression(Parser.parseExpression(sql), purpose, table, null, -1);
    }

    @Override
    public RexNode check(Table table, String sql) {
      return bind(table, sql, Purpose.CHECK);
    }

    @Override
    public RexNode indexKey(Table table, String sql) {
      return bind(table, sql, Purpose.INDEX);
    }

    @Override
    public RexNode indexPredicate(Table table, String sql) {
      return bind(table, sql, Purpose.INDEX_PREDICATE);
    }

    @Override
    public RexNode defaultOf(Table table, Column column) {
      return column.defaultExpression() == null
          ? null
          : new Binder(context)
              .bindExpression(
                  Parser.parseExpression(column.defaultExpression()),
                  Purpose.DEFAULT,
                  null,
                  column.type(),
                  column.typmod());
    }

    @Override
    public RexNode generated(Table table, Column column) {
      throw new UnsupportedOperationException();
    }
  }

  public StatementPlanner planner() {
    return new StatementPlanner(catalog, Types.REGISTRY, new Expressions(bindContext()));
  }

  public PhysicalPlan plan(String sql, PgType... parameterTypes) {
    var bound =
        new Binder(bindContext())
            .bind(Parser.parse(sql).getFirst().stmt(), List.of(parameterTypes));
    return planner().plan(bound.statement());
  }

  /** A context for one statement of {@code within}. */
  public ExecutionContext context(Transaction within, Object... parameters) {
    return new ExecutionContext() {
      private final DatabaseActivity activity = new DatabaseActivity();

      @Override
      public VectorCache vectors() {
        return vectors;
      }

      @Override
      public DatabaseActivity activity() {
        return activity;
      }

      @Override
      public boolean isReplica() {
        return false;
      }

      @Override
      public long statementStart() {
        return 0;
      }

      @Override
      public Transaction transaction() {
        return within;
      }

      @Override
      public Object parameter(int index) {
        return parameters[index];
      }

      @Override
      public ConstraintChecks constraintChecks() {
        return new ConstraintChecks() {
          @Override
          public boolean isDeferred(Constraint constraint) {
            return false;
          }

          @Override
          public void defer(int table, Constraint constraint, Runnable check) {
            throw new IllegalStateException("nothing is deferred here");
          }
        };
      }

      @Override
      public CallContext calls() {
        return CallContext.DETACHED;
      }

      @Override
      public ComputedRelation.Source computedSource() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void checkCancel() {}

      @Override
      public long hashMemory() {
        return 2 * workMemory();
      }

      @Override
      public long workMemory() {
        return 4 << 20;
      }

      @Override
      public long temporaryFileLimit() {
        return Long.MAX_VALUE;
      }

      @Override
      public void temporaryFileClosed(long bytes) {}
    };
  }

  public Transaction begin(IsolationLevel isolation) {
    return database.begin(isolation, false);
  }

  /** The rows of a statement run in a transaction of its own; datums. */
  public List<Object[]> rows(String sql, Object... parameters) {
    Transaction own = begin(IsolationLevel.READ_COMMITTED);
    try {
      List<Object[]> rows = rows(own, sql, parameters);
      own.commit().await();
      return rows;
    } catch (RuntimeException | Error e) {
      if (own.isActive()) {
        own.rollback();
      }
      throw e;
    }
  }

  private static PgType typeOf(Object parameter) {
    return switch (parameter) {
      case Integer i -> Types.INT4;
      case Long l -> Types.INT8;
      case String s -> Types.TEXT;
      case null, default -> null;
    };
  }

  public List<Object[]> rows(Transaction within, String sql, Object... parameters) {
    PgType[] types = new PgType[parameters.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = typeOf(parameters[i]);
    }
    PhysicalPlan plan = plan(sql, types);
    within.beginStatement();
    List<Object[]> rows = new ArrayList<>();
    try (PhysicalPlan.Run run = plan.open(context(within, parameters))) {
      for (Batch batch = run.next(); batch != null; batch = run.next()) {
        for (int i = 0; i < batch.size(); i++) {
          rows.add(batch.copyRow(i, new Object[batch.width()]));
        }
      }
      if (rows.isEmpty() && run.changedRows() > 0) {
        rows.add(new Object[] {run.changedRows()});
      }
    }
    return rows;
  }

  /** The rows as text: {@code a|b}, one line each, NULL empty. */
  public String text(String sql, Object... parameters) {
    StringBuilder out = new StringBuilder();
    for (Object[] row : rows(sql, parameters)) {
      for (int c = 0; c < row.length; c++) {
        out.append(c == 0 ? "" : "|").append(row[c] == null ? "" : row[c]);
      }
      out.append('\n');
    }
    return out.toString();
  }

  public String explain(String sql) {
    ExplainOptions options =
        new ExplainOptions(
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            ExplainOptions.Serialize.NONE,
            ExplainOptions.Format.TEXT);
    return String.join(
        "\n",
        Explanation.of(plan(sql), false, null, null, Map.of(), 0, 0, Explanation.Serialized.NONE, 0)
            .write(options));
  }

  @Override
  public void close() {
    heap.close();
  }
}
