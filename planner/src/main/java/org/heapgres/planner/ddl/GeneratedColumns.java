package org.heapgres.planner.ddl;

import org.apache.calcite.plan.RelOptUtil.InputFinder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What generated columns may compute, and be used for (manual, 5.4). */
final class GeneratedColumns {
  private static final int FIRST_USER_OID = 16384;

  private GeneratedColumns() {}

  /** Throws what is wrong with a table's generated columns. */
  static void check(Session session, Table table) {
    for (Column column : table.columns()) {
      if (column.generated() != Generated.NONE) {
        check(session, table, column);
      }
    }
    for (Index index : table.indexes()) {
      check(session, table, index);
    }
  }

  private static void check(Session session, Table table, Column column) {
    if (column.generated() == Generated.VIRTUAL && column.type().kind() == 'd') {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "virtual generated column \"" + column.name() + "\" cannot have a domain type");
    }
    RexNode value =
        new Binder(session.bindContext())
            .bindExpression(
                Parser.parseExpression(column.defaultExpression()),
                Binder.Purpose.GENERATED,
                table,
                column.type(),
                column.typmod());
    for (int position : InputFinder.bits(value)) {
      Column used = table.columns().get(position);
      if (used.generated() != Generated.NONE) {
        throw new PgException(
                SqlState.INVALID_OBJECT_DEFINITION,
                "cannot use generated column \""
                    + used.name()
                    + "\" in column generation expression")
            .withDetail("A generated column cannot reference another generated column.");
      }
    }
    value.accept(new Functions(column.generated()));
  }

  /** Refuses functions that are not immutable, and the user's own in virtual columns. */
  private static final class Functions extends RexVisitorImpl<Void> {
    private final Generated generated;

    Functions(Generated generated) {
      super(true);
      this.generated = generated;
    }

    @Override
    public Void visitCall(RexCall call) {
      if (call.getOperator() instanceof PgFunctionOperator operator) {
        PgProc proc = operator.proc();
        if (!proc.isImmutable()) {
          throw new PgException(
              SqlState.INVALID_OBJECT_DEFINITION, "generation expression is not immutable");
        }
        if (generated == Generated.VIRTUAL && proc.oid() >= FIRST_USER_OID) {
          throw new PgException(
                  SqlState.FEATURE_NOT_SUPPORTED,
                  "generation expression uses user-defined function")
              .withDetail(
                  "Virtual generated columns that make use of user-defined functions are not yet"
                      + " supported.");
        }
      }
      return super.visitCall(call);
    }
  }

  private static void check(Session session, Table table, Index index) {
    boolean virtual =
        index.keys().stream().anyMatch(key -> uses(session, table, key))
            || index.include().stream().anyMatch(attnum -> isVirtual(table, attnum))
            || uses(session, table, index.predicate(), Binder.Purpose.INDEX_PREDICATE);
    if (virtual) {
      String what =
          index.primary()
              ? "primary keys"
              : table.keyOf(index).isPresent() ? "unique constraints" : "indexes";
      throw notSupported(what);
    }
  }

  static PgException notSupported(String what) {
    return new PgException(
        SqlState.FEATURE_NOT_SUPPORTED, what + " on virtual generated columns are not supported");
  }

  private static boolean isVirtual(Table table, int attnum) {
    int position = table.columnIndex(attnum);
    return position >= 0 && table.columns().get(position).generated() == Generated.VIRTUAL;
  }

  private static boolean uses(Session session, Table table, Index.Key key) {
    return key.attnum() == 0
        ? uses(session, table, key.expression(), Binder.Purpose.INDEX)
        : isVirtual(table, key.attnum());
  }

  private static boolean uses(
      Session session, Table table, String expression, Binder.Purpose purpose) {
    if (expression == null || !table.hasVirtualColumns()) {
      return false;
    }
    RexNode node =
        new Binder(session.bindContext())
            .bindExpression(Parser.parseExpression(expression), purpose, table, null, -1);
    return InputFinder.bits(node).asList().stream()
        .anyMatch(position -> table.columns().get(position).generated() == Generated.VIRTUAL);
  }
}
