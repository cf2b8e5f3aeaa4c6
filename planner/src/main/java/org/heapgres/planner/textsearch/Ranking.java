package org.heapgres.planner.textsearch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

/**
 * How well a document fits a query (manual, 12.3.3): by how often and how near to each other its
 * words occur, or by the density of the covers (Clarke, Cormack and Tudhope 1999). Sums are of
 * {@code float} where PostgreSQL's are, so that equal documents rank equally there and here.
 */
public final class Ranking {
  private static final int BY_LOG_LENGTH = 1;
  private static final int BY_LENGTH = 2;
  private static final int BY_EXTENT_DISTANCE = 4;
  private static final int BY_WORDS = 8;
  private static final int BY_LOG_WORDS = 16;
  private static final int TO_ONE = 32;

  private static final int FARTHEST = 1 << 14;
  private static final double PI_SQUARED_BY_6 = 1.64493406685;

  private Ranking() {}

  /** By weight, D first. */
  public static float[] defaultWeights() {
    return new float[] {0.1f, 0.2f, 0.4f, 1.0f};
  }

  public static float rank(float[] weights, TsVector vector, TsQuery query, int method) {
    if (vector.lexemes().isEmpty() || query == null) {
      return 0;
    }
    List<Word> words = uniqueWords(query);
    boolean near = query instanceof And || query instanceof Phrase;
    float result =
        near && words.size() >= 2
            ? nearness(weights, vector, words)
            : frequency(weights, vector, words);
    if (result < 0) {
      result = 1e-20f;
    }
    int size = vector.lexemes().size();
    if ((method & BY_LOG_LENGTH) != 0) {
      result = (float) (result / (Math.log(length(vector) + 1.0) / Math.log(2.0)));
    }
    if ((method & BY_LENGTH) != 0 && length(vector) > 0) {
      result /= length(vector);
    }
    if ((method & BY_WORDS) != 0) {
      result /= size;
    }
    if ((method & BY_LOG_WORDS) != 0) {
      result = (float) (result / (Math.log(size + 1.0) / Math.log(2.0)));
    }
    if ((method & TO_ONE) != 0) {
      result /= result + 1;
    }
    return result;
  }

  private static int length(TsVector vector) {
    return vector.lexemes().stream().mapToInt(l -> Math.max(1, l.positions().length)).sum();
  }

  /** The words of a query as they stand in it. */
  static void words(TsQuery query, List<Word> into) {
    switch (query) {
      case null -> {}
      case Word word -> into.add(word);
      case Not not -> words(not.of(), into);
      case And and -> {
        words(and.left(), into);
        words(and.right(), into);
      }
      case Or or -> {
        words(or.left(), into);
        words(or.right(), into);
      }
      case Phrase phrase -> {
        words(phrase.left(), into);
        words(phrase.right(), into);
      }
      case Stop _ -> {}
    }
  }

  private static List<Word> uniqueWords(TsQuery query) {
    List<Word> all = new ArrayList<>();
    words(query, all);
    Map<String, Word> unique = new TreeMap<>(Datums::compareText);
    all.forEach(word -> unique.putIfAbsent(word.text(), word));
    return List.copyOf(unique.values());
  }

  private static float frequency(float[] weights, TsVector vector, List<Word> words) {
    float result = 0;
    for (Word word : words) {
      for (Lexeme lexeme : QueryMatch.lexemes(vector, word)) {
        short[] positions = lexeme.positions().length == 0 ? new short[1] : lexeme.positions();
        float sum = 0;
        float greatest = -1;
        int greatestAt = 0;
        for (int j = 0; j < positions.length; j++) {
          float weight = weights[Lexeme.weight(positions[j])];
          sum = sum + weight / ((j + 1) * (j + 1));
          if (weight > greatest) {
            greatest = weight;
            greatestAt = j;
          }
        }
        result =
            (float)
                (result
                    + (greatest + sum - greatest / ((greatestAt + 1) * (greatestAt + 1)))
                        / PI_SQUARED_BY_6);
      }
    }
    return words.isEmpty() ? result : result / words.size();
  }

  private static float distanceWeight(int distance) {
    return distance > 100
        ? 1e-30f
        : (float) (1.0 / (1.005 + 0.05 * Math.exp((float) distance / 1.5 - 2)));
  }

  private static float nearness(float[] weights, TsVector vector, List<Word> words) {
    short[] none = {Lexeme.position(FARTHEST - 1, 0)};
    short[][] known = new short[words.size()][];
    float result = -1;
    for (int i = 0; i < known.length; i++) {
      for (Lexeme lexeme : QueryMatch.lexemes(vector, words.get(i))) {
        known[i] = lexeme.positions().length == 0 ? none : lexeme.positions();
        for (int k = 0; k < i; k++) {
          if (known[k] == null) {
            continue;
          }
          boolean unplaced = known[i] == none || known[k] == none;
          for (short here : known[i]) {
            for (short there : known[k]) {
              int distance = Math.abs(Lexeme.place(here) - Lexeme.place(there));
              if (distance == 0 && !unplaced) {
                continue;
              }
              float weight =
                  (float)
                      Math.sqrt(
                          weights[Lexeme.weight(here)]
                              * weights[Lexeme.weight(there)]
                              * distanceWeight(distance == 0 ? FARTHEST : distance));
              result = result < 0 ? weight : (float) (1.0 - (1.0 - result) * (1.0 - weight));
            }
          }
        }
      }
    }
    return result;
  }

  /** A place of the document where words of the query stand. */
  private record Occurrence(int place, int weight, List<Word> words) {}

  private static List<Occurrence> occurrences(TsVector vector, TsQuery query) {
    List<Word> words = new ArrayList<>();
    words(query, words);
    Map<Lexeme, List<Word>> byLexeme = new HashMap<>();
    List<Occurrence> all = new ArrayList<>();
    for (Word word : words) {
      for (Lexeme lexeme : QueryMatch.lexemes(vector, word)) {
        byLexeme.computeIfAbsent(lexeme, l -> new ArrayList<>()).add(word);
      }
    }
    byLexeme.forEach(
        (lexeme, wanted) -> {
          for (short position : lexeme.positions()) {
            int weight = Lexeme.weight(position);
            List<Word> here =
                wanted.stream()
                    .filter(w -> w.weights() == 0 || (w.weights() & (1 << weight)) != 0)
                    .toList();
            if (!here.isEmpty()) {
              all.add(new Occurrence(Lexeme.place(position), weight, here));
            }
          }
        });
    all.sort(
        Comparator.comparingInt(Occurrence::place)
            .thenComparingInt(Occurrence::weight)
            .thenComparing(o -> o.words.getFirst().text(), Datums::compareText));
    return all;
  }

  /** The words of the occurrences seen so far. */
  private static final class Seen implements QueryMatch.Document {
    private final Map<Word, TreeSet<Integer>> places = new HashMap<>();

    void add(Occurrence occurrence) {
      for (Word word : occurrence.words) {
        places.computeIfAbsent(word, w -> new TreeSet<>()).add(occurrence.place);
      }
    }

    @Override
    public boolean has(Word word) {
      return places.containsKey(word);
    }

    @Override
    public int[] places(Word word) {
      TreeSet<Integer> known = places.get(word);
      return known == null ? new int[0] : known.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  public static float coverDensity(float[] weights, TsVector vector, TsQuery query, int method) {
    if (vector.lexemes().isEmpty() || query == null) {
      return 0;
    }
    List<Occurrence> document = occurrences(vector, query);
    double density = 0;
    double distances = 0;
    double previous = 0;
    int covers = 0;
    int from = 0;
    while (from < document.size()) {
      int end = cover(query, document, from);
      if (end < 0) {
        break;
      }
      int begin = beginning(query, document, from, end);
      if (begin < 0) {
        from++;
        continue;
      }
      double inverse = 0;
      for (int i = begin; i <= end; i++) {
        inverse += 1.0f / weights[document.get(i).weight];
      }
      int first = document.get(begin).place;
      int last = document.get(end).place;
      int noise = last - first - (end - begin);
      if (noise < 0) {
        noise = (end - begin) / 2;
      }
      density += (end - begin + 1) / inverse / (1 + noise);
      double middle = (last + first) / 2.0;
      if (covers > 0 && middle > previous) {
        distances += 1.0 / (middle - previous);
      }
      previous = middle;
      covers++;
      from = begin + 1;
    }
    return normalised(density, vector, method, covers, distances);
  }

  /** Where the first cover ends that begins at {@code from} or behind it; -1 for none. */
  private static int cover(TsQuery query, List<Occurrence> document, int from) {
    Seen seen = new Seen();
    for (int at = from; at < document.size(); at++) {
      seen.add(document.get(at));
      if (QueryMatch.matches(query, seen)) {
        return at;
      }
    }
    return -1;
  }

  private static int beginning(TsQuery query, List<Occurrence> document, int from, int end) {
    Seen seen = new Seen();
    for (int at = end; at >= from; at--) {
      seen.add(document.get(at));
      if (QueryMatch.matches(query, seen)) {
        return at;
      }
    }
    return -1;
  }

  private static float normalised(
      double density, TsVector vector, int method, int covers, double distances) {
    double result = density;
    int size = vector.lexemes().size();
    if ((method & BY_LOG_LENGTH) != 0) {
      result /= Math.log(length(vector) + 1.0);
    }
    if ((method & BY_LENGTH) != 0) {
      result /= length(vector);
    }
    if ((method & BY_EXTENT_DISTANCE) != 0 && covers > 0 && distances > 0) {
      result /= covers / distances;
    }
    if ((method & BY_WORDS) != 0) {
      result /= size;
    }
    if ((method & BY_LOG_WORDS) != 0) {
      result /= Math.log(size + 1.0) / Math.log(2.0);
    }
    if ((method & TO_ONE) != 0) {
      result /= result + 1;
    }
    return (float) result;
  }
}
