package org.heapgres.planner.textsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.heapgres.planner.textsearch.TsQuery.And;
import org.heapgres.planner.textsearch.TsQuery.Not;
import org.heapgres.planner.textsearch.TsQuery.Or;
import org.heapgres.planner.textsearch.TsQuery.Phrase;
import org.heapgres.planner.textsearch.TsQuery.Stop;
import org.heapgres.planner.textsearch.TsQuery.Word;
import org.heapgres.storage.value.Datums;
import org.heapgres.storage.value.TsVector;
import org.heapgres.storage.value.TsVector.Lexeme;

/** Whether a document satisfies a query: {@code @@}. */
public final class QueryMatch {
  /** What a query is asked about. */
  interface Document {
    /** Whether a word is there, at whatever place. */
    boolean has(Word word);

    /** Its places, ascending. */
    int[] places(Word word);
  }

  private static final int[] NOWHERE = {};

  private QueryMatch() {}

  /** {@code query} is null for the empty one. */
  public static boolean matches(TsVector vector, TsQuery query) {
    return matches(query, of(vector));
  }

  static boolean matches(TsQuery query, Document document) {
    return switch (query) {
      case null -> false;
      case Word word -> document.has(word);
      case Not not -> !matches(not.of(), document);
      case And and -> matches(and.left(), document) && matches(and.right(), document);
      case Or or -> matches(or.left(), document) || matches(or.right(), document);
      case Phrase phrase -> occurs(phrase, document).somewhere();
      case Stop _ -> false;
    };
  }

  /**
   * Where a part of a phrase ends.
   *
   * @param except everywhere but at {@code places}
   * @param width how many places before its end it begins
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Places(int[] places, boolean except, int width) {
    boolean somewhere() {
      return except || places.length > 0;
    }

    static Places union(Places left, Places right) {
      return new Places(
          merge(left.places, right.places, 0, 0, 7), false, Math.max(left.width, right.width));
    }

    /** The first end at or behind a place; -1 for none. */
    int firstFrom(int place) {
      for (int end : places) {
        if (end >= place) {
          return end;
        }
      }
      return -1;
    }

    /** The last beginning at or before a place; -1 for none. */
    int lastBeginningBy(int place) {
      for (int i = places.length - 1; i >= 0; i--) {
        if (places[i] - width <= place) {
          return places[i] - width;
        }
      }
      return -1;
    }
  }

  static Places occurs(TsQuery query, Document document) {
    return switch (query) {
      case Word word -> new Places(document.places(word), false, 0);
      case Not not -> {
        Places of = occurs(not.of(), document);
        yield new Places(of.places, !of.except, of.width);
      }
      case Phrase phrase -> {
        Places left = occurs(phrase.left(), document);
        Places right = left.somewhere() ? occurs(phrase.right(), document) : left;
        yield left.somewhere() && right.somewhere()
            ? both(
                left,
                right,
                phrase.distance() + right.width,
                0,
                phrase.distance() + left.width + right.width)
            : new Places(NOWHERE, false, 0);
      }
      case And and -> {
        Places left = occurs(and.left(), document);
        Places right = occurs(and.right(), document);
        int width = Math.max(left.width, right.width);
        yield left.somewhere() && right.somewhere()
            ? both(left, right, width - left.width, width - right.width, width)
            : new Places(NOWHERE, false, 0);
      }
      case Or or -> {
        Places left = occurs(or.left(), document);
        Places right = occurs(or.right(), document);
        int width = Math.max(left.width, right.width);
        int l = width - left.width;
        int r = width - right.width;
        if (left.except && right.except) {
          yield new Places(merge(left.places, right.places, l, r, 2), true, width);
        }
        if (left.except) {
          yield new Places(merge(left.places, right.places, l, r, 4), true, width);
        }
        if (right.except) {
          yield new Places(merge(left.places, right.places, l, r, 1), true, width);
        }
        yield new Places(merge(left.places, right.places, l, r, 7), false, width);
      }
      case Stop _ -> new Places(NOWHERE, false, 0);
    };
  }

  private static Places both(Places left, Places right, int l, int r, int width) {
    if (left.except && right.except) {
      return new Places(merge(left.places, right.places, l, r, 7), true, width);
    }
    int wanted = left.except ? 1 : right.except ? 4 : 2;
    return new Places(merge(left.places, right.places, l, r, wanted), false, width);
  }

  /** {@code wanted}: 4 for places of the left only, 2 of both, 1 of the right only, added up. */
  private static int[] merge(int[] left, int[] right, int l, int r, int wanted) {
    List<Integer> merged = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < left.length || j < right.length) {
      int a = i < left.length ? left[i] + l : Integer.MAX_VALUE;
      int b = j < right.length ? right[j] + r : Integer.MAX_VALUE;
      int from = a < b ? 4 : a > b ? 1 : 2;
      if ((wanted & from) != 0) {
        merged.add(Math.min(a, b));
      }
      i += a <= b ? 1 : 0;
      j += b <= a ? 1 : 0;
    }
    return merged.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The lexemes that a query's word stands for. */
  static List<Lexeme> lexemes(TsVector vector, Word word) {
    if (!word.prefix()) {
      Lexeme found = vector.find(word.text());
      return found == null ? List.of() : List.of(found);
    }
    List<Lexeme> all = vector.lexemes();
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Datums.compareText(all.get(middle).word(), word.text()) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int end = low;
    while (end < all.size() && all.get(end).word().startsWith(word.text())) {
      end++;
    }
    return all.subList(low, end);
  }

  static Document of(TsVector vector) {
    return new Document() {
      @Override
      public boolean has(Word word) {
        for (Lexeme lexeme : lexemes(vector, word)) {
          if (word.weights() == 0 || lexeme.positions().length == 0) {
            return true;
          }
          for (short position : lexeme.positions()) {
            if ((word.weights() & (1 << Lexeme.weight(position))) != 0) {
              return true;
            }
          }
        }
        return false;
      }

      @Override
      public int[] places(Word word) {
        TreeSet<Integer> places = new TreeSet<>();
        for (Lexeme lexeme : lexemes(vector, word)) {
          for (short position : lexeme.positions()) {
            if (word.weights() == 0 || (word.weights() & (1 << Lexeme.weight(position))) != 0) {
              places.add(Lexeme.place(position));
            }
          }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
      }
    };
  }
}
