package org.heapgres.planner.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.ddl.StatisticsCommands;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.Statistics;
import org.heapgres.planner.statistics.ColumnSample;
import org.heapgres.planner.statistics.ColumnStatistics;
import org.heapgres.planner.statistics.ExtendedSample;
import org.heapgres.planner.statistics.ExtendedValues;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.SqlState;

/**
 * The part of ANALYZE that is about a table's statistics objects, over the rows of its sample. Used
 * by the session's thread.
 */
final class ExtendedAnalysis {
  private final Session session;
  private final Table table;
  private final List<Object[]> rows;
  private final double totalRows;
  private final boolean automatic;

  /**
   * @param rows the sample, by the table's columns; empty only where there are no objects
   */
  ExtendedAnalysis(
      Session session, Table table, List<Object[]> rows, double totalRows, boolean automatic) {
    this.session = session;
    this.table = table;
    this.rows = rows;
    this.totalRows = totalRows;
    this.automatic = automatic;
  }

  /**
   * @param analysed attnums of the columns that this ANALYZE is about
   * @param target that of columns without one of their own
   */
  void run(Set<Integer> analysed, int target) {
    for (StatisticsObject object : session.catalog().statistics(table.oid())) {
      session.checkCancel();
      if (!analysed.containsAll(object.columns())) {
        if (!automatic) {
          session.notice(
              Notice.warning(
                  SqlState.INVALID_OBJECT_DEFINITION,
                  "statistics object \"%s.%s\" could not be computed for relation \"%s.%s\""
                      .formatted(
                          session.catalog().schemaName(object.schema()),
                          object.name(),
                          session.catalog().schemaName(table.schema()),
                          table.name())));
        }
        continue;
      }
      int wanted =
          object.target() == null ? columnTarget(object, target) : object.target().intValue();
      if (wanted > 0) {
        Statistics.store(session.transaction().storage(), object, values(object, wanted));
      }
    }
  }

  /** The most that any of the columns has. */
  private int columnTarget(StatisticsObject object, int otherwise) {
    return object.columns().stream()
        .map(attnum -> table.columns().get(table.columnIndex(attnum)).attributes().statistics())
        .mapToInt(own -> own == null ? otherwise : own.intValue())
        .max()
        .orElse(otherwise);
  }

  private ExtendedValues values(StatisticsObject object, int target) {
    List<Integer> attnums = new ArrayList<>(object.columns());
    List<PgType> types = new ArrayList<>();
    List<Object[]> values = new ArrayList<>();
    for (int attnum : object.columns()) {
      int position = table.columnIndex(attnum);
      Column column = table.columns().get(position);
      types.add(column.type());
      values.add(rows.stream().map(row -> row[position]).toArray());
    }
    List<ColumnStatistics> ofExpressions = new ArrayList<>();
    for (RexNode expression : StatisticsCommands.expressions(session, object, table)) {
      PgType type = ExpressionCompiler.type(expression);
      Object[] results = results(expression);
      attnums.add(-1 - ofExpressions.size());
      types.add(type);
      values.add(results);
      ColumnSample sample = new ColumnSample(type, results.length, totalRows, target);
      for (Object result : results) {
        sample.add(result, result == null ? 0 : width(type, result));
      }
      ofExpressions.add(sample.result());
    }
    ExtendedSample sample = new ExtendedSample(transposed(values), types, totalRows);
    return new ExtendedValues(
        attnums,
        types,
        object.has(StatisticsObject.DISTINCT) ? sample.distinct() : List.of(),
        object.has(StatisticsObject.DEPENDENCIES) ? sample.dependencies() : List.of(),
        object.has(StatisticsObject.COMMON_VALUES) ? sample.common(target) : List.of(),
        ofExpressions);
  }

  /** About the bytes of a computed value, which is stored nowhere. */
  private static int width(PgType type, Object value) {
    return type.length() > 0 ? type.length() : value.toString().length() + 1;
  }

  private static List<Object[]> transposed(List<Object[]> columns) {
    List<Object[]> result = new ArrayList<>();
    for (int row = 0; row < columns.getFirst().length; row++) {
      Object[] values = new Object[columns.size()];
      for (int column = 0; column < values.length; column++) {
        values[column] = columns.get(column)[row];
      }
      result.add(values);
    }
    return result;
  }

  /** The expression's value for every row. */
  private Object[] results(RexNode expression) {
    Vector[] columns = new Vector[table.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Vectors.ofRows(Kinds.of(table.columns().get(i).type()), rows, i);
    }
    Execution run = new Execution(Run.ofFunction(session));
    Vector results =
        session
            .planner()
            .expression(expression, columns.length)
            .evaluate(run, new Batch(columns, rows.size()));
    Object[] datums = new Object[rows.size()];
    for (int i = 0; i < datums.length; i++) {
      datums[i] = results.datum(i);
    }
    return datums;
  }
}
