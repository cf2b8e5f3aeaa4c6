package org.heapgres.wire.internal.message;

import java.util.List;
import org.heapgres.planner.RowDescription.Field;

/** Simple queries (manual, 54.2.2), and what they share with extended ones. */
public final class SimpleQueryProtocol {
  private SimpleQueryProtocol() {}

  public record Query(String sql) implements FrontendMessage {
    static Query decode(MessageReader in) {
      return new Query(in.readString());
    }

    @Override
    public int weight() {
      return FrontendMessage.super.weight() + sql.length();
    }
  }

  /**
   * The call of a function by its oid (manual, 54.2.6): values as they came, null for NULL.
   *
   * @param formats none (all text), one for all, or one each; 0 text, 1 binary
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record FunctionCall(int function, short[] formats, byte[][] values, short resultFormat)
      implements FrontendMessage {
    static FunctionCall decode(MessageReader in) {
      return new FunctionCall(in.readInt(), in.readFormats(), in.readValues(), in.readShort());
    }

    @Override
    public int weight() {
      return FrontendMessage.super.weight() + FrontendMessage.weight(values);
    }
  }

  /** {@code status} is I, T or E. */
  public record ReadyForQuery(char status) implements BackendMessage {
    @Override
    public char type() {
      return 'Z';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeByte(status);
    }
  }

  public record CommandComplete(String tag) implements BackendMessage {
    @Override
    public char type() {
      return 'C';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeCString(tag);
    }
  }

  public record EmptyQueryResponse() implements BackendMessage {
    @Override
    public char type() {
      return 'I';
    }
  }

  /** The format that a column of a result is sent in. */
  @FunctionalInterface
  public interface Formats {
    Formats TEXT = column -> 0;

    short of(int column);
  }

  public record RowDescription(List<Field> fields, Formats formats) implements BackendMessage {
    @Override
    public char type() {
      return 'T';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeShort(fields.size());
      for (int i = 0; i < fields.size(); i++) {
        Field field = fields.get(i);
        out.writeCString(field.name());
        out.writeInt(field.tableOid());
        out.writeShort(field.attnum());
        // As PostgreSQL: a client sees what a domain is made of.
        boolean domain = field.type().kind() == 'd';
        out.writeInt(field.type().root().oid());
        out.writeShort(field.type().length());
        out.writeInt(domain ? field.type().typmod() : field.typmod());
        out.writeShort(formats.of(i));
      }
    }
  }
}
