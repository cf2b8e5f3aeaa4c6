package org.heapgres.planner.parse.plpgsql;

import java.util.List;

/**
 * The names that are known at one place: a chain from the innermost outwards. Immutable.
 *
 * @param outer null at the outside
 * @param name of a variable, or of the block that begins here; null for a block without
 * @param variable its number; -1 for the beginning of a block
 */
public record PlScope(PlScope outer, String name, int variable) {
  private static final int BLOCK = -1;

  static PlScope block(PlScope outer, String label) {
    return new PlScope(outer, label, BLOCK);
  }

  static PlScope variable(PlScope outer, String name, int number) {
    return new PlScope(outer, name, number);
  }

  /** What some leading names mean, and how many they are. */
  public record Found(int variable, int names) {}

  /** The variable that the first names mean, or null; the rest are fields. */
  public Found find(List<String> names) {
    Integer first = unqualified(names.getFirst());
    if (first != null) {
      return new Found(first, 1);
    }
    if (names.size() > 1) {
      Integer labelled = labelled(names.get(0), names.get(1));
      return labelled == null ? null : new Found(labelled, 2);
    }
    return null;
  }

  private Integer unqualified(String wanted) {
    for (PlScope at = this; at != null; at = at.outer) {
      if (at.variable != BLOCK && at.name.equals(wanted)) {
        return at.variable;
      }
    }
    return null;
  }

  private Integer labelled(String label, String wanted) {
    Integer candidate = null;
    for (PlScope at = this; at != null; at = at.outer) {
      if (at.variable == BLOCK) {
        if (label.equals(at.name) && candidate != null) {
          return candidate;
        }
        candidate = null;
      } else if (candidate == null && at.name.equals(wanted)) {
        candidate = at.variable;
      }
    }
    return null;
  }

  /** Whether the innermost block has a variable of that name. */
  boolean declaredHere(String wanted) {
    for (PlScope at = this; at != null && at.variable != BLOCK; at = at.outer) {
      if (at.name.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a block or loop around has that label. */
  boolean hasLabel(String label) {
    for (PlScope at = this; at != null; at = at.outer) {
      if (at.variable == BLOCK && label.equals(at.name)) {
        return true;
      }
    }
    return false;
  }
}
