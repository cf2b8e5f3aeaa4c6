package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_ArrayExpr;
import org.heapgres.planner.parse.tree.Expression.A_Indirection;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Indirection.A_Indices;
import org.heapgres.planner.parse.tree.Indirection.A_Star;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgFieldAccess;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgRowConstructor;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.ExtensionCodecs;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Array constructors, subscripts and fields of records (manual, 4.2.3, 4.2.4, 4.2.12). */
final class ArrayBinder {
  private final Binding binding;

  ArrayBinder(Binding binding) {
    this.binding = binding;
  }

  /** A column, or a field of a composite column. */
  RexNode columnOrField(ColumnRef ref, Scope scope) {
    return binding.names().bind(ref, scope);
  }

  /** {@code cast} is the array type that the constructor is cast to at once; null for none. */
  RexNode array(A_ArrayExpr e, TypeResolver.Resolved cast, Scope scope) {
    List<RexNode> elements = new ArrayList<>();
    List<Integer> locations = new ArrayList<>();
    boolean nested = false;
    for (Expression element : e.elements()) {
      if (element instanceof A_ArrayExpr inner) {
        elements.add(array(inner, cast, scope));
        nested = true;
      } else {
        RexNode node = binding.expressions().bind(element, scope);
        nested |= Coercion.typeOf(node).isArray();
        elements.add(node);
      }
      locations.add(Locations.of(element));
    }
    PgType arrayType;
    PgType elementType;
    if (cast != null) {
      arrayType = binding.coercion().base(cast.type());
      elementType = nested ? arrayType : binding.coercion().element(arrayType);
    } else {
      if (elements.isEmpty()) {
        throw Errors.at(
                e.location(),
                SqlState.INDETERMINATE_DATATYPE,
                "cannot determine type of empty array")
            .withHint("Explicitly cast to the desired type, for example ARRAY[]::integer[].");
      }
      elementType = binding.coercion().commonType(elements, locations, "ARRAY");
      if (nested) {
        arrayType = elementType;
      } else {
        if (elementType.array() == 0) {
          throw Errors.at(
              e.location(),
              SqlState.UNDEFINED_OBJECT,
              "could not find array type for data type " + elementType.formatted(-1));
        }
        arrayType = Types.arrayOf(elementType, binding.context().types());
      }
    }
    List<RexNode> converted = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      converted.add(element(elements.get(i), elementType, nested ? null : cast, locations.get(i)));
    }
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(arrayType, PgRelType.NO_TYPMOD, false),
            nested ? PgOperators.ARRAY_OF_ARRAYS : PgOperators.ARRAY,
            converted);
  }

  private RexNode element(RexNode node, PgType type, TypeResolver.Resolved cast, int location) {
    int at = binding.locationOf(node, location);
    if (cast == null) {
      return binding.coercion().toCommon(node, type, "ARRAY", at);
    }
    RexNode result =
        binding.coercion().toTarget(node, type, cast.typmod(), CoercionContext.EXPLICIT, at);
    if (result == null) {
      throw Coercion.cannotCast(Coercion.typeOf(node), type, location);
    }
    return result;
  }

  RexNode indirection(A_Indirection e, Scope scope) {
    RexNode node = binding.expressions().bind(e.arg(), scope);
    return steps(node, e.indirection(), Locations.of(e.arg()), scope);
  }

  private RexNode steps(RexNode start, List<Indirection> steps, int location, Scope scope) {
    RexNode node = start;
    List<A_Indices> subscripts = new ArrayList<>();
    for (Indirection step : steps) {
      switch (step) {
        case A_Indices indices -> subscripts.add(indices);
        case StringValue field -> {
          node = subscripted(node, subscripts, location, scope);
          subscripts.clear();
          node = field(node, field.sval(), location);
        }
        case A_Star star ->
            throw Errors.at(
                location,
                SqlState.FEATURE_NOT_SUPPORTED,
                "row expansion via \"*\" is not supported here");
      }
    }
    return subscripted(node, subscripts, location, scope);
  }

  RexNode field(RexNode record, String name, int location) {
    PgType type = Coercion.typeOf(record);
    if (type.kind() != 'c' && type.oid() != Types.RECORD.oid()) {
      throw Errors.at(
          location,
          SqlState.WRONG_OBJECT_TYPE,
          "column notation ."
              + name
              + " applied to type "
              + type.formatted(-1)
              + ", which is not a composite type");
    }
    List<Records.Field> fields = Records.fields(record, binding.context());
    if (fields != null) {
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).name().equals(name)) {
          return fieldAccess(record, i, fields.get(i));
        }
      }
    }
    Binding.ColumnUse wholeRow = binding.useOf(record);
    if (wholeRow != null && isRow(record)) {
      throw Errors.at(
          location,
          SqlState.UNDEFINED_COLUMN,
          "column " + wholeRow.name() + "." + name + " does not exist");
    }
    throw noField(type, fields, name, location);
  }

  private static boolean isRow(RexNode node) {
    return node instanceof RexCall call && call.getOperator() instanceof PgRowConstructor;
  }

  private static PgException noField(
      PgType type, List<Records.Field> fields, String name, int location) {
    return Errors.at(
        location,
        SqlState.UNDEFINED_COLUMN,
        fields == null
            ? "could not identify column \"" + name + "\" in record data type"
            : type.oid() == Types.RECORD.oid()
                ? "could not identify column \"" + name + "\" in record data type"
                : "column \"" + name + "\" not found in data type " + type.formatted(-1));
  }

  RexNode fieldAccess(RexNode record, int index, Records.Field field) {
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(field.type(), field.typmod(), true),
            new PgFieldAccess(index, field.name()),
            List.of(record));
  }

  private RexNode subscripted(
      RexNode container, List<A_Indices> subscripts, int location, Scope scope) {
    if (subscripts.isEmpty()) {
      return container;
    }
    PgType type = binding.coercion().base(Coercion.typeOf(container));
    if (isKeyed(type)) {
      return readByKeys(container, subscripts, scope);
    }
    if (type.element() == 0) {
      throw Errors.at(
          location,
          SqlState.DATATYPE_MISMATCH,
          "cannot subscript type "
              + type.formatted(-1)
              + " because it does not support subscripting");
    }
    boolean slice = subscripts.stream().anyMatch(A_Indices::isSlice);
    if (slice && !type.isArray() && type.length() > 0) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "slices of fixed-length arrays not implemented");
    }
    List<RexNode> operands = new ArrayList<>();
    operands.add(container);
    for (A_Indices subscript : subscripts) {
      if (slice) {
        operands.add(
            subscript.isSlice()
                ? bound(subscript.lidx(), scope)
                : binding.constants().of(Types.INT4, 1));
        operands.add(bound(subscript.uidx(), scope));
      } else {
        operands.add(index(subscript.uidx(), scope));
      }
    }
    PgRelType containerType = PgRelType.of(container.getType());
    return binding
        .rex()
        .makeCall(
            slice
                ? PgTypeFactory.INSTANCE.type(type, containerType.typmod(), true)
                : PgTypeFactory.INSTANCE.type(
                    binding.coercion().element(type), containerType.typmod(), true),
            slice ? PgOperators.SLICE : PgOperators.SUBSCRIPT,
            operands);
  }

  private RexNode bound(Expression bound, Scope scope) {
    return bound == null
        ? binding
            .rex()
            .makeCall(PgTypeFactory.INSTANCE.type(Types.INT4), PgOperators.OMITTED, List.of())
        : index(bound, scope);
  }

  private RexNode index(Expression index, Scope scope) {
    RexNode node = binding.expressions().bind(index, scope);
    RexNode result =
        binding
            .coercion()
            .toTarget(
                node,
                Types.INT4,
                PgRelType.NO_TYPMOD,
                CoercionContext.ASSIGNMENT,
                binding.locationOf(node, Locations.of(index)));
    if (result == null) {
      throw Errors.at(
          Locations.of(index),
          SqlState.DATATYPE_MISMATCH,
          "array subscript must have type integer");
    }
    return result;
  }

  /** Whether subscripts of the type are keys: those of jsonb and hstore. */
  static boolean isKeyed(PgType type) {
    return type.oid() == Types.JSONB.oid() || ExtensionCodecs.isKeyed(type.codec());
  }

  /** Reading by a subscript is the same as by {@code ->}. */
  private RexNode readByKeys(RexNode container, List<A_Indices> subscripts, Scope scope) {
    RexNode node = container;
    PgType type = binding.coercion().base(Coercion.typeOf(container));
    for (RexNode key : keys(type, subscripts, scope)) {
      node = binding.operators().call(List.of("->"), node, key, -1);
    }
    return node;
  }

  /** The subscripts of a jsonb, which are texts or integers, or the one of an hstore, a text. */
  List<RexNode> keys(PgType type, List<A_Indices> subscripts, Scope scope) {
    boolean json = type.oid() == Types.JSONB.oid();
    if (!json && (subscripts.size() > 1 || subscripts.getFirst().isSlice())) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "hstore allows only one subscript");
    }
    List<RexNode> keys = new ArrayList<>();
    for (A_Indices subscript : subscripts) {
      Expression written = subscript.uidx() != null ? subscript.uidx() : subscript.lidx();
      int location = Locations.of(written);
      if (subscript.isSlice()) {
        throw Errors.at(
            location, SqlState.DATATYPE_MISMATCH, "jsonb subscript does not support slices");
      }
      RexNode key = binding.expressions().bind(written, scope);
      PgType wanted = json ? keyType(Coercion.typeOf(key), location) : Types.TEXT;
      RexNode converted =
          binding
              .coercion()
              .toTarget(
                  key,
                  wanted,
                  PgRelType.NO_TYPMOD,
                  json ? CoercionContext.IMPLICIT : CoercionContext.ASSIGNMENT,
                  location);
      if (converted == null) {
        throw Errors.at(
            location, SqlState.DATATYPE_MISMATCH, "hstore subscript must have type text");
      }
      keys.add(converted);
    }
    return keys;
  }

  private PgType keyType(PgType given, int location) {
    if (given.oid() == Types.UNKNOWN.oid()) {
      return Types.TEXT;
    }
    boolean integer = binding.coercion().can(given, Types.INT4, CoercionContext.IMPLICIT);
    boolean text = binding.coercion().can(given, Types.TEXT, CoercionContext.IMPLICIT);
    if (integer == text) {
      throw Errors.at(
              location,
              SqlState.DATATYPE_MISMATCH,
              "subscript type " + given.formatted(-1) + " is not supported")
          .withHint(
              integer
                  ? "jsonb subscript must be coercible to only one type, integer or text."
                  : "jsonb subscript must be coercible to either integer or text.");
    }
    return integer ? Types.INT4 : Types.TEXT;
  }
}
