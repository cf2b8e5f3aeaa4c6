package org.heapgres.planner.textsearch;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.textsearch.TsQuery.And;
import org.heapgres.planner.textsearch.TsQuery.Not;
import org.heapgres.planner.textsearch.TsQuery.Or;
import org.heapgres.planner.textsearch.TsQuery.Phrase;
import org.heapgres.planner.textsearch.TsQuery.Stop;
import org.heapgres.planner.textsearch.TsQuery.Word;

/**
 * ts_rewrite (manual, 12.4.2.1): replaces a part of a query by another query. Operands of AND and
 * OR may stand in any order, with others between them.
 */
public final class TsRewrite {
  private TsRewrite() {}

  /**
   * Queries may be null, for empty ones; an empty target is nowhere to be found. Operands come out
   * in PostgreSQL's order, which is that of the query with its operands sorted.
   */
  public static TsQuery rewrite(TsQuery query, TsQuery target, TsQuery substitute) {
    return query == null ? null : replace(sorted(query), target, substitute);
  }

  public static TsQuery sorted(TsQuery query) {
    return switch (query) {
      case And _, Or _ -> {
        boolean and = query instanceof And;
        List<TsQuery> operands = new ArrayList<>();
        operands(query, and).forEach(operand -> operands.add(sorted(operand)));
        operands.sort(TsRewrite::compare);
        while (operands.size() > 1) {
          TsQuery first = operands.removeFirst();
          TsQuery second = operands.removeFirst();
          TsQuery both = and ? new And(second, first) : new Or(second, first);
          if (!operands.isEmpty()) {
            operands.addFirst(operands.removeLast());
          }
          operands.addFirst(both);
        }
        yield operands.getFirst();
      }
      case Not(TsQuery of) -> new Not(sorted(of));
      case Phrase(TsQuery left, TsQuery right, int distance) ->
          new Phrase(sorted(left), sorted(right), distance);
      case Word _, Stop _ -> query;
    };
  }

  /** Operators before words; words by their checksums. */
  private static int compare(TsQuery one, TsQuery other) {
    int order = Integer.compare(operator(other), operator(one));
    if (order != 0 || !(one instanceof Word word)) {
      return order;
    }
    Word second = (Word) other;
    int sums = Integer.compare(checksum(second.text()), checksum(word.text()));
    return sums != 0 ? sums : word.text().compareTo(second.text());
  }

  private static int operator(TsQuery query) {
    return switch (query) {
      case Word _, Stop _ -> 0;
      case Not _ -> 1;
      case And _ -> 2;
      case Or _ -> 3;
      case Phrase _ -> 4;
    };
  }

  /** The checksum that PostgreSQL keeps with a word: CRC-32's table, used from the other end. */
  private static int checksum(String word) {
    int sum = -1;
    for (byte b : word.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      int entry = ((sum >>> 24) ^ b) & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        entry = (entry & 1) != 0 ? entry >>> 1 ^ 0xEDB88320 : entry >>> 1;
      }
      sum = entry ^ sum << 8;
    }
    return ~sum;
  }

  private static TsQuery replace(TsQuery query, TsQuery target, TsQuery substitute) {
    if (query == null || target == null) {
      return query;
    }
    if (same(query, target)) {
      return substitute;
    }
    return switch (query) {
      case And and -> joined(and, target, substitute);
      case Or or -> joined(or, target, substitute);
      case Not(TsQuery of) -> {
        TsQuery inner = replace(of, target, substitute);
        yield inner == null ? null : new Not(inner);
      }
      case Phrase(TsQuery left, TsQuery right, int distance) -> {
        TsQuery l = replace(left, target, substitute);
        TsQuery r = replace(right, target, substitute);
        yield l == null ? r : r == null ? l : new Phrase(l, r, distance);
      }
      case Word _, Stop _ -> query;
    };
  }

  /** An AND or an OR: some of its operands may be the target's. */
  private static TsQuery joined(TsQuery query, TsQuery target, TsQuery substitute) {
    boolean and = query instanceof And;
    List<TsQuery> operands = operands(query, and);
    if (and ? target instanceof And : target instanceof Or) {
      List<TsQuery> rest = new ArrayList<>(operands);
      boolean found = true;
      for (TsQuery wanted : operands(target, and)) {
        int at = 0;
        while (at < rest.size() && !same(rest.get(at), wanted)) {
          at++;
        }
        found &= at < rest.size();
        if (at < rest.size()) {
          rest.remove(at);
        }
      }
      if (found) {
        if (substitute != null) {
          rest.addAll(operands(substitute, and));
        }
        TsQuery left = join(rest, and);
        return left == null ? null : sorted(left);
      }
    }
    List<TsQuery> changed = new ArrayList<>();
    for (TsQuery operand : operands) {
      TsQuery replaced = replace(operand, target, substitute);
      if (replaced != null) {
        changed.add(replaced);
      }
    }
    return join(changed, and);
  }

  private static TsQuery join(List<TsQuery> operands, boolean and) {
    TsQuery result = null;
    for (TsQuery operand : operands) {
      result = result == null ? operand : and ? new And(result, operand) : new Or(result, operand);
    }
    return result;
  }

  /** Of a chain of the same operator. */
  private static List<TsQuery> operands(TsQuery query, boolean and) {
    List<TsQuery> result = new ArrayList<>();
    switch (query) {
      case And(TsQuery left, TsQuery right) when and -> {
        result.addAll(operands(left, true));
        result.addAll(operands(right, true));
      }
      case Or(TsQuery left, TsQuery right) when !and -> {
        result.addAll(operands(left, false));
        result.addAll(operands(right, false));
      }
      default -> result.add(query);
    }
    return result;
  }

  /** Equal but for the order of the operands of AND and OR. */
  private static boolean same(TsQuery one, TsQuery other) {
    boolean and = one instanceof And;
    if (!(and && other instanceof And) && !(one instanceof Or && other instanceof Or)) {
      return one.equals(other);
    }
    List<TsQuery> rest = new ArrayList<>(operands(other, and));
    for (TsQuery operand : operands(one, and)) {
      boolean found = false;
      for (int i = 0; i < rest.size() && !found; i++) {
        if (same(operand, rest.get(i))) {
          rest.remove(i);
          found = true;
        }
      }
      if (!found) {
        return false;
      }
    }
    return rest.isEmpty();
  }
}
