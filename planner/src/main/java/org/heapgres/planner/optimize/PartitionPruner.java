package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.expression.Leaves;
import org.heapgres.planner.exec.operator.EmptyNode;
import org.heapgres.planner.exec.operator.PrunedNode;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.exec.table.PartitionBounds;
import org.heapgres.planner.exec.table.PartitionPruning;
import org.heapgres.planner.exec.table.PartitionPruning.Form;
import org.heapgres.planner.exec.table.PartitionPruning.Test;
import org.heapgres.planner.rel.PgConstant;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.value.PgArray;

/**
 * Leaves out partitions that cannot have rows for a query: by constants when it is planned, by
 * parameters when it is run (manual, 5.12.4). Used by one thread.
 */
final class PartitionPruner {
  private final Catalog catalog;
  private final CatalogExpressions expressions;

  PartitionPruner(Catalog catalog, CatalogExpressions expressions) {
    this.catalog = catalog;
    this.expressions = expressions;
  }

  /** A test whose values are computed first. {@code array} says that the value is one of them. */
  private record Question(
      int key, Form form, List<Expression> values, boolean array, boolean constant) {
    /** Null when the test says nothing. */
    private Test asked(Execution run) {
      List<Object> datums = new ArrayList<>();
      for (Expression value : values) {
        Object datum = value.evaluateRow(run, ValuesNode.oneEmptyRow());
        if (array && datum instanceof PgArray elements) {
          for (Object element : elements.elements()) {
            add(datums, element);
          }
        } else {
          add(datums, datum);
        }
      }
      if (datums.isEmpty() && !values.isEmpty()) {
        return new Test(key, Form.EQUAL, List.of());
      }
      return new Test(key, form, datums);
    }

    private static void add(List<Object> datums, Object datum) {
      if (datum != null) {
        datums.add(datum);
      }
    }
  }

  /** The questions about one partition among those of its table. */
  private record Level(PartitionPruning pruning, List<Question> questions) {
    private boolean mayPass(Execution run, boolean constantsOnly) {
      List<Test> tests = new ArrayList<>();
      for (Question question : questions) {
        if (question.constant || !constantsOnly) {
          tests.add(question.asked(run));
        }
      }
      return tests.isEmpty() || pruning.mayPass(tests);
    }
  }

  /** The scan of a table under conditions on its row; unless it is known to give nothing. */
  PlanNode prune(
      Table table, List<RexNode> conditions, PlanNode scan, ExpressionCompiler compiler) {
    List<Level> levels = new ArrayList<>();
    for (Table partition = table; partition.partition(); ) {
      Table parent = catalog.table(partition.inheritance().parents().getFirst()).orElseThrow();
      Level level = level(table, partition, parent, conditions, compiler);
      if (!level.questions.isEmpty()) {
        levels.add(level);
      }
      partition = parent;
    }
    if (levels.stream().anyMatch(level -> !level.mayPass(null, true))) {
      return new EmptyNode(scan.types());
    }
    boolean later =
        levels.stream().anyMatch(level -> level.questions.stream().anyMatch(q -> !q.constant));
    return later
        ? new PrunedNode(scan, run -> levels.stream().allMatch(level -> level.mayPass(run, false)))
        : scan;
  }

  private Level level(
      Table table,
      Table partition,
      Table parent,
      List<RexNode> conditions,
      ExpressionCompiler compiler) {
    Partitioning partitioning = parent.inheritance().partitioning();
    List<RexNode> computed = new ArrayList<>();
    List<Integer> fields = new ArrayList<>();
    for (Partitioning.Key key : partitioning.keys()) {
      computed.add(key.attnum() == 0 ? expressions.indexKey(table, key.expression()) : null);
      fields.add(
          key.attnum() == 0
              ? -1
              : table.columnIndex(parent.columns().get(parent.columnIndex(key.attnum())).name()));
    }
    ToIntFunction<RexNode> keys =
        node -> {
          int field = KeyPredicate.field(node);
          return field >= 0 ? fields.indexOf(field) : computed.indexOf(node);
        };
    List<Question> questions = new ArrayList<>();
    for (RexNode condition : conditions) {
      Question question = question(condition, keys, partitioning, compiler);
      if (question != null) {
        questions.add(question);
      }
    }
    PartitionBounds bounds = new PartitionBounds(parent, catalog.children(parent.oid()));
    return new Level(new PartitionPruning(bounds, partition), questions);
  }

  private static Question question(
      RexNode condition,
      ToIntFunction<RexNode> keys,
      Partitioning partitioning,
      ExpressionCompiler compiler) {
    int whole = keys.applyAsInt(condition);
    if (whole >= 0) {
      return truth(whole, true);
    }
    if (condition instanceof RexCall call && call.getOperands().size() == 1) {
      int key = keys.applyAsInt(call.getOperands().getFirst());
      if (key >= 0) {
        return switch (call.getKind()) {
          case IS_NULL -> new Question(key, Form.NULL, List.of(), false, true);
          case IS_NOT_NULL -> new Question(key, Form.NOT_NULL, List.of(), false, true);
          case NOT, IS_FALSE -> truth(key, false);
          case IS_TRUE -> truth(key, true);
          default -> null;
        };
      }
    }
    KeyPredicate predicate = KeyPredicate.of(condition, keys, Set.of());
    if (predicate == null) {
      return null;
    }
    PgType type = partitioning.keys().get(predicate.column()).type();
    boolean array = predicate.form() == KeyPredicate.Form.IN && predicate.values().size() == 1;
    for (RexNode value : predicate.values()) {
      PgType given = ExpressionCompiler.type(value);
      if ((array ? given.element() : given.oid()) != type.oid()) {
        return null;
      }
    }
    Form form =
        switch (predicate.form()) {
          case EQUAL, IN -> Form.EQUAL;
          case LESS -> Form.LESS;
          case LESS_OR_EQUAL -> Form.LESS_OR_EQUAL;
          case GREATER -> Form.GREATER;
          case GREATER_OR_EQUAL -> Form.GREATER_OR_EQUAL;
        };
    return new Question(
        predicate.column(),
        form,
        compiler.compileAll(predicate.values()),
        array,
        predicate.values().stream().allMatch(PartitionPruner::isConstant));
  }

  private static Question truth(int key, boolean value) {
    return new Question(
        key, Form.EQUAL, List.of(Leaves.constant(VectorKind.BOOLEAN, value)), false, true);
  }

  private static boolean isConstant(RexNode node) {
    return node instanceof RexLiteral
        || (node instanceof RexCall call
            && (call.getOperator() instanceof PgConstant
                || call.getOperator().equals(PgOperators.ARRAY))
            && call.getOperands().stream().allMatch(PartitionPruner::isConstant));
  }
}
