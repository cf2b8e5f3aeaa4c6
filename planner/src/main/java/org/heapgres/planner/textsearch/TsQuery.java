package org.heapgres.planner.textsearch;

import org.heapgres.storage.value.Datums;

/**
 * A node of a value of type tsquery; the empty query is null. {@link Stop} stands for a word that a
 * dictionary drops, and never outlives the making of a query.
 */
public sealed interface TsQuery {
  int MAX_DISTANCE = 16384;

  /**
   * A word.
   *
   * @param weights bits of the weights that a place may have, D lowest; 0 for any
   * @param prefix whether it stands for all words that begin with it
   */
  record Word(String text, int weights, boolean prefix) implements TsQuery {}

  record Stop() implements TsQuery {}

  record Not(TsQuery of) implements TsQuery {}

  record And(TsQuery left, TsQuery right) implements TsQuery {}

  record Or(TsQuery left, TsQuery right) implements TsQuery {}

  record Phrase(TsQuery left, TsQuery right, int distance) implements TsQuery {}

  static int size(TsQuery query) {
    return switch (query) {
      case null -> 0;
      case Word _, Stop _ -> 1;
      case Not n -> 1 + size(n.of);
      case And a -> 1 + size(a.left) + size(a.right);
      case Or o -> 1 + size(o.left) + size(o.right);
      case Phrase p -> 1 + size(p.left) + size(p.right);
    };
  }

  static String text(TsQuery query) {
    StringBuilder out = new StringBuilder();
    if (query != null) {
      write(query, 0, false, out);
    }
    return out.toString();
  }

  private static int priority(TsQuery query) {
    return switch (query) {
      case Or _ -> 1;
      case And _ -> 2;
      case Phrase _ -> 3;
      case Not _ -> 4;
      case Word _, Stop _ -> 5;
    };
  }

  private static void write(TsQuery query, int parent, boolean rightOfPhrase, StringBuilder out) {
    int priority = priority(query);
    boolean parentheses = priority < parent || (query instanceof Phrase && rightOfPhrase);
    if (parentheses) {
      out.append("( ");
    }
    switch (query) {
      case Word word -> write(word, out);
      case Stop _ -> throw new IllegalStateException("a stop word in a finished query");
      case Not not -> {
        out.append('!');
        write(not.of, priority, false, out);
      }
      case And and -> binary(and.left, and.right, " & ", priority, false, out);
      case Or or -> binary(or.left, or.right, " | ", priority, false, out);
      case Phrase phrase ->
          binary(
              phrase.left,
              phrase.right,
              phrase.distance == 1 ? " <-> " : " <" + phrase.distance + "> ",
              priority,
              true,
              out);
    }
    if (parentheses) {
      out.append(" )");
    }
  }

  private static void binary(
      TsQuery left,
      TsQuery right,
      String operator,
      int priority,
      boolean phrase,
      StringBuilder out) {
    write(left, priority, false, out);
    out.append(operator);
    write(right, priority, phrase, out);
  }

  private static void write(Word word, StringBuilder out) {
    LexemeReader.quote(word.text, out);
    if (word.prefix || word.weights != 0) {
      out.append(':');
    }
    if (word.prefix) {
      out.append('*');
    }
    for (int weight = 3; weight >= 0; weight--) {
      if ((word.weights & (1 << weight)) != 0) {
        out.append("DCBA".charAt(weight));
      }
    }
  }

  /** By size first. */
  static int compare(TsQuery left, TsQuery right) {
    int order = Integer.compare(size(left), size(right));
    return order != 0 ? order : left == null ? 0 : compareNodes(left, right);
  }

  private static int rank(TsQuery query) {
    return switch (query) {
      case Phrase _ -> 4;
      case Or _ -> 3;
      case And _ -> 2;
      case Not _ -> 1;
      case Word _, Stop _ -> 0;
    };
  }

  private static int compareNodes(TsQuery left, TsQuery right) {
    int order = Integer.compare(rank(right), rank(left));
    if (order != 0) {
      return order;
    }
    return switch (left) {
      case Word a -> {
        Word b = (Word) right;
        int words = Datums.compareText(a.text, b.text);
        yield words != 0
            ? words
            : a.weights != b.weights
                ? Integer.compare(a.weights, b.weights)
                : Boolean.compare(a.prefix, b.prefix);
      }
      case Stop _ -> 0;
      case Not a -> compareNodes(a.of, ((Not) right).of);
      case And a -> both(a.left, ((And) right).left, a.right, ((And) right).right);
      case Or a -> both(a.left, ((Or) right).left, a.right, ((Or) right).right);
      case Phrase a -> {
        Phrase b = (Phrase) right;
        int sides = both(a.left, b.left, a.right, b.right);
        yield sides != 0 ? sides : Integer.compare(a.distance, b.distance);
      }
    };
  }

  private static int both(TsQuery l1, TsQuery l2, TsQuery r1, TsQuery r2) {
    int order = compareNodes(l1, l2);
    return order != 0 ? order : compareNodes(r1, r2);
  }
}
