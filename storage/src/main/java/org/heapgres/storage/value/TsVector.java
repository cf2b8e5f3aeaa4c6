package org.heapgres.storage.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value of type tsvector: lexemes in the order of their bytes, each with its positions.
 * Immutable.
 */
public record TsVector(List<Lexeme> lexemes) implements Comparable<TsVector> {
  public static final TsVector EMPTY = new TsVector(List.of());

  public TsVector {
    lexemes = List.copyOf(lexemes);
  }

  /** One word and where it stands. Immutable: callers must not change the array. */
  public static final class Lexeme implements Comparable<Lexeme> {
    public static final int MAX_PLACE = 0x3fff;

    private final String word;
    private final short[] positions;

    /**
     * @param positions ascending; each is the place in 14 bits with the weight (D 0 to A 3) above
     */
    public Lexeme(String word, short[] positions) {
      this.word = word;
      this.positions = positions;
    }

    public String word() {
      return word;
    }

    /** Not a copy. */
    public short[] positions() {
      return positions;
    }

    public static short position(int place, int weight) {
      return (short) ((weight << 14) | Math.min(place, MAX_PLACE));
    }

    public static int place(short position) {
      return position & MAX_PLACE;
    }

    public static int weight(short position) {
      return (position >>> 14) & 3;
    }

    @Override
    public int compareTo(Lexeme other) {
      int order = Datums.compareText(word, other.word);
      int common = Math.min(positions.length, other.positions.length);
      for (int i = 0; order == 0 && i < common; i++) {
        order = Integer.compare(positions[i] & 0xffff, other.positions[i] & 0xffff);
      }
      return order != 0
          ? Integer.signum(order)
          : Integer.compare(positions.length, other.positions.length);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Lexeme lexeme && compareTo(lexeme) == 0;
    }

    @Override
    public int hashCode() {
      return 31 * word.hashCode() + Arrays.hashCode(positions);
    }
  }

  /** Number of lexemes, then each word and its positions; its order is the vector's. */
  public PgRecord toRecord() {
    List<Object> fields = new ArrayList<>(1 + 2 * lexemes.size());
    fields.add(lexemes.size());
    for (Lexeme lexeme : lexemes) {
      fields.add(lexeme.word);
      byte[] packed = new byte[2 * lexeme.positions.length];
      for (int i = 0; i < lexeme.positions.length; i++) {
        packed[2 * i] = (byte) (lexeme.positions[i] >>> 8);
        packed[2 * i + 1] = (byte) lexeme.positions[i];
      }
      fields.add(packed);
    }
    return new PgRecord(new int[fields.size()], fields.toArray());
  }

  public static TsVector of(PgRecord parts) {
    List<Lexeme> lexemes = new ArrayList<>();
    for (int i = 1; i + 1 < parts.size(); i += 2) {
      byte[] packed = (byte[]) parts.fields()[i + 1];
      short[] positions = new short[packed.length / 2];
      for (int p = 0; p < positions.length; p++) {
        positions[p] = (short) ((packed[2 * p] << 8) | (packed[2 * p + 1] & 0xff));
      }
      lexemes.add(new Lexeme((String) parts.fields()[i], positions));
    }
    return new TsVector(lexemes);
  }

  /** Null when the word is not in it. */
  public Lexeme find(String word) {
    int low = 0;
    int high = lexemes.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Datums.compareText(lexemes.get(middle).word, word);
      if (order == 0) {
        return lexemes.get(middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  @Override
  public int compareTo(TsVector other) {
    int order = Integer.compare(lexemes.size(), other.lexemes.size());
    for (int i = 0; order == 0 && i < lexemes.size(); i++) {
      order = lexemes.get(i).compareTo(other.lexemes.get(i));
    }
    return order;
  }
}
