package org.heapgres.planner.textsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.heapgres.storage.value.Datums;
import org.heapgres.storage.value.TsVector;
import org.heapgres.storage.value.TsVector.Lexeme;

/** Values of type tsvector: made of words and places, read from text and written to it. */
public final class TsVectors {
  private static final int MAX_POSITIONS = 256;
  private static final String WEIGHTS = "DCBA";

  private TsVectors() {}

  /** Collects words in any order. Not thread-safe. */
  public static final class Builder {
    private final Map<String, List<Short>> words = new TreeMap<>(Datums::compareText);

    public Builder add(String word, short... positions) {
      List<Short> known = words.computeIfAbsent(word, w -> new ArrayList<>(1));
      for (short position : positions) {
        known.add(position);
      }
      return this;
    }

    public TsVector build() {
      List<Lexeme> lexemes = new ArrayList<>(words.size());
      words.forEach((word, positions) -> lexemes.add(new Lexeme(word, unique(positions))));
      return new TsVector(lexemes);
    }

    /** Ascending, each place once with the highest weight it was given. */
    private static short[] unique(List<Short> positions) {
      TreeMap<Integer, Integer> weights = new TreeMap<>();
      for (short position : positions) {
        weights.merge(Lexeme.place(position), Lexeme.weight(position), Math::max);
      }
      short[] result = new short[Math.min(weights.size(), MAX_POSITIONS)];
      int count = 0;
      for (Map.Entry<Integer, Integer> entry : weights.entrySet()) {
        if (count == result.length) {
          break;
        }
        result[count++] = Lexeme.position(entry.getKey(), entry.getValue());
      }
      return result;
    }
  }

  public static TsVector parse(String text) {
    LexemeReader reader = new LexemeReader(text, LexemeReader.Kind.VECTOR);
    Builder builder = new Builder();
    for (String word = reader.next(); word != null; word = reader.next()) {
      short[] positions = new short[reader.positions().size()];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = reader.positions().get(i);
      }
      builder.add(word, positions);
    }
    return builder.build();
  }

  public static String text(TsVector vector) {
    StringBuilder out = new StringBuilder();
    for (Lexeme lexeme : vector.lexemes()) {
      if (!out.isEmpty()) {
        out.append(' ');
      }
      LexemeReader.quote(lexeme.word(), out);
      char separator = ':';
      for (short position : lexeme.positions()) {
        out.append(separator).append(Lexeme.place(position));
        separator = ',';
        if (Lexeme.weight(position) > 0) {
          out.append(WEIGHTS.charAt(Lexeme.weight(position)));
        }
      }
    }
    return out.toString();
  }

  /** The words' places in {@code right} move behind the last place of {@code left}. */
  public static TsVector concat(TsVector left, TsVector right) {
    int last = 0;
    Builder builder = new Builder();
    for (Lexeme lexeme : left.lexemes()) {
      for (short position : lexeme.positions()) {
        last = Math.max(last, Lexeme.place(position));
      }
      builder.add(lexeme.word(), lexeme.positions());
    }
    for (Lexeme lexeme : right.lexemes()) {
      short[] moved = new short[lexeme.positions().length];
      for (int i = 0; i < moved.length; i++) {
        short position = lexeme.positions()[i];
        moved[i] = Lexeme.position(Lexeme.place(position) + last, Lexeme.weight(position));
      }
      builder.add(lexeme.word(), moved);
    }
    return builder.build();
  }
}
