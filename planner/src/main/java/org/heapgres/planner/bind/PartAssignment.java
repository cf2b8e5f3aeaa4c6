package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Indirection.A_Indices;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Assignments to a part of a column: {@code SET a[1] = x}, {@code SET c.f = x}, {@code c.a[2].f},
 * {@code j['a'][0]}.
 */
final class PartAssignment {
  private final Binding binding;
  private final Scope scope;
  private final ResTarget target;
  private final String name;

  /** {@code name} is the column's. */
  PartAssignment(Binding binding, Scope scope, ResTarget target, String name) {
    this.binding = binding;
    this.scope = scope;
    this.target = target;
    this.name = name;
  }

  /** The whole with the part that {@code steps} lead to replaced. */
  RexNode assign(RexNode before, PgType type, int typmod, List<Indirection> steps, RexNode value) {
    PgType base = binding.coercion().base(type);
    RexNode changed =
        switch (steps.getFirst()) {
          case StringValue(String field) -> field(before, base, field, steps, value);
          case A_Indices _ -> element(before, base, typmod, steps, value);
          case Indirection.A_Star _ -> throw starred();
        };
    return type.kind() == 'd'
        ? binding
            .coercion()
            .to(changed, type, PgRelType.NO_TYPMOD, CoercionContext.ASSIGNMENT, target.location())
        : changed;
  }

  private PgException starred() {
    return Errors.at(
        target.location(), SqlState.SYNTAX_ERROR, "row expansion via \"*\" is not supported here");
  }

  private PgException notComposite(String field, PgType type) {
    return Errors.at(
        target.location(),
        SqlState.DATATYPE_MISMATCH,
        "cannot assign to field \"%s\" of column \"%s\" because its type %s is not a composite type"
            .formatted(field, name, type.formatted(-1)));
  }

  private RexNode field(
      RexNode before, PgType composite, String field, List<Indirection> steps, RexNode value) {
    if (composite.kind() != 'c') {
      throw notComposite(field, composite);
    }
    List<Records.Field> fields = Records.fields(composite, binding.context());
    int index = 0;
    while (index < fields.size() && !fields.get(index).name().equals(field)) {
      index++;
    }
    if (index == fields.size()) {
      throw Errors.at(
          target.location(),
          SqlState.UNDEFINED_COLUMN,
          "cannot assign to field \"%s\" of column \"%s\" because there is no such column in data type %s"
              .formatted(field, name, composite.formatted(-1)));
    }
    Records.Field found = fields.get(index);
    List<Indirection> rest = steps.subList(1, steps.size());
    RexNode part =
        rest.isEmpty()
            ? converted(
                value, found.type(), found.typmod(), "subfield \"" + field + "\" is of type ")
            : assign(
                binding.expressions().arrays().fieldAccess(before, index, found),
                found.type(),
                found.typmod(),
                rest,
                value);
    return call(
        PgOperators.ASSIGN_FIELD,
        composite,
        List.of(before, part, binding.constants().of(Types.INT4, index)));
  }

  private RexNode element(
      RexNode before, PgType array, int typmod, List<Indirection> steps, RexNode value) {
    if (ArrayBinder.isKeyed(array)) {
      return keyed(before, array, steps, value);
    }
    if (array.element() == 0) {
      throw Errors.at(
          target.location(),
          SqlState.DATATYPE_MISMATCH,
          "cannot subscript type "
              + array.formatted(-1)
              + " because it does not support subscripting");
    }
    if (steps.stream().anyMatch(step -> step instanceof A_Indices slice && slice.isSlice())) {
      if (!array.isArray()) {
        throw Errors.at(
            -1,
            SqlState.FEATURE_NOT_SUPPORTED,
            "updates on slices of fixed-length arrays not implemented");
      }
      return slice(before, array, typmod, steps, value);
    }
    List<RexNode> subscripts = new ArrayList<>();
    int at = 0;
    while (at < steps.size() && steps.get(at) instanceof A_Indices indices) {
      subscripts.add(subscript(indices.uidx()));
      at++;
    }
    PgType element = binding.coercion().element(array);
    List<Indirection> rest = steps.subList(at, steps.size());
    RexNode part;
    if (rest.isEmpty()) {
      part = converted(value, element, typmod, null);
    } else {
      List<RexNode> path = new ArrayList<>(List.of(before));
      path.addAll(subscripts);
      part = assign(call(PgOperators.SUBSCRIPT, element, path), element, typmod, rest, value);
    }
    List<RexNode> operands = new ArrayList<>(List.of(before, part));
    operands.addAll(subscripts);
    return call(PgOperators.ASSIGN_ELEMENT, array, operands);
  }

  private RexNode keyed(RexNode before, PgType container, List<Indirection> steps, RexNode value) {
    List<A_Indices> subscripts = new ArrayList<>();
    for (Indirection step : steps) {
      switch (step) {
        case A_Indices indices -> subscripts.add(indices);
        case StringValue(String field) -> throw notComposite(field, container);
        case Indirection.A_Star _ -> throw starred();
      }
    }
    PgType part = container.oid() == Types.JSONB.oid() ? container : Types.TEXT;
    List<RexNode> operands = new ArrayList<>();
    operands.add(before);
    operands.add(converted(value, part, PgRelType.NO_TYPMOD, null));
    operands.addAll(binding.expressions().arrays().keys(container, subscripts, scope));
    return call(PgOperators.ASSIGN_KEY, container, operands);
  }

  /** A subscript among slices stands for 1 to itself. */
  private RexNode slice(
      RexNode before, PgType array, int typmod, List<Indirection> steps, RexNode value) {
    List<RexNode> operands = new ArrayList<>();
    operands.add(before);
    operands.add(converted(value, array, typmod, null));
    for (Indirection step : steps) {
      if (!(step instanceof A_Indices indices)) {
        throw Errors.notSupported(target.location(), "assignment to a field of a slice");
      }
      operands.add(
          indices.isSlice() ? bound(indices.lidx()) : binding.constants().of(Types.INT4, 1));
      operands.add(bound(indices.uidx()));
    }
    return call(PgOperators.ASSIGN_SLICE, array, operands);
  }

  private RexNode bound(Expression subscript) {
    return subscript == null
        ? call(PgOperators.OMITTED, Types.INT4, List.of())
        : subscript(subscript);
  }

  private RexNode subscript(Expression expression) {
    return binding
        .coercion()
        .toSpecific(
            binding.expressions().bind(expression, scope),
            Types.INT4,
            "subscript",
            Locations.of(expression));
  }

  private RexNode converted(RexNode value, PgType type, int typmod, String field) {
    RexNode converted =
        binding
            .coercion()
            .toTarget(
                value,
                type,
                typmod,
                CoercionContext.ASSIGNMENT,
                binding.locationOf(value, target.location()));
    if (converted == null) {
      throw Errors.at(
              target.location(),
              SqlState.DATATYPE_MISMATCH,
              (field == null ? "subscripted assignment to \"" + name + "\" requires type " : field)
                  + type.formatted(-1)
                  + " but expression is of type "
                  + Coercion.typeOf(value).formatted(-1))
          .withHint("You will need to rewrite or cast the expression.");
    }
    return converted;
  }

  private RexNode call(SqlOperator operator, PgType type, List<RexNode> operands) {
    return binding.rex().makeCall(PgTypeFactory.INSTANCE.type(type), operator, operands);
  }
}
