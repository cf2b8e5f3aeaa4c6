package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Expression.NamedArgExpr;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.SqlState;

/** CALL: procedures, whose output arguments are written as well (manual, CALL). */
final class ProcedureBinder {
  private final Binding binding;

  ProcedureBinder(Binding binding) {
    this.binding = binding;
  }

  Binder.BoundCall bind(FuncCall call) {
    Scope scope = ExpressionBinder.noColumns(ExpressionKind.CALL_ARGUMENT, binding);
    List<RexNode> arguments = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Expression argument : call.args()) {
      Expression value = argument;
      if (argument instanceof NamedArgExpr named) {
        names.add(named.name());
        value = named.arg();
      }
      arguments.add(binding.expressions().bind(value, scope));
    }
    List<PgType> types = arguments.stream().map(Coercion::typeOf).toList();
    FunctionResolver.Candidate candidate =
        binding
            .functions()
            .withOutputs()
            .resolve(call.funcname(), types, names, !call.funcVariadic(), call.location());
    if (candidate == null || candidate.proc().kind() != 'p') {
      throw Errors.at(
              call.location(),
              SqlState.WRONG_OBJECT_TYPE,
              FunctionResolver.signature(call.funcname(), types, List.of()) + " is not a procedure")
          .withHint("To call a function, use SELECT.");
    }
    FunctionBinder.Prepared prepared =
        new FunctionBinder(binding)
            .prepare(candidate, arguments, call.funcVariadic(), call.location());
    PgProc proc = candidate.proc();
    List<RexNode> inputs = new ArrayList<>();
    List<OutputColumn> columns = new ArrayList<>();
    for (int i = 0; i < prepared.operands().size(); i++) {
      char mode = proc.argumentModes().isEmpty() ? 'i' : proc.argumentModes().charAt(i);
      RexNode operand = prepared.operands().get(i);
      if (mode != 'o') {
        inputs.add(operand);
      }
      if (mode == 'o' || mode == 'b') {
        columns.add(column(proc, i, columns.size()));
      }
    }
    return new Binder.BoundCall(
        proc, inputs, inputs.stream().map(Coercion::typeOf).toList(), columns, binding.needs());
  }

  private OutputColumn column(PgProc proc, int argument, int number) {
    String name = argument < proc.argumentNames().size() ? proc.argumentNames().get(argument) : "";
    return new OutputColumn(
        name.isEmpty() ? "column" + (number + 1) : name,
        binding.context().types().require(proc.allArgumentTypes().get(argument)),
        -1,
        0,
        (short) 0);
  }
}
