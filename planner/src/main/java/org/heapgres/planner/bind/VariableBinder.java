package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.rel.PgTypeFactory;

/** References to {@link Variables}: a variable, or a field of one that is composite. */
final class VariableBinder {
  private final Binding binding;

  VariableBinder(Binding binding) {
    this.binding = binding;
  }

  /** Null when the name stands for no variable. */
  RexNode find(List<String> names, int location) {
    Variables variables = binding.context().variables();
    if (variables == Variables.NONE) {
      return null;
    }
    Variables.Reference whole = variables.find(names);
    if (whole != null) {
      return parameter(whole, location);
    }
    if (names.size() < 2) {
      return null;
    }
    Variables.Reference record = variables.find(names.subList(0, names.size() - 1));
    return record == null || record.type().kind() != 'c'
        ? null
        : field(parameter(record, location), names.getLast());
  }

  private RexNode parameter(Variables.Reference reference, int location) {
    return binding.recordLocation(
        new RexDynamicParam(
            PgTypeFactory.INSTANCE.type(reference.type(), reference.typmod(), true),
            reference.index()),
        location);
  }

  private RexNode field(RexNode record, String name) {
    List<Records.Field> fields = Records.fields(record, binding.context());
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return new ArrayBinder(binding).fieldAccess(record, i, fields.get(i));
      }
    }
    return null;
  }
}
