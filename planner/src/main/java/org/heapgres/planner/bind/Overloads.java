package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;

/**
 * Chooses among functions or operators of one name: the manual's 10.2 and 10.3, step by step.
 *
 * @param <T> a candidate
 */
final class Overloads<T> {
  private static final int UNKNOWN = Types.UNKNOWN.oid();

  private final Binding binding;
  private final Function<T, List<Integer>> argumentTypes;

  Overloads(Binding binding, Function<T, List<Integer>> argumentTypes) {
    this.binding = binding;
    this.argumentTypes = argumentTypes;
  }

  /** Those that the arguments can be implicitly converted to. */
  List<T> applicable(List<T> candidates, List<PgType> actual) {
    List<T> result = new ArrayList<>();
    for (T candidate : candidates) {
      if (accepts(argumentTypes.apply(candidate), actual)) {
        result.add(candidate);
      }
    }
    return result;
  }

  private boolean accepts(List<Integer> declared, List<PgType> actual) {
    TypeRegistry types = binding.context().types();
    boolean polymorphic = false;
    for (int i = 0; i < actual.size(); i++) {
      PgType target = types.require(declared.get(i));
      if (target.isPolymorphic()) {
        polymorphic = true;
      } else if (!binding.coercion().can(actual.get(i), target, CoercionContext.IMPLICIT)) {
        return false;
      }
    }
    return !polymorphic || new Polymorphism(binding, declared, actual).consistent();
  }

  /** The best of several applicable candidates, or null when none is. */
  T best(List<T> candidates, List<PgType> actual) {
    List<PgType> inputs = new ArrayList<>(actual.size());
    int unknowns = 0;
    for (PgType type : actual) {
      inputs.add(binding.coercion().base(type));
      if (type.oid() == UNKNOWN) {
        unknowns++;
      }
    }
    List<T> left = most(candidates, inputs, false);
    if (left.size() == 1) {
      return left.getFirst();
    }
    left = most(left, inputs, true);
    if (left.size() == 1) {
      return left.getFirst();
    }
    if (unknowns == 0) {
      return null;
    }
    left = byCategory(left, inputs);
    if (left.size() == 1) {
      return left.getFirst();
    }
    return unknowns < inputs.size() ? assumingKnownType(left, inputs) : null;
  }

  /** Those with the most arguments that match exactly, or are of the category's preferred type. */
  private List<T> most(List<T> candidates, List<PgType> inputs, boolean preferred) {
    List<T> result = new ArrayList<>();
    int best = 0;
    for (T candidate : candidates) {
      int matches = 0;
      List<Integer> declared = argumentTypes.apply(candidate);
      for (int i = 0; i < inputs.size(); i++) {
        PgType input = inputs.get(i);
        if (input.oid() == UNKNOWN) {
          continue;
        }
        PgType type = type(declared.get(i));
        if (type.oid() == input.oid()
            || (preferred && type.preferred() && type.category() == input.category())) {
          matches++;
        }
      }
      if (matches > best || result.isEmpty()) {
        best = matches;
        result.clear();
        result.add(candidate);
      } else if (matches == best) {
        result.add(candidate);
      }
    }
    return result;
  }

  /** Decides the category of unknown arguments: string if any candidate takes one. */
  private List<T> byCategory(List<T> candidates, List<PgType> inputs) {
    char[] category = new char[inputs.size()];
    boolean[] hasPreferred = new boolean[inputs.size()];
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).oid() != UNKNOWN) {
        continue;
      }
      boolean conflict = false;
      for (T candidate : candidates) {
        PgType type = type(argumentTypes.apply(candidate).get(i));
        if (category[i] == 0 || (type.category() != category[i] && type.category() == 'S')) {
          category[i] = type.category();
          hasPreferred[i] = type.preferred();
        } else if (type.category() == category[i]) {
          hasPreferred[i] |= type.preferred();
        } else {
          conflict = true;
        }
      }
      if (conflict && category[i] != 'S') {
        return candidates;
      }
    }
    List<T> result = new ArrayList<>();
    for (T candidate : candidates) {
      if (fits(argumentTypes.apply(candidate), inputs, category, hasPreferred)) {
        result.add(candidate);
      }
    }
    return result.isEmpty() ? candidates : result;
  }

  private boolean fits(
      List<Integer> declared, List<PgType> inputs, char[] category, boolean[] hasPreferred) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).oid() == UNKNOWN) {
        PgType type = type(declared.get(i));
        if (type.category() != category[i] || (hasPreferred[i] && !type.preferred())) {
          return false;
        }
      }
    }
    return true;
  }

  private T assumingKnownType(List<T> candidates, List<PgType> inputs) {
    PgType known = null;
    for (PgType input : inputs) {
      if (input.oid() != UNKNOWN) {
        if (known != null && known.oid() != input.oid()) {
          return null;
        }
        known = input;
      }
    }
    PgType assumed = known;
    List<PgType> all = inputs.stream().map(input -> assumed).toList();
    List<T> result = applicable(candidates, all);
    return result.size() == 1 ? result.getFirst() : null;
  }

  private PgType type(int oid) {
    return binding.context().types().require(oid);
  }
}
