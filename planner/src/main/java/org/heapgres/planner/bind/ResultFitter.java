package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Fits a query's columns to what a function returns (manual, 36.5). */
final class ResultFitter {
  private final Binding binding;
  private final ResultShape shape;

  ResultFitter(Binding binding, ResultShape shape) {
    this.binding = binding;
    this.shape = shape;
  }

  /** The same rows with the columns' types those of the function; 42P13 when they cannot be. */
  RelNode fit(RelNode rel) {
    List<RelDataTypeField> fields = rel.getRowType().getFieldList();
    if (isWholeRow(fields) || (shape.row() != null && shape.columns().isEmpty())) {
      return rel;
    }
    if (shape.row() == null && fields.size() != 1) {
      throw mismatch("Final statement must return exactly one column.");
    }
    if (fields.size() != shape.columns().size()) {
      throw mismatch(
          "Final statement returns too "
              + (fields.size() > shape.columns().size() ? "many" : "few")
              + " columns.");
    }
    List<RexNode> projects = new ArrayList<>();
    List<String> names = new ArrayList<>();
    boolean changed = false;
    for (int i = 0; i < fields.size(); i++) {
      RexNode column = RexInputRef.of(i, rel.getRowType());
      RexNode fitted = fitted(column, shape.columns().get(i), i);
      changed |= !fitted.equals(column);
      projects.add(fitted);
      names.add(fields.get(i).getName());
    }
    return changed ? LogicalProject.create(rel, List.of(), projects, names, Set.of()) : rel;
  }

  /** A single column of the composite type itself. */
  private boolean isWholeRow(List<RelDataTypeField> fields) {
    if (shape.row() == null || fields.size() != 1) {
      return false;
    }
    PgType only = PgRelType.of(fields.getFirst().getType()).type();
    return only.oid() == shape.row().oid();
  }

  private RexNode fitted(RexNode column, PgType wanted, int index) {
    PgType actual = Coercion.typeOf(column);
    RexNode fitted =
        binding
            .coercion()
            .toTarget(column, wanted, PgRelType.NO_TYPMOD, CoercionContext.ASSIGNMENT, -1);
    if (fitted != null) {
      return fitted;
    }
    throw mismatch(
        shape.row() == null
            ? "Actual return type is " + actual.formatted(-1) + "."
            : "Final statement returns %s instead of %s at column %d."
                .formatted(actual.formatted(-1), wanted.formatted(-1), index + 1));
  }

  private PgException mismatch(String detail) {
    return mismatch(shape, detail);
  }

  static PgException mismatch(ResultShape shape, String detail) {
    return new PgException(
            SqlState.INVALID_FUNCTION_DEFINITION,
            "return type mismatch in function declared to return " + shape.declared())
        .withDetail(detail);
  }
}
