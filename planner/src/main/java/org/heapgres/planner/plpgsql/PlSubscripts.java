package org.heapgres.planner.plpgsql;

import java.util.List;
import org.heapgres.planner.exec.expression.ArrayForms;
import org.heapgres.planner.exec.expression.ArraySlices;
import org.heapgres.planner.functions.KeyedAssignment;
import org.heapgres.planner.parse.plpgsql.PlSql;
import org.heapgres.planner.parse.plpgsql.PlStatement;
import org.heapgres.planner.parse.plpgsql.PlStatement.Target;
import org.heapgres.planner.types.ExtensionCodecs;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/**
 * Assignments to elements and slices of variables: {@code a[1] := x}, {@code j['k'] := x}. Used by
 * the session's thread.
 */
final class PlSubscripts {
  private final PlInterpreter interpreter;

  PlSubscripts(PlInterpreter interpreter) {
    this.interpreter = interpreter;
  }

  void assign(PlStatement.Assign assign) {
    Target target = assign.target();
    PlFrame frame = interpreter.frame;
    boolean whole = target.fields().isEmpty();
    PgType type =
        whole
            ? interpreter.program.slot(target.variable()).type()
            : frame.column(target.variable(), target.fields().getFirst()).type();
    Object before =
        whole
            ? frame.datum(target.variable())
            : frame.field(target.variable(), target.fields().getFirst());
    frame.assign(target, changed(assign, before, type), type);
  }

  private Object changed(PlStatement.Assign assign, Object before, PgType type) {
    PgType base = type.root();
    if (ExtensionCodecs.isKeyed(base.codec())) {
      return KeyedAssignment.assigned(
          base, before, keys(assign, base), interpreter.value(assign.value(), Types.TEXT));
    }
    if (base.oid() == Types.JSONB.oid()) {
      return KeyedAssignment.assigned(
          base, before, keys(assign, base), interpreter.value(assign.value(), Types.JSONB));
    }
    if (base.element() == 0) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "cannot subscript type "
              + type.formatted(-1)
              + " because it does not support subscripting");
    }
    return assign.subscripts().stream().anyMatch(PlStatement.Subscript::slice)
        ? slice(assign, (PgArray) before, base)
        : element(assign, (PgArray) before, base);
  }

  /** Integers stay what they are, anything else is a text. */
  private Object[] keys(PlStatement.Assign assign, PgType type) {
    Object[] keys = new Object[assign.subscripts().size()];
    for (int i = 0; i < keys.length; i++) {
      PlStatement.Subscript subscript = assign.subscripts().get(i);
      if (subscript.slice()) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH, type.name() + " subscript does not support slices");
      }
      PlQuery.Value key = interpreter.value(subscript.lower());
      boolean integer = key.type().oid() == Types.INT4.oid() && type.oid() == Types.JSONB.oid();
      keys[i] =
          integer
              ? key.datum()
              : interpreter.frame.converted(key.datum(), key.type(), Types.TEXT, -1);
    }
    return keys;
  }

  private PgArray element(PlStatement.Assign assign, PgArray before, PgType arrayType) {
    PgType element = interpreter.session.environment().types().require(arrayType.element());
    Object[] operands = new Object[assign.subscripts().size() + 2];
    operands[0] = before;
    operands[1] = interpreter.value(assign.value(), element);
    for (int i = 0; i < assign.subscripts().size(); i++) {
      operands[i + 2] = interpreter.value(assign.subscripts().get(i).lower(), Types.INT4);
    }
    return ArrayForms.assign(element.oid(), before, operands);
  }

  /** A subscript among slices stands for 1 to itself. */
  private PgArray slice(PlStatement.Assign assign, PgArray before, PgType arrayType) {
    List<PlStatement.Subscript> subscripts = assign.subscripts();
    Object[] operands = new Object[2 + 2 * subscripts.size()];
    boolean[] omitted = new boolean[operands.length];
    operands[0] = before;
    operands[1] = interpreter.value(assign.value(), arrayType);
    for (int i = 0; i < subscripts.size(); i++) {
      PlStatement.Subscript subscript = subscripts.get(i);
      PlSql[] bounds = {subscript.lower(), subscript.upper()};
      for (int side = 0; side < bounds.length; side++) {
        int at = 2 + 2 * i + side;
        if (!subscript.slice()) {
          operands[at] = side == 0 ? (Object) 1 : interpreter.value(subscript.lower(), Types.INT4);
        } else if (bounds[side] == null) {
          omitted[at] = true;
        } else {
          operands[at] = interpreter.value(bounds[side], Types.INT4);
        }
      }
    }
    return ArraySlices.assign(arrayType.element(), operands, omitted);
  }
}
