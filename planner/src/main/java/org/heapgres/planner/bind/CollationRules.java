package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.rel.PgConstant;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Which collation an expression has, and by which one values are compared (manual, 23.2.1;
 * PostgreSQL's parse_collate.c). An expression's collation is that of its type. What a comparison
 * goes by is the type of its operands, so that they get the collation that they agree on.
 */
final class CollationRules {
  private static final String PATTERNS = "regular expressions";

  /** What messages call functions that look for one text in another, by pg_proc.prosrc. */
  private static final Map<String, String> SEARCHES =
      Map.ofEntries(
          Map.entry("textregexeq", PATTERNS),
          Map.entry("textregexne", PATTERNS),
          Map.entry("texticregexeq", PATTERNS),
          Map.entry("texticregexne", PATTERNS),
          Map.entry("textregexreplace_noopt", PATTERNS),
          Map.entry("textregexreplace", PATTERNS),
          Map.entry("regexp_matches_no_flags", PATTERNS),
          Map.entry("regexp_matches", PATTERNS),
          Map.entry("regexp_split_to_array_no_flags", PATTERNS),
          Map.entry("regexp_split_to_table_no_flags", PATTERNS),
          Map.entry("textregexsubstr", PATTERNS),
          Map.entry("texticlike", "ILIKE"),
          Map.entry("texticnlike", "ILIKE"),
          Map.entry("textlike", "LIKE"),
          Map.entry("textnlike", "LIKE"),
          Map.entry("textpos", "substring searches"),
          Map.entry("replace_text", "substring searches"),
          Map.entry("split_part", "substring searches"),
          Map.entry("text_starts_with", "substring searches"));

  private final Binding binding;

  CollationRules(Binding binding) {
    this.binding = binding;
  }

  /** How an expression has come by its collation; the stronger wins. */
  private enum Strength {
    NONE,
    IMPLICIT,
    CONFLICT,
    EXPLICIT
  }

  /**
   * What some expressions agree on.
   *
   * @param other of a conflict
   * @param location of the expression that says so, or that conflicts with another
   */
  private record Derived(Strength strength, int collation, int other, int location) {
    static final Derived NOTHING = new Derived(Strength.NONE, 0, 0, -1);
  }

  private Derived derive(RexNode node, int location) {
    int collation = Coercion.typeOf(node).collation();
    if (collation == 0) {
      return Derived.NOTHING;
    }
    int at = binding.locationOf(node, location);
    if (!(node instanceof RexCall call) || call.getOperator() instanceof PgConstant) {
      return new Derived(Strength.IMPLICIT, collation, 0, at);
    }
    if (call.getOperator().equals(PgOperators.COLLATE)) {
      return new Derived(Strength.EXPLICIT, collation, 0, at);
    }
    if (call.getOperator().equals(PgOperators.TO_DOMAIN) && collation != Collation.DEFAULT) {
      return new Derived(Strength.IMPLICIT, collation, 0, at);
    }
    Derived inner = merge(call.getOperands(), at);
    return inner.strength == Strength.NONE
        ? new Derived(Strength.IMPLICIT, collation, 0, at)
        : inner;
  }

  private Derived merge(List<RexNode> nodes, int location) {
    boolean plain =
        nodes.stream()
            .mapToInt(node -> Coercion.typeOf(node).collation())
            .allMatch(each -> each == 0 || each == Collation.DEFAULT);
    if (plain) {
      return nodes.stream().allMatch(node -> Coercion.typeOf(node).collation() == 0)
          ? Derived.NOTHING
          : new Derived(Strength.IMPLICIT, Collation.DEFAULT, 0, location);
    }
    Derived result = Derived.NOTHING;
    for (RexNode node : nodes) {
      result = merged(result, derive(node, location));
    }
    return result;
  }

  private Derived merged(Derived one, Derived next) {
    if (next.strength != one.strength) {
      return next.strength.compareTo(one.strength) > 0 ? next : one;
    }
    if (next.collation == one.collation) {
      return one;
    }
    return switch (one.strength) {
      case NONE, CONFLICT -> one;
      case IMPLICIT -> {
        if (one.collation == Collation.DEFAULT || next.collation == Collation.DEFAULT) {
          yield one.collation == Collation.DEFAULT ? next : one;
        }
        yield new Derived(Strength.CONFLICT, one.collation, next.collation, next.location);
      }
      case EXPLICIT ->
          throw Errors.at(
              next.location,
              SqlState.COLLATION_MISMATCH,
              "collation mismatch between explicit collations \"%s\" and \"%s\""
                  .formatted(name(one.collation), name(next.collation)));
    };
  }

  private String name(int collation) {
    return binding.context().catalog().types().collation(collation).name();
  }

  private PgException implicit(Derived conflict) {
    return Errors.at(
            conflict.location,
            SqlState.COLLATION_MISMATCH,
            "collation mismatch between implicit collations \"%s\" and \"%s\""
                .formatted(name(conflict.collation), name(conflict.other)))
        .withHint(
            "You can choose the collation by applying the COLLATE clause to one or both"
                + " expressions.");
  }

  private Collation collation(Derived derived) {
    return named(
        derived.strength == Strength.CONFLICT ? Collation.INDETERMINATE : derived.collation);
  }

  private Collation named(int oid) {
    return oid == Collation.INDETERMINATE
        ? Collation.indeterminate()
        : binding.context().catalog().types().collation(oid);
  }

  /** COLLATE. */
  RexNode collate(RexNode node, Collation collation) {
    PgRelType type = PgRelType.of(node.getType());
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(
                type.type().collated(collation), type.typmod(), type.isNullable()),
            PgOperators.COLLATE,
            List.of(node));
  }

  /** Operands of a comparison, each with the collation that it goes by. */
  List<RexNode> agreed(List<RexNode> operands, int location) {
    Derived derived = merge(operands, location);
    if (derived.strength == Strength.NONE) {
      return operands;
    }
    Collation collation = collation(derived);
    List<RexNode> result = new ArrayList<>();
    for (RexNode operand : operands) {
      result.add(with(operand, collation));
    }
    return result;
  }

  private RexNode with(RexNode node, Collation collation) {
    PgRelType type = PgRelType.of(node.getType());
    if (type.type().collation() == 0 || collation == null) {
      return node;
    }
    PgType collated = type.type().collated(collation);
    if (collated.ordersAs(type.type())) {
      return node;
    }
    if (node instanceof RexCall call && call.getOperator() instanceof PgConstant constant) {
      return binding.constants().of(collated, type.typmod(), constant.datum());
    }
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(collated, type.typmod(), type.isNullable()),
            PgOperators.RELABEL,
            List.of(node));
  }

  /** A value of the same type, with the collation of that one. */
  RexNode with(RexNode node, PgType type) {
    return with(node, named(type.collation()));
  }

  /** The type of what is made of the operands. */
  PgType result(PgType type, List<RexNode> operands, int location) {
    if (type.collation() == 0) {
      return type;
    }
    Derived derived = merge(operands, location);
    if (derived.strength == Strength.NONE || derived.collation == type.collation()) {
      return derived.strength == Strength.CONFLICT ? type.collated(collation(derived)) : type;
    }
    Collation collation = collation(derived);
    return collation == null ? type : type.collated(collation);
  }

  /**
   * 0A000 for a search in a text by a collation that takes different texts for equal: it would have
   * to find what is as long as it is not.
   */
  void requireSearchable(PgProc proc, List<RexNode> operands, int location) {
    String refused = SEARCHES.get(proc.source());
    if (refused == null) {
      return;
    }
    Derived derived = merge(operands, location);
    Collation collation = derived.strength == Strength.NONE ? null : collation(derived);
    if (collation != null && !collation.deterministic()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "nondeterministic collations are not supported for " + refused);
    }
  }

  /** 42P21 for an expression to sort or group by that has no collation. */
  void requireDetermined(RexNode node, int location) {
    if (Coercion.typeOf(node).collation() == Collation.INDETERMINATE) {
      Derived derived = derive(node, location);
      throw derived.strength == Strength.CONFLICT
          ? implicit(derived)
          : new PgException(
              SqlState.INDETERMINATE_COLLATION,
              "could not determine which collation to use for string comparison");
    }
  }

  /**
   * The type of a column that comes from several queries.
   *
   * @param mayConflict whether its values are not compared
   */
  PgType common(PgType type, List<RexNode> columns, boolean mayConflict, int location) {
    if (!mayConflict && type.collation() != 0) {
      Derived derived = merge(columns, location);
      if (derived.strength == Strength.CONFLICT) {
        throw implicit(derived);
      }
    }
    return result(type, columns, location);
  }
}
