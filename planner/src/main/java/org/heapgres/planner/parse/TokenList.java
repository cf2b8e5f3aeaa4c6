package org.heapgres.planner.parse;

import java.util.Arrays;
import org.heapgres.storage.PgException;

/**
 * The tokens of a text, as arrays; the last one is {@link Token#END_OF_INPUT} or {@link
 * Token#ERROR}.
 */
final class TokenList {
  final String sql;
  int size;
  Token[] kinds;
  int[] starts;

  /** Where the token ends; both quotes of a string belong to it. */
  int[] ends;

  /** What an identifier, a string or a number means, after folding and unescaping. */
  String[] values;

  /** Why the last token is {@link Token#ERROR}. */
  PgException error;

  TokenList(String sql) {
    this.sql = sql;
    int capacity = sql.length() / 3 + 8;
    kinds = new Token[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
    values = new String[capacity];
  }

  void add(Token kind, int start, int end, String value) {
    if (size == kinds.length) {
      int capacity = size * 2;
      kinds = Arrays.copyOf(kinds, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    kinds[size] = kind;
    starts[size] = start;
    ends[size] = end;
    values[size] = value;
    size++;
  }

  /** The text of token {@code i} as an error message quotes it. */
  String quoted(int i) {
    return sql.substring(starts[i], ends[i]);
  }
}
