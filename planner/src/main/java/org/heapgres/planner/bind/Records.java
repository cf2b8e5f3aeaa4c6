package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgRowConstructor;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RecordCodec;
import org.heapgres.planner.types.Types;

/** What the fields of a record are. */
final class Records {
  record Field(String name, PgType type, int typmod) {}

  private Records() {}

  /** A named composite type's fields. */
  static List<Field> fields(PgType type, BindContext context) {
    List<Field> fields = new ArrayList<>();
    if (type.relation() != 0) {
      var relation = context.catalog().relation(type.relation());
      if (relation.isPresent()) {
        for (Column column : relation.get().columns()) {
          fields.add(new Field(column.name(), column.type(), column.typmod()));
        }
        return fields;
      }
    }
    if (type.codec() instanceof RecordCodec codec) {
      fields.addAll(fields(codec.fields(), context));
    }
    return fields;
  }

  private static List<Field> fields(List<PgType.Field> known, BindContext context) {
    return known.stream()
        .map(
            field ->
                new Field(field.name(), context.types().require(field.typeOid()), field.typmod()))
        .toList();
  }

  /** A record whose fields are known where it comes from. */
  private static boolean isNamedRecord(PgType type) {
    return type.codec() instanceof RecordCodec codec && codec.fields() != null;
  }

  /** The fields of an expression's value; null when only execution can tell. */
  static List<Field> fields(RexNode node, BindContext context) {
    PgType type = Coercion.typeOf(node);
    if (node instanceof RexCall call) {
      if (call.getOperator() instanceof PgRowConstructor row) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
          PgRelType field = PgRelType.of(call.getOperands().get(i).getType());
          fields.add(new Field(row.fieldNames().get(i), field.type(), field.typmod()));
        }
        return fields;
      }
      if (type.oid() == Types.RECORD.oid()
          && call.getOperator() instanceof PgFunctionOperator operator) {
        return operator.columns().isEmpty() ? null : fields(operator.columns(), context);
      }
    }
    return type.kind() == 'c' || isNamedRecord(type) ? fields(type, context) : null;
  }
}
