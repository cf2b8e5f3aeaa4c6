package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.FromBinder.From;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.TableReference.RangeFunction;
import org.heapgres.planner.parse.tree.TableReference.RangeFunctionItem;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTableFunctionScan;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** Functions in FROM (manual, 7.2.1.4). */
final class FunctionScanBinder {
  private final Binding binding;

  FunctionScanBinder(Binding binding) {
    this.binding = binding;
  }

  From bind(RangeFunction item, Scope lateral, QueryLevel level) {
    Scope scope =
        new Scope(
            lateral,
            level,
            ExpressionKind.FROM_FUNCTION,
            List.of(),
            PgValues.oneRow(binding.cluster()).getRowType());
    List<RangeFunctionItem> items = new ArrayList<>();
    for (RangeFunctionItem function : item.functions()) {
      items.addAll(unnested(function));
    }
    String alias = item.alias() == null ? null : item.alias().aliasname();
    String entryName =
        alias != null ? alias : ColumnNames.of(items.getFirst().function()).orElse("function");
    List<PgTableFunctionScan.Function> functions = new ArrayList<>();
    List<Records.Field> fields = new ArrayList<>();
    boolean scalar = items.size() == 1 && !item.ordinality();
    for (RangeFunctionItem function : items) {
      RexNode call = binding.expressions().bind(function.function(), scope);
      call = binding.coercion().settleUnknown(call, Locations.of(function.function()));
      List<ColumnDef> definitions =
          function.coldeflist().isEmpty() ? item.coldeflist() : function.coldeflist();
      List<Records.Field> record = record(call, function.function(), definitions);
      if (record == null) {
        PgRelType type = PgRelType.of(call.getType());
        fields.add(
            new Records.Field(
                scalarName(call, function.function(), items.size() == 1 ? alias : null),
                type.type(),
                type.typmod()));
        functions.add(new PgTableFunctionScan.Function(call, 1, false));
      } else {
        scalar = false;
        fields.addAll(record);
        functions.add(new PgTableFunctionScan.Function(shaped(call, record), record.size(), true));
      }
    }
    return from(item, functions, fields, entryName, scalar, level);
  }

  /** A function that returns any record is told what the caller takes it for. */
  private RexNode shaped(RexNode node, List<Records.Field> record) {
    if (node instanceof RexCall call
        && call.getOperator() instanceof PgFunctionOperator operator
        && operator.proc().resultType() == Types.RECORD.oid()) {
      List<PgType.Field> columns =
          record.stream()
              .map(field -> new PgType.Field(field.name(), field.type().oid(), field.typmod()))
              .toList();
      return binding
          .rex()
          .makeCall(call.getType(), operator.withColumns(columns), call.getOperands());
    }
    return node;
  }

  private From from(
      RangeFunction item,
      List<PgTableFunctionScan.Function> functions,
      List<Records.Field> fields,
      String entryName,
      boolean scalar,
      QueryLevel level) {
    RelDataTypeFactory.Builder row = binding.cluster().getTypeFactory().builder();
    List<String> names = new ArrayList<>();
    for (Records.Field field : fields) {
      row.add(field.name(), PgTypeFactory.INSTANCE.type(field.type(), field.typmod(), true));
      names.add(field.name());
    }
    if (item.ordinality()) {
      row.add("ordinality", PgTypeFactory.INSTANCE.type(Types.INT8, PgRelType.NO_TYPMOD, false));
      names.add("ordinality");
    }
    RelDataType rowType = row.build();
    names = FromBinder.renamed(entryName, names, item.alias());
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(new EntryColumn(names.get(i), RexInputRef.of(i, rowType), 0, (short) 0));
    }
    RangeEntry entry =
        new RangeEntry(entryName, null, null, columns, true, true, false, true, scalar, -1);
    level.rangeTable().add(entry);
    return new From(
        new PgTableFunctionScan(
            binding.cluster(), rowType, functions, item.ordinality(), entryName),
        List.of(entry));
  }

  /** {@code unnest(a, b)} is two functions side by side. */
  private static List<RangeFunctionItem> unnested(RangeFunctionItem item) {
    if (item.function() instanceof FuncCall call
        && call.funcname().getLast().equals("unnest")
        && call.args().size() > 1
        && item.coldeflist().isEmpty()) {
      List<RangeFunctionItem> result = new ArrayList<>();
      for (Expression argument : call.args()) {
        result.add(
            new RangeFunctionItem(
                new FuncCall(
                    List.of("pg_catalog", "unnest"),
                    List.of(argument),
                    List.of(),
                    null,
                    null,
                    false,
                    false,
                    false,
                    false,
                    call.funcformat(),
                    call.location()),
                List.of()));
      }
      return result;
    }
    return List.of(item);
  }

  private static String scalarName(RexNode call, Expression tree, String alias) {
    if (call instanceof RexCall rex && rex.getOperator() instanceof PgFunctionOperator operator) {
      String output = FunctionColumns.singleOutput(operator.proc());
      if (output != null) {
        return output;
      }
    }
    return alias != null ? alias : ColumnNames.of(tree).orElse("?column?");
  }

  /** The result's fields; null for a plain value. */
  private List<Records.Field> record(RexNode call, Expression tree, List<ColumnDef> definitions) {
    PgType type = Coercion.typeOf(call);
    List<Records.Field> fields =
        type.kind() == 'c' || type.oid() == Types.RECORD.oid()
            ? Records.fields(call, binding.context())
            : null;
    if (!definitions.isEmpty()) {
      if (type.oid() != Types.RECORD.oid()) {
        throw Errors.at(
            definitions.getFirst().location(),
            SqlState.SYNTAX_ERROR,
            "a column definition list is only allowed for functions returning \"record\"");
      }
      if (fields != null) {
        throw Errors.at(
            definitions.getFirst().location(),
            SqlState.SYNTAX_ERROR,
            "a column definition list is redundant for a function with OUT parameters");
      }
      List<Records.Field> declared = new ArrayList<>();
      for (ColumnDef definition : definitions) {
        TypeResolver.Resolved resolved = binding.types().resolve(definition.typeName());
        declared.add(new Records.Field(definition.colname(), resolved.type(), resolved.typmod()));
      }
      return declared;
    }
    if (type.oid() == Types.RECORD.oid() && fields == null) {
      throw Errors.at(
          Locations.of(tree),
          SqlState.SYNTAX_ERROR,
          "a column definition list is required for functions returning \"record\"");
    }
    return fields;
  }
}
