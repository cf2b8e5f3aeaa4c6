package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.expression.FunctionCalls;
import org.heapgres.planner.exec.operator.FunctionScanNode;
import org.heapgres.planner.exec.operator.ProjectSetNode;
import org.heapgres.planner.exec.operator.SetSource;
import org.heapgres.planner.functions.BoundFunction;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgProjectSet;
import org.heapgres.planner.rel.PgTableFunctionScan;

/** Functions that give rows. */
final class FunctionBuilder {
  private FunctionBuilder() {}

  static PlanNode scan(PhysicalBuilder builder, PgTableFunctionScan scan) {
    ExpressionCompiler compiler = builder.freeCompiler();
    List<FunctionScanNode.Function> functions = new ArrayList<>();
    for (PgTableFunctionScan.Function function : scan.functions()) {
      functions.add(
          new FunctionScanNode.Function(
              source(function.call(), compiler),
              function.columns(),
              function.expand(),
              name(function.call())));
    }
    return new FunctionScanNode(
        functions, scan.ordinality(), scan.alias(), PhysicalBuilder.types(scan.getRowType()));
  }

  private static String name(RexNode call) {
    return call instanceof RexCall function ? function.getOperator().getName() : "expression";
  }

  private static SetSource source(RexNode node, ExpressionCompiler compiler) {
    if (node instanceof RexCall call
        && call.getOperator() instanceof PgFunctionOperator operator
        && operator.proc().returnsSet()) {
      BoundFunction function = FunctionCalls.function(call);
      return new SetSource.OfFunction(function, compiler.compileAll(call.getOperands()));
    }
    return new SetSource.OfValue(compiler.compile(node));
  }

  static PlanNode projectSet(PhysicalBuilder builder, PgProjectSet node) {
    RelNode input = node.getInput();
    ExpressionCompiler compiler = builder.compiler(node, input);
    List<SetSource> sets = new ArrayList<>();
    for (RexNode call : node.calls()) {
      sets.add(source(call, compiler));
    }
    return new ProjectSetNode(builder.build(input), sets, PhysicalBuilder.types(node.getRowType()));
  }
}
