package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** pg_trgm (manual, F.35): how alike texts are, by the groups of three characters they share. */
final class TrigramFunctions {
  private static final String LIMIT = "pg_trgm.similarity_threshold";
  private static final String WORD_LIMIT = "pg_trgm.word_similarity_threshold";
  private static final String STRICT_LIMIT = "pg_trgm.strict_word_similarity_threshold";

  private TrigramFunctions() {}

  /** The trigrams of a text's words in order, with two blanks before and one behind each. */
  private static List<String> sequence(String text, List<int[]> words) {
    List<String> trigrams = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT);
    int at = 0;
    while (at < lower.length()) {
      while (at < lower.length() && !Character.isLetterOrDigit(lower.codePointAt(at))) {
        at += Character.charCount(lower.codePointAt(at));
      }
      int start = at;
      while (at < lower.length() && Character.isLetterOrDigit(lower.codePointAt(at))) {
        at += Character.charCount(lower.codePointAt(at));
      }
      if (at > start) {
        int first = trigrams.size();
        int[] points = ("  " + lower.substring(start, at) + " ").codePoints().toArray();
        for (int i = 0; i + 3 <= points.length; i++) {
          trigrams.add(new String(points, i, 3));
        }
        words.add(new int[] {first, trigrams.size() - 1});
      }
    }
    return trigrams;
  }

  private static Set<String> set(String text) {
    return new HashSet<>(sequence(text, new ArrayList<>()));
  }

  static PgArray showTrgm(String text) {
    Set<String> sorted =
        new TreeSet<>(
            (a, b) ->
                Arrays.compareUnsigned(
                    a.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    b.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    sorted.addAll(set(text));
    return PgArray.of(Types.TEXT.oid(), new ArrayList<>(sorted));
  }

  static float similarity(String a, String b) {
    Set<String> left = set(a);
    Set<String> right = set(b);
    if (left.isEmpty() || right.isEmpty()) {
      return 0;
    }
    Set<String> shared = new HashSet<>(left);
    shared.retainAll(right);
    return (float) shared.size() / (left.size() + right.size() - shared.size());
  }

  /** The best similarity of the first's trigrams to any stretch of the second's. */
  private static float stretch(String a, String b, boolean strict) {
    Set<String> wanted = set(a);
    List<int[]> words = new ArrayList<>();
    List<String> sequence = sequence(b, words);
    Set<Integer> starts = new HashSet<>();
    Set<Integer> ends = new HashSet<>();
    words.forEach(word -> starts.add(word[0]));
    words.forEach(word -> ends.add(word[1]));
    float best = 0;
    for (int from = 0; from < sequence.size(); from++) {
      if (strict ? !starts.contains(from) : !wanted.contains(sequence.get(from))) {
        continue;
      }
      Set<String> seen = new HashSet<>();
      int shared = 0;
      for (int to = from; to < sequence.size(); to++) {
        if (seen.add(sequence.get(to)) && wanted.contains(sequence.get(to))) {
          shared++;
        }
        if (!strict || ends.contains(to)) {
          int union = wanted.size() + seen.size() - shared;
          best = Math.max(best, union == 0 ? 0 : (float) shared / union);
        }
      }
    }
    return best;
  }

  static float wordSimilarity(String a, String b) {
    return stretch(a, b, false);
  }

  static float strictWordSimilarity(String a, String b) {
    return stretch(a, b, true);
  }

  private static float threshold(CallContext context, String name, float standard) {
    String value = context.session().setting(name, true);
    return value == null || value.isEmpty() ? standard : Float.parseFloat(value);
  }

  static float setLimit(CallContext context, double limit) {
    if (!(limit >= 0 && limit <= 1)) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          limit + " is outside the valid range for parameter \"" + LIMIT + "\" (0 .. 1)");
    }
    context.session().set(LIMIT, Float.toString((float) limit), false);
    return (float) limit;
  }

  static float showLimit(CallContext context) {
    return threshold(context, LIMIT, 0.3f);
  }

  static boolean similarityOp(CallContext context, String a, String b) {
    return similarity(a, b) >= showLimit(context);
  }

  static boolean wordSimilarityOp(CallContext context, String a, String b) {
    return wordSimilarity(a, b) >= threshold(context, WORD_LIMIT, 0.6f);
  }

  static boolean wordSimilarityCommutatorOp(CallContext context, String a, String b) {
    return wordSimilarityOp(context, b, a);
  }

  static boolean strictWordSimilarityOp(CallContext context, String a, String b) {
    return strictWordSimilarity(a, b) >= threshold(context, STRICT_LIMIT, 0.5f);
  }

  static boolean strictWordSimilarityCommutatorOp(CallContext context, String a, String b) {
    return strictWordSimilarityOp(context, b, a);
  }

  static float similarityDist(String a, String b) {
    return 1 - similarity(a, b);
  }

  static float wordSimilarityDistOp(String a, String b) {
    return 1 - wordSimilarity(a, b);
  }

  static float wordSimilarityDistCommutatorOp(String a, String b) {
    return 1 - wordSimilarity(b, a);
  }

  static float strictWordSimilarityDistOp(String a, String b) {
    return 1 - strictWordSimilarity(a, b);
  }

  static float strictWordSimilarityDistCommutatorOp(String a, String b) {
    return 1 - strictWordSimilarity(b, a);
  }
}
