package org.heapgres.planner.textsearch;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.heapgres.planner.textsearch.TsQuery.And;
import org.heapgres.planner.textsearch.TsQuery.Not;
import org.heapgres.planner.textsearch.TsQuery.Or;
import org.heapgres.planner.textsearch.TsQuery.Phrase;
import org.heapgres.planner.textsearch.TsQuery.Stop;
import org.heapgres.planner.textsearch.TsQuery.Word;

/** Values of type tsquery between their text and their tree. Thread-safe. */
public final class TsQueries {
  /** A query is usually one constant for many rows. */
  private static final int REMEMBERED = 256;

  private static final Map<String, TsQuery> TREES = new ConcurrentHashMap<>();

  private TsQueries() {}

  public static TsQuery parse(String text) {
    return TsQueryReader.parse(text);
  }

  /** The tree of a datum; null for the empty query. */
  public static TsQuery of(String datum) {
    if (datum.isEmpty()) {
      return null;
    }
    TsQuery known = TREES.get(datum);
    if (known == null) {
      known = TsQueryReader.parse(datum);
      if (TREES.size() >= REMEMBERED) {
        TREES.clear();
      }
      TREES.put(datum, known);
    }
    return known;
  }

  /** Checks a distance that a user gave. */
  public static int distance(int distance) {
    return TsQueryReader.distance(distance);
  }

  private interface Join {
    TsQuery of(TsQuery left, TsQuery right);
  }

  private static TsQuery joined(TsQuery left, TsQuery right, Join join) {
    return left == null ? right : right == null ? left : join.of(left, right);
  }

  /** The words a query holds. */
  public static Set<String> words(TsQuery query) {
    Set<String> words = new java.util.HashSet<>();
    collect(query, words);
    return words;
  }

  private static void collect(TsQuery query, Set<String> words) {
    switch (query) {
      case null -> {}
      case Stop _ -> {}
      case Word word -> words.add(word.text());
      case Not not -> collect(not.of(), words);
      case And and -> {
        collect(and.left(), words);
        collect(and.right(), words);
      }
      case Or or -> {
        collect(or.left(), words);
        collect(or.right(), words);
      }
      case Phrase phrase -> {
        collect(phrase.left(), words);
        collect(phrase.right(), words);
      }
    }
  }

  /**
   * What of a query an index can look up: negations stand for everything. Null when that is
   * everything.
   */
  public static TsQuery indexable(TsQuery query) {
    return switch (query) {
      case Word _ -> query;
      case Stop _, Not _ -> null;
      case And and -> joined(indexable(and.left()), indexable(and.right()), And::new);
      case Phrase phrase ->
          joined(
              indexable(phrase.left()),
              indexable(phrase.right()),
              (left, right) -> new Phrase(left, right, phrase.distance()));
      case Or or -> {
        TsQuery left = indexable(or.left());
        TsQuery right = indexable(or.right());
        yield left == null || right == null ? null : new Or(left, right);
      }
    };
  }
}
