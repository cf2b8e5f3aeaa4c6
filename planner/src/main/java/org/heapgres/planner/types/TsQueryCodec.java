package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.planner.textsearch.TsQueries;
import org.heapgres.planner.textsearch.TsQuery;
import org.heapgres.planner.textsearch.TsQuery.And;
import org.heapgres.planner.textsearch.TsQuery.Not;
import org.heapgres.planner.textsearch.TsQuery.Or;
import org.heapgres.planner.textsearch.TsQuery.Phrase;
import org.heapgres.planner.textsearch.TsQuery.Stop;
import org.heapgres.planner.textsearch.TsQuery.Word;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** tsquery: its text in normal form, as a String; empty for the empty query. */
final class TsQueryCodec extends TypeCodec {
  private static final int VALUE = 1;
  private static final int OPERATOR = 2;
  private static final int NOT = 1;
  private static final int AND = 2;
  private static final int OR = 3;
  private static final int PHRASE = 4;
  private static final int MAX_DEPTH = 4000;

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return TsQuery.text(TsQueries.parse(text));
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 4);
    int count = bytes.getInt();
    if (count < 0 || count > bytes.remaining() / 2) {
      throw new PgException(SqlState.INTERNAL_ERROR, "invalid size of tsquery");
    }
    return count == 0 ? "" : TsQuery.text(node(bytes, 0));
  }

  /** An operator stands before its operands, the right one first. */
  private static TsQuery node(ByteBuffer bytes, int depth) {
    need(bytes, 2);
    if (depth > MAX_DEPTH) {
      throw new PgException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
    }
    int kind = bytes.get();
    if (kind == VALUE) {
      need(bytes, 3);
      int weights = bytes.get();
      boolean prefix = bytes.get() != 0;
      if (weights < 0 || weights > 0xf) {
        throw new PgException(SqlState.INTERNAL_ERROR, "invalid tsquery: invalid weight bitmap");
      }
      return new Word(TsVectorCodec.string(bytes), weights, prefix);
    }
    if (kind != OPERATOR) {
      throw new PgException(SqlState.INTERNAL_ERROR, "unrecognized tsquery node type: " + kind);
    }
    int operator = bytes.get();
    int distance = 0;
    if (operator == PHRASE) {
      need(bytes, 2);
      distance = bytes.getShort() & 0xffff;
    }
    TsQuery right = node(bytes, depth + 1);
    return switch (operator) {
      case NOT -> new Not(right);
      case AND -> new And(node(bytes, depth + 1), right);
      case OR -> new Or(node(bytes, depth + 1), right);
      case PHRASE -> new Phrase(node(bytes, depth + 1), right, distance);
      default ->
          throw new PgException(
              SqlState.INTERNAL_ERROR, "unrecognized tsquery operator type: " + operator);
    };
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return (String) datum;
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    TsQuery query = TsQueries.of((String) datum);
    out.writeInt(TsQuery.size(query));
    if (query != null) {
      write(query, out);
    }
  }

  private static void write(TsQuery query, WireBuffer out) {
    switch (query) {
      case Word word -> {
        out.writeByte(VALUE);
        out.writeByte(word.weights());
        out.writeByte(word.prefix() ? 1 : 0);
        out.writeText(word.text());
        out.writeByte(0);
      }
      case Not not -> {
        operator(NOT, out);
        write(not.of(), out);
      }
      case And and -> {
        operator(AND, out);
        write(and.right(), out);
        write(and.left(), out);
      }
      case Or or -> {
        operator(OR, out);
        write(or.right(), out);
        write(or.left(), out);
      }
      case Phrase phrase -> {
        operator(PHRASE, out);
        out.writeShort(phrase.distance());
        write(phrase.right(), out);
        write(phrase.left(), out);
      }
      case Stop _ -> throw new IllegalStateException("a stop word in a finished query");
    }
  }

  private static void operator(int operator, WireBuffer out) {
    out.writeByte(OPERATOR);
    out.writeByte(operator);
  }

  @Override
  public int compare(Object left, Object right) {
    return TsQuery.compare(TsQueries.of((String) left), TsQueries.of((String) right));
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
