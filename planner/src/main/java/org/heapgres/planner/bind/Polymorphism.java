package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.types.MultirangeCodec;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RangeCodec;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * The types that anyelement, anyarray, anycompatible and their like stand for in one call (manual,
 * 36.2.5).
 */
final class Polymorphism {
  private static final int UNKNOWN = Types.UNKNOWN.oid();

  private final Binding binding;
  private final List<Integer> declared;
  private final List<PgType> actual;
  private PgType element;
  private PgType array;
  private PgType range;
  private PgType multirange;
  private PgType compatible;
  private PgType compatibleRange;
  private PgType compatibleMultirange;
  private boolean wantsNonArray;
  private boolean wantsEnum;

  /** {@code declared} may be longer than {@code actual}: defaults follow. */
  Polymorphism(Binding binding, List<Integer> declared, List<PgType> actual) {
    this.binding = binding;
    this.declared = declared;
    this.actual = actual;
  }

  private static String name(int oid) {
    return Types.byOid(oid).name();
  }

  /** Whether the arguments agree; says nothing about those that are not polymorphic. */
  boolean consistent() {
    try {
      collect();
      return true;
    } catch (PgException e) {
      return false;
    }
  }

  /** Decides the types; 42804 where arguments disagree. */
  Polymorphism resolve(int location) {
    try {
      collect();
    } catch (PgException e) {
      throw Errors.at(location, e);
    }
    return this;
  }

  private void collect() {
    List<PgType> compatibles = new ArrayList<>();
    boolean hasCompatible = false;
    for (int i = 0; i < actual.size(); i++) {
      String kind = Types.isPolymorphic(declared.get(i)) ? name(declared.get(i)) : "";
      PgType type = actual.get(i);
      boolean known = type.oid() != UNKNOWN;
      switch (kind) {
        case "anyelement", "anynonarray", "anyenum" -> {
          wantsNonArray |= kind.equals("anynonarray");
          wantsEnum |= kind.equals("anyenum");
          if (known) {
            element = alike("anyelement", element, type);
          }
        }
        case "anyarray" -> {
          if (known) {
            PgType base = binding.coercion().base(type);
            if (!Coercion.isArray(base) && base.oid() != Types.ANYARRAY.oid()) {
              throw mismatch(
                  "argument declared anyarray is not an array but type " + type.formatted(-1));
            }
            array = alike("anyarray", array, base);
          }
        }
        case "anyrange" -> {
          if (known) {
            range = alike("anyrange", range, ofKind('r', "range", kind, type));
          }
        }
        case "anymultirange" -> {
          if (known) {
            multirange = alike("anymultirange", multirange, ofKind('m', "multirange", kind, type));
          }
        }
        case "anycompatible", "anycompatiblenonarray" -> {
          hasCompatible = true;
          if (known) {
            compatibles.add(type);
          }
        }
        case "anycompatiblearray" -> {
          hasCompatible = true;
          if (known) {
            PgType base = binding.coercion().base(type);
            if (!Coercion.isArray(base)) {
              throw mismatch(
                  "argument declared anycompatiblearray is not an array but type "
                      + type.formatted(-1));
            }
            compatibles.add(binding.coercion().element(base));
          }
        }
        case "anycompatiblerange" -> {
          hasCompatible = true;
          if (known) {
            compatibleRange =
                alike("anycompatiblerange", compatibleRange, ofKind('r', "range", kind, type));
          }
        }
        case "anycompatiblemultirange" -> {
          hasCompatible = true;
          if (known) {
            compatibleMultirange =
                alike(
                    "anycompatiblemultirange",
                    compatibleMultirange,
                    ofKind('m', "multirange", kind, type));
          }
        }
        default -> {}
      }
    }
    agree();
    if (hasCompatible) {
      if (compatibleRange == null && compatibleMultirange != null) {
        compatibleRange = rangeOf(compatibleMultirange);
      }
      if (compatibleRange != null) {
        compatibles.add(elementOf(compatibleRange));
      }
      compatible = common(compatibles);
    }
  }

  private void agree() {
    if (array != null && array.oid() != Types.ANYARRAY.oid()) {
      PgType ofArray = binding.coercion().element(array);
      if (element == null) {
        element = ofArray;
      } else if (element.oid() != ofArray.oid()) {
        throw mismatch(
                "argument declared anyarray is not consistent with argument declared anyelement")
            .withDetail(array.formatted(-1) + " versus " + element.formatted(-1));
      }
    }
    if (multirange != null) {
      PgType ofMultirange = rangeOf(multirange);
      if (range == null) {
        range = ofMultirange;
      } else if (range.oid() != ofMultirange.oid()) {
        throw mismatch(
                "argument declared anymultirange is not consistent with argument declared anyrange")
            .withDetail(multirange.formatted(-1) + " versus " + range.formatted(-1));
      }
    }
    if (range != null) {
      PgType ofRange = elementOf(range);
      if (element == null) {
        element = ofRange;
      } else if (element.oid() != ofRange.oid()) {
        throw mismatch(
                "argument declared anyrange is not consistent with argument declared anyelement")
            .withDetail(range.formatted(-1) + " versus " + element.formatted(-1));
      }
    }
    if (element != null) {
      if (wantsNonArray && binding.coercion().base(element).isArray()) {
        throw mismatch("type matched to anynonarray is an array type: " + element.formatted(-1));
      }
      if (wantsEnum && element.kind() != 'e') {
        throw mismatch("type matched to anyenum is not an enum type: " + element.formatted(-1));
      }
    }
  }

  private PgType common(List<PgType> types) {
    PgType common = null;
    for (PgType type : types) {
      PgType base = binding.coercion().base(type);
      if (common == null || common.oid() == base.oid()) {
        common = base;
      } else if (common.category() != base.category()) {
        throw mismatch("arguments of anycompatible family cannot be cast to a common type");
      } else if (!common.preferred()
          && binding.coercion().can(common, base, CoercionContext.IMPLICIT)
          && !binding.coercion().can(base, common, CoercionContext.IMPLICIT)) {
        common = base;
      }
    }
    for (PgType type : types) {
      if (!binding.coercion().can(type, common, CoercionContext.IMPLICIT)) {
        throw mismatch("arguments of anycompatible family cannot be cast to a common type");
      }
    }
    return common == null ? Types.TEXT : common;
  }

  private PgType ofKind(char typeKind, String what, String declaredAs, PgType type) {
    PgType base = binding.coercion().base(type);
    if (base.kind() != typeKind) {
      throw mismatch(
          "argument declared "
              + declaredAs
              + " is not a "
              + what
              + " type but type "
              + type.formatted(-1));
    }
    return base;
  }

  private static PgType alike(String kind, PgType known, PgType type) {
    if (known != null && known.oid() != type.oid()) {
      throw mismatch("arguments declared \"" + kind + "\" are not all alike")
          .withDetail(known.formatted(-1) + " versus " + type.formatted(-1));
    }
    return type;
  }

  private static PgException mismatch(String message) {
    return new PgException(SqlState.DATATYPE_MISMATCH, message);
  }

  /** What a declared type is in this call; a type that is not polymorphic is itself. */
  PgType actual(int oid, int location) {
    if (!Types.isPolymorphic(oid)) {
      return binding.context().types().require(oid);
    }
    PgType found =
        switch (name(oid)) {
          case "anyelement", "anynonarray", "anyenum" -> element;
          case "anyarray" -> array != null ? array : arrayOf(element);
          case "anyrange" -> range;
          case "anymultirange" -> multirange != null ? multirange : multirangeOf(range);
          case "anycompatible", "anycompatiblenonarray" -> compatible;
          case "anycompatiblearray" -> arrayOf(compatible);
          case "anycompatiblerange" -> compatibleRange;
          default ->
              compatibleMultirange != null ? compatibleMultirange : multirangeOf(compatibleRange);
        };
    if (found == null) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "could not determine polymorphic type because input has type unknown");
    }
    return found;
  }

  private PgType elementOf(PgType ofRange) {
    return binding.context().types().require(((RangeCodec) ofRange.codec()).elementOid());
  }

  private PgType rangeOf(PgType ofMultirange) {
    return binding.context().types().require(((MultirangeCodec) ofMultirange.codec()).rangeOid());
  }

  private PgType multirangeOf(PgType ofRange) {
    return ofRange == null
        ? null
        : binding.context().types().require(((RangeCodec) ofRange.codec()).multirangeOid());
  }

  private PgType arrayOf(PgType of) {
    return of == null ? null : Types.arrayOf(of, binding.context().types());
  }
}
