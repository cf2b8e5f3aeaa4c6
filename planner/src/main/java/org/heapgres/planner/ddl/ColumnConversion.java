package org.heapgres.planner.ddl;

import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Batches;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** A column's values in another type: ALTER COLUMN TYPE ... USING. Used by one thread. */
final class ColumnConversion {
  private final Execution execution;
  private final int position;
  private final Expression value;
  private final List<PgType> types;

  ColumnConversion(
      Run run, Table table, Column column, TypeResolver.Resolved target, String using) {
    Session session = run.session();
    execution = new Execution(run);
    position = table.columnIndex(column.attnum());
    types = table.columns().stream().map(Column::type).toList();
    RexNode node;
    try {
      node =
          new Binder(session.bindContext())
              .bindExpression(
                  Parser.parseExpression(using),
                  Binder.Purpose.TRANSFORM,
                  table,
                  target.type(),
                  target.typmod());
    } catch (PgException e) {
      if (e.state() != SqlState.DATATYPE_MISMATCH) {
        throw e;
      }
      throw new PgException(
              SqlState.DATATYPE_MISMATCH,
              "column \""
                  + column.name()
                  + "\" cannot be cast automatically to type "
                  + target.type().formatted(-1))
          .withHint(
              "You might need to specify \"USING "
                  + Identifiers.quote(column.name())
                  + "::"
                  + target.type().formatted(target.typmod())
                  + "\".");
    }
    value = session.planner().expression(node, types.size());
  }

  /** The row with the column's new value. */
  Object[] apply(Object[] row) {
    Batch batch = Batches.of(types, List.<Object[]>of(row));
    Object[] changed = row.clone();
    changed[position] = value.evaluateRow(execution, batch);
    return changed;
  }
}
