package org.heapgres.planner.exec.expression;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.functions.KeyedAssignment;
import org.heapgres.planner.functions.SqlJson;
import org.heapgres.planner.rel.PgJsonOperator;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RecordCodec;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** PostgreSQL's expression forms that are no functions: the table of {@link PgOperators}. */
final class Forms {
  @FunctionalInterface
  private interface Form {
    Expression over(RexCall call, List<Expression> operands, ExpressionCompiler compiler);
  }

  private static final Map<SqlOperator, Form> FORMS = new HashMap<>();

  /** Those whose value depends on their operands alone. */
  private static final Set<SqlOperator> IMMUTABLE =
      Set.of(
          PgOperators.ARRAY_OF_ARRAYS,
          PgOperators.SUBSCRIPT,
          PgOperators.SLICE,
          PgOperators.GREATEST,
          PgOperators.LEAST,
          PgOperators.FIT,
          PgOperators.FIT_EXPLICITLY);

  /** Types whose texts do not depend on settings. */
  private static final Set<String> PLAIN_TEXTS =
      Set.of(
          "bool", "int2", "int4", "int8", "numeric", "float4", "float8", "text", "varchar",
          "bpchar", "uuid", "inet", "cidr", "json", "jsonb", "bit", "varbit");

  /** Those of which that is true of what they give, but not of what they take. */
  private static final Set<String> PLAIN_OUTPUTS = Set.of("time", "timetz");

  static {
    FORMS.put(PgOperators.ARRAY, Forms::array);
    FORMS.put(PgOperators.ARRAY_OF_ARRAYS, Forms::arrayOfArrays);
    FORMS.put(PgOperators.SUBSCRIPT, Forms::subscript);
    FORMS.put(PgOperators.SLICE, Forms::slice);
    FORMS.put(
        PgOperators.OMITTED, (call, operands, compiler) -> Leaves.constant(VectorKind.INT, null));
    FORMS.put(PgOperators.ASSIGN_ELEMENT, Forms::assignElement);
    FORMS.put(PgOperators.ASSIGN_KEY, Forms::assignKey);
    FORMS.put(PgOperators.ASSIGN_SLICE, Forms::assignSlice);
    FORMS.put(PgOperators.ASSIGN_FIELD, Forms::assignField);
    FORMS.put(PgOperators.SAMPLE, Forms::sample);
    FORMS.put(
        PgOperators.AT_RUN_TIME,
        (call, operands, compiler) ->
            RowCall.of(
                operands.getLast().kind(),
                List.of(operands.getLast()),
                false,
                (run, datums) -> datums[0]));
    FORMS.put(PgOperators.GREATEST, (call, operands, compiler) -> extreme(call, operands, 1));
    FORMS.put(PgOperators.LEAST, (call, operands, compiler) -> extreme(call, operands, -1));
    FORMS.put(PgOperators.RELABEL, Forms::relabel);
    FORMS.put(PgOperators.COLLATE, Forms::relabel);
    FORMS.put(PgOperators.VIA_TEXT, Forms::viaText);
    FORMS.put(PgOperators.TO_DOMAIN, Forms::toDomain);
    FORMS.put(PgOperators.FIT, (call, operands, compiler) -> fit(call, operands, false));
    FORMS.put(PgOperators.FIT_EXPLICITLY, (call, operands, compiler) -> fit(call, operands, true));
    FORMS.put(PgOperators.ROW_IS_NULL, (call, operands, compiler) -> rowTest(operands, true));
    FORMS.put(PgOperators.ROW_IS_NOT_NULL, (call, operands, compiler) -> rowTest(operands, false));
  }

  private Forms() {}

  /** Null when the operator is not one of these. */
  static Expression compile(RexCall call, ExpressionCompiler compiler) {
    Form form = FORMS.get(call.getOperator());
    if (form == null) {
      return null;
    }
    List<Expression> operands = compiler.compileAll(call.getOperands());
    Expression made = form.over(call, operands, compiler);
    return IMMUTABLE.contains(call.getOperator())
        ? ExpressionCompiler.folded(operands, made)
        : made;
  }

  private static Expression array(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    int element = ExpressionCompiler.type(call).element();
    if (operands.stream().allMatch(Leaves::isConstant)) {
      Object[] elements = operands.stream().map(Leaves::constantDatum).toArray();
      return Leaves.constant(VectorKind.OBJECT, PgArray.of(element, elements));
    }
    return RowCall.of(
        VectorKind.OBJECT, operands, false, (run, datums) -> PgArray.of(element, datums.clone()));
  }

  private static Expression arrayOfArrays(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    int element = ExpressionCompiler.type(call).element();
    return RowCall.of(
        VectorKind.OBJECT, operands, false, (run, datums) -> ArrayForms.nest(element, datums));
  }

  static Expression row(RexCall call, ExpressionCompiler compiler) {
    int[] oids =
        call.getOperands().stream()
            .mapToInt(operand -> ExpressionCompiler.type(operand).oid())
            .toArray();
    return RowCall.of(
        VectorKind.OBJECT,
        compiler.compileAll(call.getOperands()),
        false,
        (run, datums) -> new PgRecord(oids, datums.clone()));
  }

  static Expression json(RexCall call, PgJsonOperator operator, ExpressionCompiler compiler) {
    List<PgType> types = call.getOperands().stream().map(ExpressionCompiler::type).toList();
    PgType result = ExpressionCompiler.type(call);
    int typmod = typmod(call);
    return RowCall.of(
        Kinds.of(result),
        compiler.compileAll(call.getOperands()),
        false,
        (run, datums) ->
            SqlJson.apply(operator.form(), datums, types, result, typmod, run.context().calls()));
  }

  private static Expression subscript(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    return RowCall.of(
        ExpressionCompiler.kind(call),
        operands,
        true,
        (run, datums) -> ArrayForms.element(datums[0], datums));
  }

  private static Expression slice(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    boolean[] omitted = omitted(call);
    return RowCall.of(
        VectorKind.OBJECT,
        operands,
        false,
        (run, datums) -> ArrayForms.slice((PgArray) datums[0], datums, omitted));
  }

  private static boolean[] omitted(RexCall call) {
    boolean[] omitted = new boolean[call.getOperands().size()];
    for (int i = 0; i < omitted.length; i++) {
      omitted[i] =
          call.getOperands().get(i) instanceof RexCall bound
              && bound.getOperator().equals(PgOperators.OMITTED);
    }
    return omitted;
  }

  private static Expression assignSlice(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    boolean[] omitted = omitted(call);
    int element = ExpressionCompiler.type(call).element();
    return RowCall.of(
        VectorKind.OBJECT,
        operands,
        false,
        (run, datums) -> ArraySlices.assign(element, datums, omitted));
  }

  /** Rows are taken by chance; with a seed, the same ones whenever the table is the same. */
  private static Expression sample(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    Object owner = new Object();
    return RowCall.of(
        VectorKind.BOOLEAN,
        operands,
        false,
        (run, datums) -> {
          if (datums[0] == null) {
            throw new PgException(
                SqlState.INVALID_TABLESAMPLE_ARGUMENT, "TABLESAMPLE parameter cannot be null");
          }
          double percentage = ((Number) datums[0]).doubleValue();
          if (!(percentage >= 0 && percentage <= 100)) {
            throw new PgException(
                SqlState.INVALID_TABLESAMPLE_ARGUMENT,
                "sample percentage must be between 0 and 100");
          }
          RandomGenerator chance =
              run.state(
                  owner,
                  () ->
                      datums[1] == null
                          ? new SplittableRandom()
                          : new SplittableRandom(
                              Double.doubleToLongBits(((Number) datums[1]).doubleValue())));
          return chance.nextDouble() * 100 < percentage;
        });
  }

  private static Expression assignElement(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    PgType type = ExpressionCompiler.type(call);
    if (!type.isArray()) {
      return RowCall.of(
          Kinds.of(type), operands, false, (run, datums) -> FixedArrays.assigned(datums));
    }
    return RowCall.of(
        VectorKind.OBJECT,
        operands,
        false,
        (run, datums) -> ArrayForms.assign(type.element(), (PgArray) datums[0], datums));
  }

  private static Expression assignKey(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    PgType type = ExpressionCompiler.type(call);
    return RowCall.of(
        Kinds.of(type),
        operands,
        false,
        (run, datums) ->
            KeyedAssignment.assigned(
                type, datums[0], Arrays.copyOfRange(datums, 2, datums.length), datums[1]));
  }

  private static Expression assignField(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    int[] oids =
        ((RecordCodec) ExpressionCompiler.type(call).root().codec())
            .fields().stream().mapToInt(PgType.Field::typeOid).toArray();
    return RowCall.of(
        VectorKind.OBJECT,
        operands,
        false,
        (run, datums) -> {
          Object[] fields =
              datums[0] == null ? new Object[oids.length] : ((PgRecord) datums[0]).fields().clone();
          fields[(Integer) datums[2]] = datums[1];
          return new PgRecord(oids, fields);
        });
  }

  private static Expression extreme(RexCall call, List<Expression> operands, int sign) {
    PgType type = ExpressionCompiler.type(call);
    return RowCall.of(
        Kinds.of(type),
        operands,
        false,
        (run, datums) -> {
          Object best = null;
          for (Object datum : datums) {
            if (datum != null
                && (best == null || Integer.signum(type.compare(datum, best)) == sign)) {
              best = datum;
            }
          }
          return best;
        });
  }

  /** The datum stays; only where the kinds of vectors differ is there something to do. */
  private static Expression relabel(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    Expression operand = operands.getFirst();
    VectorKind kind = ExpressionCompiler.kind(call);
    return operand.kind() == kind
        ? operand
        : RowCall.of(kind, operands, true, (run, datums) -> relabelled(datums[0], kind));
  }

  /** int4 and the oid types are binary compatible, but not of one Java class. */
  private static Object relabelled(Object datum, VectorKind kind) {
    if (datum instanceof Integer value && kind == VectorKind.LONG) {
      return Integer.toUnsignedLong(value);
    }
    return datum instanceof Long value && kind == VectorKind.INT
        ? (Object) value.intValue()
        : datum;
  }

  private static Expression viaText(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    PgType from = ExpressionCompiler.type(call.getOperands().getFirst());
    PgType to = ExpressionCompiler.type(call);
    int typmod = typmod(call);
    boolean plain = PLAIN_TEXTS.contains(from.name()) || PLAIN_OUTPUTS.contains(from.name());
    if (plain && PLAIN_TEXTS.contains(to.name())) {
      FormatSettings any = FormatSettings.DEFAULT;
      return ExpressionCompiler.folded(
          operands,
          RowCall.of(
              Kinds.of(to),
              operands,
              true,
              (run, datums) -> to.parseText(from.text(datums[0], any), typmod, any)));
    }
    return RowCall.of(
        Kinds.of(to),
        operands,
        true,
        (run, datums) -> {
          FormatSettings settings = run.context().calls().formats();
          return to.parseText(from.text(datums[0], settings), typmod, settings);
        });
  }

  private static Expression toDomain(
      RexCall call, List<Expression> operands, ExpressionCompiler compiler) {
    int domain = ExpressionCompiler.type(call).oid();
    return RowCall.of(
        ExpressionCompiler.kind(call),
        operands,
        false,
        (run, datums) -> {
          run.context().calls().formats().environment().checkDomain(domain, datums[0]);
          return datums[0];
        });
  }

  private static int typmod(RexCall call) {
    return call.getType() instanceof PgRelType type ? type.typmod() : PgRelType.NO_TYPMOD;
  }

  private static Expression fit(RexCall call, List<Expression> operands, boolean explicit) {
    PgType type = ExpressionCompiler.type(call);
    int typmod = typmod(call);
    return RowCall.of(
        Kinds.of(type), operands, true, (run, datums) -> type.coerce(datums[0], typmod, explicit));
  }

  private static Expression rowTest(List<Expression> operands, boolean wantNull) {
    return RowCall.of(
        VectorKind.BOOLEAN,
        operands,
        false,
        (run, datums) -> {
          if (!(datums[0] instanceof PgRecord record)) {
            return wantNull;
          }
          for (Object field : record.fields()) {
            if ((field == null) != wantNull) {
              return false;
            }
          }
          return true;
        });
  }

  static Expression field(VectorKind kind, Expression record, int field) {
    return RowCall.of(
        kind, List.of(record), true, (run, datums) -> ((PgRecord) datums[0]).fields()[field]);
  }

  static Expression elementwise(
      VectorKind kind, Expression array, RexNode body, RexCall call, ExpressionCompiler compiler) {
    PgType from =
        compiler.types().require(ExpressionCompiler.type(call.getOperands().getFirst()).element());
    int to = ExpressionCompiler.type(call).element();
    Expression element = compiler.over(null).compile(body);
    return RowCall.of(
        kind,
        List.of(array),
        true,
        (run, datums) -> elements(run, (PgArray) datums[0], from, to, element));
  }

  private static PgArray elements(
      Execution run, PgArray array, PgType from, int to, Expression element) {
    int size = array.size();
    if (size == 0) {
      return array;
    }
    Vector input = Vectors.ofDatums(Kinds.of(from), array.elements().clone());
    Vector output = element.evaluate(run, new Batch(new Vector[] {input}, size));
    Object[] elements = new Object[size];
    Arrays.setAll(elements, output::datum);
    return new PgArray(to, elements, array.dimensions(), array.lowerBounds());
  }
}
