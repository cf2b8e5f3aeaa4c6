package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.rel.PgTable;
import org.heapgres.planner.statistics.ExtendedValues;

/**
 * What statistics of several columns say of conditions on them, in place of the product of what is
 * known of each: PostgreSQL's formulas (src/backend/statistics/mcv.c and dependencies.c, manual
 * 69.2). Used by one thread.
 */
final class ExtendedSelectivity {
  private final IntFunction<Variable> fields;
  private final SampleConditions samples;
  private final Selectivity single;

  /** {@code single} knows what conditions are by themselves. */
  ExtendedSelectivity(IntFunction<Variable> fields, SampleConditions samples, Selectivity single) {
    this.fields = fields;
    this.samples = samples;
    this.single = single;
  }

  /** The share of rows that meets those of the conditions that it takes out of the list. */
  double take(List<RexNode> conditions) {
    Map<RexNode, Reads> reads = new HashMap<>();
    Set<PgTable> tables = new LinkedHashSet<>();
    for (RexNode condition : conditions) {
      Reads of = reads(condition);
      if (of != null && !of.table.extendedStatistics().isEmpty()) {
        reads.put(condition, of);
        tables.add(of.table);
      }
    }
    double result = 1;
    for (PgTable table : tables) {
      reads.keySet().retainAll(new HashSet<>(conditions));
      result *= takeCommon(table, reads, conditions);
      reads.keySet().retainAll(new HashSet<>(conditions));
      result *= takeDependencies(table, reads, conditions);
    }
    return result;
  }

  /**
   * What a condition reads: fields of a single table.
   *
   * @param attnums of the fields, by field
   */
  private record Reads(PgTable table, Map<Integer, Integer> attnums) {}

  /** Null for a condition that reads anything else. */
  private Reads reads(RexNode condition) {
    NavigableSet<Integer> used = InputFields.of(List.of(condition), Set.of());
    PgTable table = null;
    Map<Integer, Integer> attnums = new TreeMap<>();
    for (int field : used) {
      Variable variable = fields.apply(field);
      if (variable == null
          || variable.attnum() <= 0
          || (table != null && !table.equals(variable.table()))) {
        return null;
      }
      table = variable.table();
      attnums.put(field, variable.attnum());
    }
    return table == null ? null : new Reads(table, attnums);
  }

  // Most common combinations

  /** A list of common values and the conditions that it can tell of. */
  private record Candidate(ExtendedValues values, List<RexNode> conditions, Set<Integer> attnums) {
    /** More columns are better, then what has fewer that do not matter. */
    boolean betterThan(Candidate other) {
      return other == null
          || attnums.size() > other.attnums.size()
          || (attnums.size() == other.attnums.size()
              && values.columns().size() < other.values.columns().size());
    }
  }

  private double takeCommon(PgTable table, Map<RexNode, Reads> reads, List<RexNode> conditions) {
    double result = 1;
    while (true) {
      Candidate best = null;
      for (ExtendedValues values : table.extendedStatistics()) {
        Candidate candidate = candidate(values, table, reads, conditions);
        if (candidate.attnums.size() > 1 && candidate.betterThan(best)) {
          best = candidate;
        }
      }
      if (best == null) {
        return result;
      }
      result *= common(best, reads);
      conditions.removeAll(best.conditions);
    }
  }

  private Candidate candidate(
      ExtendedValues values, PgTable table, Map<RexNode, Reads> reads, List<RexNode> conditions) {
    List<RexNode> covered = new ArrayList<>();
    Set<Integer> attnums = new HashSet<>();
    for (RexNode condition : conditions) {
      Reads of = reads.get(condition);
      if (of != null
          && of.table.equals(table)
          && !values.common().isEmpty()
          && values.columns().containsAll(of.attnums.values())
          && matches(condition, of, values) != null) {
        covered.add(condition);
        attnums.addAll(of.attnums.values());
      }
    }
    return new Candidate(values, covered, attnums);
  }

  /** Which combinations meet a condition; null when only the run can tell. */
  private boolean[] matches(RexNode condition, Reads reads, ExtendedValues values) {
    List<Integer> fieldsRead = List.copyOf(reads.attnums.keySet());
    int[] columns = new int[fieldsRead.getLast() + 1];
    Vector[] vectors = new Vector[fieldsRead.size()];
    for (int i = 0; i < vectors.length; i++) {
      int place = values.columns().indexOf(reads.attnums.get(fieldsRead.get(i)));
      columns[fieldsRead.get(i)] = i;
      Object[] datums = values.common().stream().map(each -> each.values()[place]).toArray();
      vectors[i] = Vectors.ofDatums(Kinds.of(values.types().get(place)), datums);
    }
    return samples.matches(condition, columns, new Batch(vectors, values.common().size()));
  }

  private double common(Candidate candidate, Map<RexNode, Reads> reads) {
    List<ExtendedValues.Common> common = candidate.values.common();
    boolean[] all = null;
    for (RexNode condition : candidate.conditions) {
      boolean[] each = matches(condition, reads.get(condition), candidate.values);
      if (all == null) {
        all = each;
      }
      for (int i = 0; i < all.length; i++) {
        all[i] &= each[i];
      }
    }
    double matching = 0;
    double base = 0;
    double total = 0;
    for (int i = 0; i < common.size(); i++) {
      total += common.get(i).frequency();
      if (all[i]) {
        matching += common.get(i).frequency();
        base += common.get(i).baseFrequency();
      }
    }
    double independent = single.independent(candidate.conditions);
    double others = Math.clamp(independent - base, 0.0, Math.clamp(1 - total, 0.0, 1.0));
    return Math.clamp(matching + others, 0.0, 1.0);
  }

  // Functional dependencies

  /** One whose columns all have conditions, by attnums. */
  private record Applied(List<Integer> from, int to, double degree) {
    int size() {
      return from.size() + 1;
    }
  }

  private double takeDependencies(
      PgTable table, Map<RexNode, Reads> reads, List<RexNode> conditions) {
    Map<Integer, List<RexNode>> equalities = new TreeMap<>();
    for (RexNode condition : conditions) {
      Reads of = reads.get(condition);
      if (of != null && of.table.equals(table) && single.isEquality(condition)) {
        int attnum = of.attnums.values().iterator().next();
        equalities.computeIfAbsent(attnum, any -> new ArrayList<>()).add(condition);
      }
    }
    List<Applied> applied = new ArrayList<>();
    Set<Integer> open = new HashSet<>(equalities.keySet());
    Applied next = strongest(table.extendedStatistics(), open);
    while (next != null) {
      applied.add(next);
      open.remove(next.to);
      next = strongest(table.extendedStatistics(), open);
    }
    return apply(applied, equalities, conditions);
  }

  /** The one about most columns, and of those the one that most rows follow; null for none. */
  private static Applied strongest(Collection<ExtendedValues> statistics, Set<Integer> attnums) {
    Applied best = null;
    for (ExtendedValues values : statistics) {
      for (ExtendedValues.Dependency dependency : values.dependencies()) {
        Applied each =
            new Applied(
                dependency.from().stream().map(place -> values.columns().get(place)).toList(),
                values.columns().get(dependency.to()),
                dependency.degree());
        boolean weaker =
            best != null
                && (each.size() < best.size()
                    || (each.size() == best.size() && each.degree < best.degree));
        if (!weaker && attnums.contains(each.to) && attnums.containsAll(each.from)) {
          best = each;
        }
      }
    }
    return best;
  }

  /** The last of them first: it says the least of the columns that others follow from. */
  private double apply(
      List<Applied> applied, Map<Integer, List<RexNode>> equalities, List<RexNode> conditions) {
    Map<Integer, Double> shares = new TreeMap<>();
    for (Applied each : applied) {
      for (int attnum : each.from) {
        shares.computeIfAbsent(attnum, any -> single.independent(equalities.get(attnum)));
      }
      shares.computeIfAbsent(each.to, to -> single.independent(equalities.get(to)));
    }
    for (Applied each : applied.reversed()) {
      double from = 1;
      for (int attnum : each.from) {
        from *= shares.get(attnum);
      }
      double to = shares.get(each.to);
      double following = from <= to ? each.degree : each.degree * to / from;
      shares.put(each.to, following + (1 - each.degree) * to);
    }
    double result = 1;
    for (Map.Entry<Integer, Double> share : shares.entrySet()) {
      conditions.removeAll(equalities.get(share.getKey()));
      result *= share.getValue();
    }
    return result;
  }

  // Distinct combinations

  /** How many combinations there are of those of the columns that it takes out of the list. */
  static double takeDistinct(List<Variable> keys) {
    double result = 1;
    while (true) {
      List<Variable> best = List.of();
      double count = 0;
      for (Variable key : keys) {
        if (key.attnum() <= 0) {
          continue;
        }
        for (ExtendedValues values : key.table().extendedStatistics()) {
          List<Variable> shared =
              keys.stream()
                  .filter(
                      other ->
                          key.table().equals(other.table())
                              && values.columns().contains(other.attnum()))
                  .toList();
          double known =
              shared.size() > best.size() && shared.size() > 1 ? distinct(values, shared) : 0;
          if (known > 0) {
            best = shared;
            count = known;
          }
        }
      }
      if (best.isEmpty()) {
        return result;
      }
      result *= count;
      keys.removeAll(best);
    }
  }

  /** 0 for a combination of which nothing is known. */
  private static double distinct(ExtendedValues values, List<Variable> keys) {
    List<Integer> places =
        keys.stream()
            .map(key -> values.columns().indexOf(key.attnum()))
            .distinct()
            .sorted()
            .toList();
    return values.distinct().stream()
        .filter(each -> each.places().equals(places))
        .mapToDouble(ExtendedValues.Distinct::count)
        .findFirst()
        .orElse(0);
  }
}
