package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptUtil.InputFinder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Definition.StatsElem;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.RelationStatement.AlterStatsStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateStatsStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
import org.heapgres.planner.session.Words;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE STATISTICS and ALTER STATISTICS, and what else is done to statistics objects by name. */
public final class StatisticsCommands {
  static final Command<CreateStatsStmt> CREATE = StatisticsCommands::create;
  static final Command<AlterStatsStmt> ALTER = StatisticsCommands::alter;

  private static final int MAX_COLUMNS = 8;
  private static final long MAX_TARGET = 10_000;

  /** pg_statistic_ext.stxkind by the word for it, in the order in which kinds are kept. */
  private static final Map<String, Character> KINDS =
      Map.of(
          "ndistinct", StatisticsObject.DISTINCT,
          "dependencies", StatisticsObject.DEPENDENCIES,
          "mcv", StatisticsObject.COMMON_VALUES);

  private StatisticsCommands() {}

  private static Outcome create(Run run, CreateStatsStmt statement) {
    Session session = run.session();
    Table table = table(session, statement);
    Optional<RangeVar> given =
        statement.defnames().isEmpty()
            ? Optional.empty()
            : Optional.of(rangeVar(statement.defnames()));
    Schema schema =
        given.isPresent()
            ? Names.creationSchema(session, given.get())
            : session.catalog().schema(table.schema()).orElseThrow();
    String name =
        given.map(RangeVar::relname).orElseGet(() -> chosenName(session, statement, table, schema));
    if (session.catalog().member(StatisticsObject.class, schema.oid(), name).isPresent()) {
      String message = "statistics object \"%s\" already exists".formatted(name);
      if (!statement.ifNotExists()) {
        throw new PgException(SqlState.DUPLICATE_OBJECT, message);
      }
      session.notice(Notice.notice(SqlState.DUPLICATE_OBJECT, message + ", skipping"));
      return new Outcome.Done("CREATE STATISTICS");
    }
    Elements elements = Elements.of(run, statement, table);
    String kinds = kinds(statement, elements);
    session
        .transaction()
        .put(
            new StatisticsObject(
                session.database().oids().next(),
                schema.oid(),
                name,
                session.environment().currentRole().oid(),
                table.oid(),
                elements.sortedColumns(),
                elements.expressions,
                kinds,
                null,
                null));
    return new Outcome.Done("CREATE STATISTICS");
  }

  private static Table table(Session session, CreateStatsStmt statement) {
    if (statement.relations().size() != 1) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "only a single relation is allowed in CREATE STATISTICS");
    }
    if (!(statement.relations().getFirst() instanceof RangeVar name)) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "CREATE STATISTICS only supports relation names in the FROM clause");
    }
    Relation relation = Names.require(session, name, LockMode.SHARE_UPDATE_EXCLUSIVE);
    if (relation instanceof ComputedRelation) {
      throw Names.systemRelation(relation);
    }
    if (!(relation instanceof Table table)) {
      throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "cannot define statistics for relation \"" + relation.name() + "\"")
          .withDetail(
              "This operation is not supported for "
                  + (relation.kindName().endsWith("x") ? "indexes" : relation.kindName() + "s")
                  + ".");
    }
    Permissions.requireOwner(session, table);
    return table;
  }

  private static String chosenName(
      Session session, CreateStatsStmt statement, Table table, Schema schema) {
    String addition =
        statement.exprs().stream()
            .map(element -> element.name() == null ? "expr" : element.name())
            .collect(Collectors.joining("_"));
    return Names.choose(
        table.name(),
        addition,
        "stat",
        name -> session.catalog().member(StatisticsObject.class, schema.oid(), name).isEmpty());
  }

  /** The columns and expressions that a statement names. */
  private record Elements(List<Integer> columns, List<String> expressions) {
    static Elements of(Run run, CreateStatsStmt statement, Table table) {
      if (statement.exprs().size() > MAX_COLUMNS) {
        throw new PgException(
            SqlState.TOO_MANY_COLUMNS,
            "cannot have more than " + MAX_COLUMNS + " columns in statistics");
      }
      Elements result = new Elements(new ArrayList<>(), new ArrayList<>());
      for (StatsElem element : statement.exprs()) {
        if (element.name() != null) {
          result.add(column(table, element.name()));
        } else {
          result.addExpression(run, element, table, statement.exprs().size() > 1);
        }
      }
      return result;
    }

    private static Column column(Table table, String name) {
      Optional<Column> column = table.column(name);
      if (column.isEmpty()) {
        if (SystemColumn.isName(name)) {
          throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "statistics creation on system columns is not supported");
        }
        throw new PgException(SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" does not exist");
      }
      return column.get();
    }

    private static void requireStored(Column column) {
      if (column.generated() == Column.Generated.VIRTUAL) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "statistics creation on virtual generated columns is not supported");
      }
    }

    private void add(Column column) {
      requireStored(column);
      if (!column.type().codec().comparable()) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            ("column \"%s\" cannot be used in statistics because its type %s has no default btree"
                    + " operator class")
                .formatted(column.name(), column.type().formatted(-1)));
      }
      columns.add((int) column.attnum());
    }

    private void addExpression(Run run, StatsElem element, Table table, boolean several) {
      Session session = run.session();
      RexNode node =
          new Binder(session.bindContext())
              .bindExpression(element.expr(), Purpose.STATISTICS, table, null, -1);
      if (node instanceof RexInputRef ref && ref.getIndex() < table.columns().size()) {
        add(table.columns().get(ref.getIndex()));
        return;
      }
      for (int read : InputFinder.bits(node)) {
        requireStored(table.columns().get(read));
      }
      PgType type = PgRelType.of(node.getType()).type();
      if (several && !type.codec().comparable()) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            ("expression cannot be used in multivariate statistics because its type %s has no"
                    + " default btree operator class")
                .formatted(type.formatted(-1)));
      }
      expressions.add(
          StoredText.canonical(
              session,
              run.prepared().raw().source().textOf(element.expr()),
              Purpose.STATISTICS,
              table,
              null,
              -1));
    }

    int size() {
      return columns.size() + expressions.size();
    }

    List<Integer> sortedColumns() {
      TreeSet<Integer> sorted = new TreeSet<>(columns);
      if (sorted.size() < columns.size()) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN, "duplicate column name in statistics definition");
      }
      if (new HashSet<>(expressions).size() < expressions.size()) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN, "duplicate expression in statistics definition");
      }
      return List.copyOf(sorted);
    }
  }

  private static String kinds(CreateStatsStmt statement, Elements elements) {
    boolean singleExpression = statement.exprs().size() == 1 && elements.expressions.size() == 1;
    if (singleExpression && !statement.statTypes().isEmpty()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "when building statistics on a single expression, statistics kinds may not be specified");
    }
    StringBuilder kinds = new StringBuilder();
    for (String kind : statement.statTypes()) {
      if (!KINDS.containsKey(kind)) {
        throw new PgException(
            SqlState.SYNTAX_ERROR, "unrecognized statistics kind \"" + kind + "\"");
      }
    }
    boolean all = statement.statTypes().isEmpty() && elements.size() >= 2;
    for (String kind : List.of("ndistinct", "dependencies", "mcv")) {
      if (all || statement.statTypes().contains(kind)) {
        kinds.append(KINDS.get(kind));
      }
    }
    if (!elements.expressions.isEmpty()) {
      kinds.append(StatisticsObject.EXPRESSIONS);
    }
    if (elements.size() < 2 && elements.expressions.size() != 1) {
      throw new PgException(
          SqlState.INVALID_OBJECT_DEFINITION, "extended statistics require at least 2 columns");
    }
    return kinds.toString();
  }

  private static Outcome alter(Run run, AlterStatsStmt statement) {
    Session session = run.session();
    Long target =
        statement.stxstattarget() == null ? null : (long) statement.stxstattarget().ival();
    if (target != null && target < -1) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "statistics target " + target + " is too low");
    }
    if (target != null && target > MAX_TARGET) {
      session.notice(
          Notice.warning(
              SqlState.INVALID_PARAMETER_VALUE, "lowering statistics target to " + MAX_TARGET));
      target = MAX_TARGET;
    }
    RangeVar name = rangeVar(statement.defnames());
    Optional<StatisticsObject> found = find(session, name);
    if (found.isEmpty() && statement.missingOk()) {
      SmallCommands.skipping(session, "statistics object", Names.shown(name));
      return new Outcome.Done("ALTER STATISTICS");
    }
    StatisticsObject object = found.orElseThrow(() -> missing(session, name));
    Permissions.requireOwner(session, object);
    session.transaction().put(object.withTarget(target != null && target < 0 ? null : target));
    return new Outcome.Done("ALTER STATISTICS");
  }

  private static RangeVar rangeVar(List<String> parts) {
    return Names.rangeVar(new ListValue(parts.stream().<Node>map(StringValue::new).toList()));
  }

  private static Optional<StatisticsObject> find(Session session, RangeVar name) {
    if (name.schemaname() != null) {
      return session
          .catalog()
          .schema(name.schemaname())
          .flatMap(
              schema ->
                  session.catalog().member(StatisticsObject.class, schema.oid(), name.relname()));
    }
    return ObjectNames.onPath(session, StatisticsObject.class, name.relname());
  }

  private static PgException missing(Session session, RangeVar name) {
    return name.schemaname() != null && session.catalog().schema(name.schemaname()).isEmpty()
        ? new PgException(
            SqlState.INVALID_SCHEMA_NAME, "schema \"" + name.schemaname() + "\" does not exist")
        : new PgException(
            SqlState.UNDEFINED_OBJECT,
            "statistics object \"" + Names.shown(name) + "\" does not exist");
  }

  /** The object of that name; 42704 without one. */
  static StatisticsObject require(Session session, Node object) {
    RangeVar name = Names.rangeVar(object);
    return find(session, name).orElseThrow(() -> missing(session, name));
  }

  /** Whether an object is about a column of its table. */
  static boolean uses(StatisticsObject object, Column column) {
    return object.columns().contains((int) column.attnum())
        || object.expressions().stream().anyMatch(text -> Words.contains(text, column.name()));
  }

  /** The values of an object's columns, then its expressions, over its table's row. */
  public static List<RexNode> expressions(Session session, StatisticsObject object, Table table) {
    return object.expressions().stream()
        .map(
            text ->
                new Binder(session.bindContext())
                    .bindExpression(
                        Parser.parseExpression(text), Purpose.STATISTICS, table, null, -1))
        .toList();
  }
}
