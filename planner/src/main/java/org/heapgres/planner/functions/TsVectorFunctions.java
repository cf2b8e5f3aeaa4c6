package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.textsearch.TsVectors;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;
import org.heapgres.storage.value.TsVector;
import org.heapgres.storage.value.TsVector.Lexeme;

/** Functions of tsvector values themselves (manual, 9.13 and 12.4.1). */
final class TsVectorFunctions {
  private static final String WEIGHTS = "DCBA";

  private TsVectorFunctions() {}

  static int tsvectorLength(TsVector vector) {
    return vector.lexemes().size();
  }

  static TsVector tsvectorStrip(TsVector vector) {
    return new TsVector(
        vector.lexemes().stream().map(l -> new Lexeme(l.word(), new short[0])).toList());
  }

  static TsVector tsvectorConcat(TsVector left, TsVector right) {
    return TsVectors.concat(left, right);
  }

  private static int weight(String letter) {
    int weight = letter.isEmpty() ? -1 : WEIGHTS.indexOf(Character.toUpperCase(letter.charAt(0)));
    if (weight < 0) {
      throw Errors.invalidParameter("unrecognized weight: \"" + letter + "\"");
    }
    return weight;
  }

  private static Lexeme weighted(Lexeme lexeme, int weight) {
    short[] positions = lexeme.positions().clone();
    for (int i = 0; i < positions.length; i++) {
      positions[i] = Lexeme.position(Lexeme.place(positions[i]), weight);
    }
    return new Lexeme(lexeme.word(), positions);
  }

  static TsVector tsvectorSetweight(TsVector vector, String letter) {
    int weight = weight(letter);
    return new TsVector(vector.lexemes().stream().map(l -> weighted(l, weight)).toList());
  }

  static TsVector tsvectorSetweightByFilter(TsVector vector, String letter, PgArray words) {
    int weight = weight(letter);
    Set<Object> wanted = words(words, "lexeme array may not contain nulls", false);
    return new TsVector(
        vector.lexemes().stream()
            .map(l -> wanted.contains(l.word()) ? weighted(l, weight) : l)
            .toList());
  }

  private static Set<Object> words(PgArray array, String nulls, boolean noEmpty) {
    Set<Object> words = new HashSet<>();
    for (Object word : array.elements()) {
      if (word == null) {
        throw new PgException(SqlState.NULL_VALUE_NOT_ALLOWED, nulls);
      }
      if (noEmpty && ((String) word).isEmpty()) {
        throw new PgException(
            SqlState.ZERO_LENGTH_CHARACTER_STRING, "lexeme array may not contain empty strings");
      }
      words.add(word);
    }
    return words;
  }

  static TsVector tsvectorDeleteStr(TsVector vector, String word) {
    return new TsVector(vector.lexemes().stream().filter(l -> !l.word().equals(word)).toList());
  }

  static TsVector tsvectorDeleteArr(TsVector vector, PgArray words) {
    Set<Object> unwanted = new HashSet<>();
    for (Object word : words.elements()) {
      if (word == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "lexeme array may not contain nulls");
      }
      unwanted.add(word);
    }
    return new TsVector(
        vector.lexemes().stream().filter(l -> !unwanted.contains(l.word())).toList());
  }

  static TsVector tsvectorFilter(TsVector vector, PgArray letters) {
    int wanted = 0;
    for (Object letter : letters.elements()) {
      if (letter == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "weight array may not contain nulls");
      }
      int weight = WEIGHTS.indexOf(Character.toUpperCase((letter + " ").charAt(0)));
      if (weight < 0) {
        throw Errors.invalidParameter("unrecognized weight: \"" + letter + "\"");
      }
      wanted |= 1 << weight;
    }
    List<Lexeme> kept = new ArrayList<>();
    for (Lexeme lexeme : vector.lexemes()) {
      short[] positions = new short[lexeme.positions().length];
      int count = 0;
      for (short position : lexeme.positions()) {
        if ((wanted & (1 << Lexeme.weight(position))) != 0) {
          positions[count++] = position;
        }
      }
      if (count > 0) {
        kept.add(new Lexeme(lexeme.word(), Arrays.copyOf(positions, count)));
      }
    }
    return new TsVector(kept);
  }

  static PgArray tsvectorToArray(TsVector vector) {
    return PgArray.of(
        Types.TEXT.oid(), vector.lexemes().stream().<Object>map(Lexeme::word).toArray());
  }

  static TsVector arrayToTsvector(PgArray words) {
    TsVectors.Builder builder = new TsVectors.Builder();
    words(words, "lexeme array may not contain nulls", true)
        .forEach(word -> builder.add((String) word));
    return builder.build();
  }

  static Iterator<?> tsvectorUnnest(TsVector vector) {
    int[] types = {Types.TEXT.oid(), Types.of("_int2").oid(), Types.of("_text").oid()};
    return vector.lexemes().stream()
        .map(
            lexeme -> {
              List<Object> places = new ArrayList<>();
              List<Object> weights = new ArrayList<>();
              for (short position : lexeme.positions()) {
                places.add((short) Lexeme.place(position));
                weights.add(String.valueOf(WEIGHTS.charAt(Lexeme.weight(position))));
              }
              return new PgRecord(
                  types,
                  places.isEmpty()
                      ? new Object[] {lexeme.word(), null, null}
                      : new Object[] {
                        lexeme.word(),
                        PgArray.of(Types.of("int2").oid(), places),
                        PgArray.of(Types.TEXT.oid(), weights)
                      });
            })
        .iterator();
  }
}
