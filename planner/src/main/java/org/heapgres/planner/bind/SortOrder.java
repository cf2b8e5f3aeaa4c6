package org.heapgres.planner.bind;

import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.SortByDir;
import org.heapgres.planner.parse.tree.Clause.SortByNulls;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Direction and place of NULLs of an ORDER BY item (manual, 7.5). */
final class SortOrder {
  private SortOrder() {}

  static SortKey key(RexNode node, SortBy item, Binding binding) {
    requireOrder(Coercion.typeOf(node), Locations.of(item.node()), binding);
    binding.collations().requireDetermined(node, Locations.of(item.node()));
    boolean descending =
        switch (item.sortbyDir()) {
          case SORTBY_DEFAULT, SORTBY_ASC -> false;
          case SORTBY_DESC -> true;
          case SORTBY_USING -> using(item);
        };
    boolean nullsFirst =
        item.sortbyNulls() == SortByNulls.SORTBY_NULLS_DEFAULT
            ? descending
            : item.sortbyNulls() == SortByNulls.SORTBY_NULLS_FIRST;
    return new SortKey(node, descending, nullsFirst);
  }

  private static boolean using(SortBy item) {
    assert item.sortbyDir() == SortByDir.SORTBY_USING;
    String operator = item.useOp().getLast();
    return switch (operator) {
      case "<" -> false;
      case ">" -> true;
      default ->
          throw Errors.at(
                  item.location(),
                  SqlState.WRONG_OBJECT_TYPE,
                  "operator " + operator + " is not a valid ordering operator")
              .withHint(
                  "Ordering operators must be \"<\" or \">\" members of btree operator families.");
    };
  }

  /** 42883 for a type that cannot be sorted. */
  static void requireOrder(PgType type, int location, Binding binding) {
    if (BuiltInFunctions.ordering(binding.coercion().base(type)) == null) {
      throw Errors.at(
              location,
              SqlState.UNDEFINED_FUNCTION,
              "could not identify an ordering operator for type " + type.formatted(-1))
          .withHint("Use an explicit ordering operator or modify the query.");
    }
  }

  /** 42883 for a type that cannot be grouped or compared for equality. */
  static PgException noEquality(PgType type, int location) {
    return Errors.at(
        location,
        SqlState.UNDEFINED_FUNCTION,
        "could not identify an equality operator for type " + type.formatted(-1));
  }

  static void requireEquality(PgType type, int location, Binding binding) {
    PgType base = binding.coercion().base(type);
    if (BuiltInFunctions.ordering(base) == null
        && BuiltInFunctions.operator("=", base.oid(), base.oid()) == null) {
      throw noEquality(type, location);
    }
  }
}
