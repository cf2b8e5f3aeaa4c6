package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.SqlKind;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.expression.Leaves;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.WindowNode;
import org.heapgres.planner.exec.window.Frame;
import org.heapgres.planner.exec.window.WindowCall;
import org.heapgres.planner.exec.window.WindowFunction;
import org.heapgres.planner.exec.window.WindowFunctions;
import org.heapgres.planner.functions.Aggregates;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.Functions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.rel.PgAggregateFunction;
import org.heapgres.planner.rel.PgWindowFunction;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;

/**
 * Projects with window functions: their operands become columns, each window a node that sorts by
 * it, and the project itself runs above.
 */
final class WindowBuilder {
  private static final Set<String> ROW_NUMBER = Set.of("row_number");

  /** What they say of a row does not depend on the rows behind it. */
  private static final Set<String> NUMBERS = Set.of("row_number", "rank", "dense_rank");

  private static final Set<KeyPredicate.Form> UPPER_BOUNDS =
      Set.of(KeyPredicate.Form.EQUAL, KeyPredicate.Form.LESS, KeyPredicate.Form.LESS_OR_EQUAL);

  /** What functions must share to be computed together. */
  private record Window(List<Integer> partition, List<RowOrder.Key> order) {}

  private final PhysicalBuilder builder;
  private final Project project;
  private final ExpressionCompiler compiler;
  private final List<Expression> columns = new ArrayList<>();
  private final List<PgType> types = new ArrayList<>();
  private final Map<RexNode, Integer> places = new LinkedHashMap<>();

  private WindowBuilder(PhysicalBuilder builder, Project project) {
    this.builder = builder;
    this.project = project;
    this.compiler = builder.compiler(project, project.getInput());
  }

  static boolean isNeeded(Project project) {
    return RexOver.containsOver(project.getProjects(), null);
  }

  static PlanNode build(PhysicalBuilder builder, Project project) {
    return new WindowBuilder(builder, project).build();
  }

  private PlanNode build() {
    RelNode input = project.getInput();
    PlanNode node = builder.build(input);
    int width = node.width();
    for (int c = 0; c < width; c++) {
      columns.add(Leaves.column(node.kind(c), c));
      types.add(node.types().get(c));
    }
    Map<Window, List<RexOver>> windows = new LinkedHashMap<>();
    List<RexOver> overs = overs();
    for (RexOver over : overs) {
      windows.computeIfAbsent(window(over), any -> new ArrayList<>()).add(over);
      over.getOperands().forEach(this::place);
    }
    node = new ProjectNode(node, columns, types);
    WindowNode.First first = windows.size() == 1 ? first(overs) : null;
    Map<RexOver, Integer> results = new LinkedHashMap<>();
    for (Map.Entry<Window, List<RexOver>> entry : windows.entrySet()) {
      List<WindowCall> calls = new ArrayList<>();
      for (RexOver over : entry.getValue()) {
        results.put(over, node.width() + calls.size());
        calls.add(call(over));
      }
      Window window = entry.getKey();
      List<RowOrder.Key> partition = new ArrayList<>();
      for (int column : window.partition) {
        partition.add(new RowOrder.Key(column, false, false, types.get(column)));
      }
      node =
          new WindowNode(node, new RowOrder(partition), new RowOrder(window.order), calls, first);
    }
    List<Expression> output = new ArrayList<>();
    for (RexNode each : project.getProjects()) {
      output.add(compiler.compile(each.accept(new Results(results))));
    }
    return new ProjectNode(node, output, PhysicalBuilder.types(project.getRowType()));
  }

  /** What a condition on a row number says of how many rows are wanted; null for all. */
  private WindowNode.First first(List<RexOver> overs) {
    if (!overs.stream().allMatch(over -> isOneOf(NUMBERS, over))) {
      return null;
    }
    for (RexNode condition : builder.conditionsAbove(project)) {
      KeyPredicate predicate = KeyPredicate.of(condition, this::rowNumber, Set.of());
      if (predicate != null && UPPER_BOUNDS.contains(predicate.form())) {
        RexNode count = predicate.values().getFirst();
        if (count instanceof RexLiteral || count instanceof RexDynamicParam) {
          return new WindowNode.First(
              builder.freeCompiler().compile(count), predicate.form() == KeyPredicate.Form.LESS);
        }
      }
    }
    return null;
  }

  /** The field, when it is a row number; else -1. */
  private int rowNumber(RexNode node) {
    return node instanceof RexInputRef ref
            && isOneOf(ROW_NUMBER, project.getProjects().get(ref.getIndex()))
        ? ref.getIndex()
        : -1;
  }

  private static boolean isOneOf(Set<String> names, RexNode node) {
    return node instanceof RexOver over
        && ((PgWindowFunction) over.getAggOperator()).function() instanceof PgAggregateFunction used
        && used.proc().kind() == 'w'
        && names.contains(used.proc().name());
  }

  private List<RexOver> overs() {
    List<RexOver> found = new ArrayList<>();
    RexShuttle finder =
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            if (!found.contains(over)) {
              found.add(over);
            }
            return over;
          }
        };
    project.getProjects().forEach(each -> each.accept(finder));
    return found;
  }

  /** The column of an operand, added when it is new. */
  private int place(RexNode node) {
    if (node instanceof RexInputRef ref) {
      return ref.getIndex();
    }
    return places.computeIfAbsent(
        node,
        any -> {
          columns.add(compiler.compile(node));
          types.add(ExpressionCompiler.type(node));
          return columns.size() - 1;
        });
  }

  private Window window(RexOver over) {
    RexWindow window = over.getWindow();
    List<Integer> partition = new ArrayList<>();
    for (RexNode key : window.partitionKeys) {
      partition.add(place(key));
    }
    List<RowOrder.Key> order = new ArrayList<>();
    for (RexFieldCollation key : window.orderKeys) {
      boolean descending = key.right.contains(SqlKind.DESCENDING);
      boolean nullsFirst =
          key.right.contains(SqlKind.NULLS_FIRST)
              || (descending && !key.right.contains(SqlKind.NULLS_LAST));
      int column = place(key.left);
      order.add(new RowOrder.Key(column, descending, nullsFirst, types.get(column)));
    }
    return new Window(partition, order);
  }

  private WindowCall call(RexOver over) {
    PgWindowFunction function = (PgWindowFunction) over.getAggOperator();
    List<RexNode> operands = over.getOperands();
    int filter = -1;
    if (function.filtered()) {
      filter = place(operands.getLast());
      operands = operands.subList(0, operands.size() - 1);
    }
    List<Integer> arguments = new ArrayList<>();
    List<PgType> argumentTypes = new ArrayList<>();
    for (RexNode operand : operands) {
      arguments.add(place(operand));
      argumentTypes.add(ExpressionCompiler.type(operand));
    }
    PgType type = ExpressionCompiler.type(over);
    return new WindowCall(
        function(function, argumentTypes, type), arguments, filter, type, frame(over, function));
  }

  private static WindowFunction function(
      PgWindowFunction over, List<PgType> argumentTypes, PgType type) {
    if (over.function().getKind() == SqlKind.COUNT) {
      return WindowFunctions.COUNT;
    }
    PgProc proc = ((PgAggregateFunction) over.function()).proc();
    if (proc.kind() == 'w') {
      WindowFunction function = WindowFunctions.find(proc.name());
      if (function == null) {
        throw PgException.notSupported("window function " + Functions.signature(proc));
      }
      return function;
    }
    return WindowFunctions.aggregate(
        Aggregates.bind(proc, new CallTypes(argumentTypes, type, false)));
  }

  private Frame frame(RexOver over, PgWindowFunction function) {
    RexWindow window = over.getWindow();
    Frame.Range range = null;
    if (function.inRange() != null) {
      RexFieldCollation key = window.orderKeys.getFirst();
      range =
          new Frame.Range(
              place(key.left),
              key.right.contains(SqlKind.DESCENDING),
              Functions.bind(function.inRange(), Functions.declaredTypes(function.inRange())));
    }
    return new Frame(
        function.mode(),
        bound(window.getLowerBound()),
        bound(window.getUpperBound()),
        window.getExclude(),
        range);
  }

  private Frame.Bound bound(RexWindowBound bound) {
    if (bound.isUnbounded()) {
      return bound.isPreceding()
          ? new Frame.Bound.UnboundedPreceding()
          : new Frame.Bound.UnboundedFollowing();
    }
    return bound.isCurrentRow()
        ? new Frame.Bound.CurrentRow()
        : new Frame.Bound.Offset(compiler.compile(bound.getOffset()), bound.isPreceding() ? -1 : 1);
  }

  /** Puts columns in the place of window functions. */
  private static final class Results extends RexShuttle {
    private final Map<RexOver, Integer> columns;

    Results(Map<RexOver, Integer> columns) {
      this.columns = columns;
    }

    @Override
    public RexNode visitOver(RexOver over) {
      return new RexInputRef(columns.get(over), over.getType());
    }
  }
}
