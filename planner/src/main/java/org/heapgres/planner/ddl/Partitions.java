package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Collations;
import org.heapgres.planner.bind.Locations;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.PartitionBound;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.exec.table.PartitionBounds;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Definition.PartitionBoundSpec;
import org.heapgres.planner.parse.tree.Definition.PartitionElem;
import org.heapgres.planner.parse.tree.Definition.PartitionSpec;
import org.heapgres.planner.parse.tree.Definition.PartitionStrategy;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Reads PARTITION BY and FOR VALUES, and checks bounds against each other. */
final class Partitions {
  private Partitions() {}

  static Partitioning partitioning(
      Session session, RawStmt raw, TableDraft draft, PartitionSpec spec) {
    if (spec.strategy() == PartitionStrategy.PARTITION_STRATEGY_LIST
        && spec.partParams().size() != 1) {
      throw new PgException(
          SqlState.INVALID_OBJECT_DEFINITION,
          "cannot use \"list\" partition strategy with more than one column");
    }
    List<Partitioning.Key> keys = new ArrayList<>();
    for (PartitionElem element : spec.partParams()) {
      keys.add(key(session, raw, draft, element));
    }
    char strategy =
        switch (spec.strategy()) {
          case PARTITION_STRATEGY_LIST -> Partitioning.LIST;
          case PARTITION_STRATEGY_RANGE -> Partitioning.RANGE;
          case PARTITION_STRATEGY_HASH -> Partitioning.HASH;
        };
    return new Partitioning(strategy, keys);
  }

  private static Partitioning.Key key(
      Session session, RawStmt raw, TableDraft draft, PartitionElem element) {
    if (element.name() != null) {
      int position = draft.indexOf(element.name());
      if (position < 0) {
        throw Names.at(
            element.location(),
            new PgException(
                SqlState.UNDEFINED_COLUMN,
                "column \"" + element.name() + "\" named in partition key does not exist"));
      }
      Column column = draft.columns().get(position);
      if (column.generated() != Column.Generated.NONE) {
        throw Names.at(
            element.location(),
            new PgException(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    "cannot use generated column in partition key")
                .withDetail("Column \"" + column.name() + "\" is a generated column."));
      }
      if (!element.collation().isEmpty()) {
        Collation collation =
            Collations.require(session.bindContext(), element.collation(), element.location());
        if (column.type().collation() == 0
            || !column.type().collated(collation).ordersAs(column.type())) {
          throw PgException.notSupported("a partition key in another order than its column's");
        }
      }
      return new Partitioning.Key(column.attnum(), null, column.type());
    }
    String text = raw.source().textOf(element.expr());
    RexNode node =
        new Binder(session.bindContext())
            .bindExpression(
                Parser.parseExpression(text),
                Binder.Purpose.PARTITION_KEY,
                draft.build(),
                null,
                -1);
    PgType type = PgRelType.of(node.getType()).type();
    if (type.isCollated() || !element.collation().isEmpty()) {
      throw PgException.notSupported("a partition key that is an expression with a collation");
    }
    return new Partitioning.Key(0, text, type);
  }

  /** The bound of a partition named {@code partition} of {@code parent}. */
  static PartitionBound bound(Run run, Table parent, String partition, PartitionBoundSpec spec) {
    if (!parent.partitioned()) {
      throw new PgException(
          SqlState.INVALID_OBJECT_DEFINITION, "\"" + parent.name() + "\" is not partitioned");
    }
    Partitioning partitioning = parent.inheritance().partitioning();
    PartitionBound bound = read(run, parent, partitioning, spec);
    checkOverlap(run.session(), parent, partition, bound, spec);
    return bound;
  }

  private static PartitionBound read(
      Run run, Table parent, Partitioning partitioning, PartitionBoundSpec spec) {
    if (spec.isDefault()) {
      if (partitioning.strategy() == Partitioning.HASH) {
        throw new PgException(
            SqlState.INVALID_TABLE_DEFINITION,
            "a hash-partitioned table may not have a default partition");
      }
      return new PartitionBound.Default();
    }
    if (spec.strategy() != partitioning.strategy()) {
      throw invalid(
          spec,
          "invalid bound specification for a "
              + switch (partitioning.strategy()) {
                case Partitioning.LIST -> "list";
                case Partitioning.RANGE -> "range";
                default -> "hash";
              }
              + " partition");
    }
    return switch (spec.strategy()) {
      case Partitioning.LIST -> {
        List<String> values = new ArrayList<>();
        for (Expression datum : spec.listdatums()) {
          values.add(value(run, parent, partitioning.keys().getFirst(), datum));
        }
        yield new PartitionBound.Values(values.stream().distinct().toList());
      }
      case Partitioning.RANGE ->
          new PartitionBound.Range(
              end(run, parent, partitioning, spec.lowerdatums(), "FROM"),
              end(run, parent, partitioning, spec.upperdatums(), "TO"));
      default -> hash(spec);
    };
  }

  private static PartitionBound.Hash hash(PartitionBoundSpec spec) {
    if (spec.modulus() <= 0) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          "modulus for hash partition must be an integer value greater than zero");
    }
    if (spec.remainder() < 0 || spec.remainder() >= spec.modulus()) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          spec.remainder() < 0
              ? "remainder for hash partition must be an integer value greater than or equal to zero"
              : "remainder for hash partition must be less than modulus");
    }
    return new PartitionBound.Hash(spec.modulus(), spec.remainder());
  }

  private static PgException invalid(PartitionBoundSpec spec, String message) {
    return Names.at(spec.location(), new PgException(SqlState.INVALID_TABLE_DEFINITION, message));
  }

  private static List<PartitionBound.Datum> end(
      Run run, Table parent, Partitioning partitioning, List<Expression> datums, String clause) {
    if (datums.size() != partitioning.keys().size()) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          clause + " must specify exactly one value per partitioning column");
    }
    List<PartitionBound.Datum> end = new ArrayList<>();
    for (int k = 0; k < datums.size(); k++) {
      int infinite = infinity(datums.get(k));
      String value =
          infinite != 0 ? null : value(run, parent, partitioning.keys().get(k), datums.get(k));
      if (infinite == 0 && value == null) {
        throw new PgException(
            SqlState.INVALID_TABLE_DEFINITION, "cannot specify NULL in range bound");
      }
      end.add(new PartitionBound.Datum(infinite, value));
    }
    return end;
  }

  private static int infinity(Expression datum) {
    if (datum instanceof ColumnRef ref
        && ref.fields().size() == 1
        && ref.fields().getFirst() instanceof StringValue(String name)) {
      return switch (name) {
        case "minvalue" -> -1;
        case "maxvalue" -> 1;
        default -> 0;
      };
    }
    return 0;
  }

  private static String value(Run run, Table parent, Partitioning.Key key, Expression datum) {
    Session session = run.session();
    PgType type = key.type();
    RexNode node;
    try {
      node =
          new Binder(session.bindContext())
              .bindExpression(datum, Binder.Purpose.PARTITION_BOUND, null, type, -1);
    } catch (PgException e) {
      if (e.state() != SqlState.DATATYPE_MISMATCH) {
        throw e;
      }
      String name =
          key.attnum() == 0
              ? key.expression()
              : parent.columns().get(parent.columnIndex(key.attnum())).name();
      throw new PgException(
              SqlState.DATATYPE_MISMATCH,
              "specified value cannot be cast to type "
                  + type.formatted(-1)
                  + " for column \""
                  + name
                  + "\"")
          .withPosition(e.position());
    }
    Object value =
        session
            .planner()
            .expression(node, 0)
            .evaluateRow(new Execution(run), ValuesNode.oneEmptyRow());
    return value == null ? null : type.text(value, FormatSettings.DEFAULT);
  }

  private static void checkOverlap(
      Session session,
      Table parent,
      String partition,
      PartitionBound bound,
      PartitionBoundSpec spec) {
    PartitionBounds others = new PartitionBounds(parent, session.catalog().children(parent.oid()));
    if (bound instanceof PartitionBound.Range range && others.isEmpty(range)) {
      throw Names.at(
          location(spec),
          new PgException(
                  SqlState.INVALID_OBJECT_DEFINITION,
                  "empty range bound specified for partition \"" + partition + "\"")
              .withDetail(
                  "Specified lower bound ("
                      + shown(parent, range.lower())
                      + ") is greater than or equal to upper bound ("
                      + shown(parent, range.upper())
                      + ")."));
    }
    Table other = others.overlapping(bound);
    if (other == null) {
      return;
    }
    throw Names.at(
        location(spec),
        new PgException(
            SqlState.INVALID_OBJECT_DEFINITION,
            bound instanceof PartitionBound.Default
                ? "partition \""
                    + partition
                    + "\" conflicts with existing default partition \""
                    + other.name()
                    + "\""
                : "partition \""
                    + partition
                    + "\" would overlap partition \""
                    + other.name()
                    + "\""));
  }

  /** Of the first value, where there is one. */
  private static int location(PartitionBoundSpec spec) {
    return Stream.of(spec.listdatums(), spec.lowerdatums())
        .filter(datums -> datums != null && !datums.isEmpty())
        .mapToInt(datums -> Locations.of(datums.getFirst()))
        .findFirst()
        .orElse(spec.location());
  }

  private static String shown(Table parent, List<PartitionBound.Datum> end) {
    List<String> parts = new ArrayList<>();
    for (int k = 0; k < end.size(); k++) {
      PartitionBound.Datum datum = end.get(k);
      parts.add(
          switch (datum.infinite()) {
            case -1 -> "MINVALUE";
            case 1 -> "MAXVALUE";
            default ->
                org.heapgres.planner.catalog.system.Definitions.literal(
                    parent.inheritance().partitioning().keys().get(k).type(), datum.value());
          });
    }
    return String.join(", ", parts);
  }
}
