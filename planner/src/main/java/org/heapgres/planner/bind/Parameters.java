package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/**
 * The statement's {@code $n}. A parameter that the client left open has type unknown until a use
 * decides. One statement, one thread.
 */
final class Parameters {
  private static final int MAX = 65_535;

  private final List<PgType> types;
  private final boolean fixed;

  /**
   * @param declared null or unknown for an open one
   * @param fixed whether no other parameters may occur: outside of the extended protocol
   */
  Parameters(List<PgType> declared, boolean fixed) {
    types = new ArrayList<>(declared);
    types.replaceAll(type -> type == null ? Types.UNKNOWN : type);
    this.fixed = fixed;
  }

  RexNode reference(int number, int location) {
    if (number <= 0 || number > MAX || (fixed && number > types.size())) {
      throw Errors.at(location, SqlState.UNDEFINED_PARAMETER, "there is no parameter $" + number);
    }
    while (types.size() < number) {
      types.add(null);
    }
    PgType type = types.get(number - 1);
    if (type == null) {
      type = Types.UNKNOWN;
      types.set(number - 1, type);
    }
    return node(type, number);
  }

  /** Whether the node is a parameter without a type as yet. */
  static boolean isOpen(RexNode node) {
    return node instanceof RexDynamicParam
        && PgRelType.of(node.getType()).oid() == Types.UNKNOWN.oid();
  }

  /** Decides an open parameter's type, or confirms it. */
  RexNode decide(RexDynamicParam open, PgType type, int location) {
    int index = open.getIndex();
    PgType known = types.get(index);
    if (known.oid() == Types.UNKNOWN.oid()) {
      types.set(index, type);
    } else if (known.oid() != type.oid()) {
      throw Errors.at(
              location,
              SqlState.AMBIGUOUS_PARAMETER,
              "inconsistent types deduced for parameter $" + (index + 1))
          .withDetail(known.formatted(-1) + " versus " + type.formatted(-1));
    }
    return node(type, index + 1);
  }

  private static RexNode node(PgType type, int number) {
    return new RexDynamicParam(PgTypeFactory.INSTANCE.type(type), number - 1);
  }

  /** The types, all decided. */
  List<PgType> types() {
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i) == null || types.get(i).oid() == Types.UNKNOWN.oid()) {
        throw new org.heapgres.storage.PgException(
            SqlState.INDETERMINATE_DATATYPE,
            "could not determine data type of parameter $" + (i + 1));
      }
    }
    return List.copyOf(types);
  }
}
