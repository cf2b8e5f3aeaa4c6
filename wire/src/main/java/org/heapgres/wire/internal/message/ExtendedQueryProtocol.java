package org.heapgres.wire.internal.message;

import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Extended queries (manual, 54.2.3): parse, bind, describe, execute, close, flush, sync. */
public final class ExtendedQueryProtocol {
  private ExtendedQueryProtocol() {}

  /** {@code parameterTypes} are oids; 0 leaves a type to be inferred. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Parse(String name, String sql, int[] parameterTypes) implements FrontendMessage {
    static Parse decode(MessageReader in) {
      String name = in.readString();
      String sql = in.readString();
      int[] parameterTypes = new int[in.readCount(Integer.BYTES)];
      for (int i = 0; i < parameterTypes.length; i++) {
        parameterTypes[i] = in.readInt();
      }
      return new Parse(name, sql, parameterTypes);
    }

    @Override
    public int weight() {
      return FrontendMessage.super.weight() + sql.length();
    }
  }

  /**
   * Values as they came, null for NULL.
   *
   * @param parameterFormats none (all text), one for all, or one each; 0 text, 1 binary
   * @param resultFormats likewise
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Bind(
      String portal,
      String statement,
      short[] parameterFormats,
      byte[][] values,
      short[] resultFormats)
      implements FrontendMessage {
    static Bind decode(MessageReader in) {
      String portal = in.readString();
      String statement = in.readString();
      return new Bind(portal, statement, in.readFormats(), in.readValues(), in.readFormats());
    }

    @Override
    public int weight() {
      return FrontendMessage.super.weight() + FrontendMessage.weight(values);
    }
  }

  /** What Describe and Close speak of. */
  public enum Target {
    STATEMENT,
    PORTAL;

    private static Target decode(MessageReader in, String message) {
      byte code = in.readByte();
      return switch (code) {
        case 'S' -> STATEMENT;
        case 'P' -> PORTAL;
        default ->
            throw new PgException(
                SqlState.PROTOCOL_VIOLATION,
                "invalid %s message subtype %d".formatted(message, code));
      };
    }
  }

  public record Describe(Target target, String name) implements FrontendMessage {
    static Describe decode(MessageReader in) {
      return new Describe(Target.decode(in, "DESCRIBE"), in.readString());
    }
  }

  /** {@code maxRows} 0 for all. */
  public record Execute(String portal, int maxRows) implements FrontendMessage {
    static Execute decode(MessageReader in) {
      return new Execute(in.readString(), in.readInt());
    }
  }

  public record Close(Target target, String name) implements FrontendMessage {
    static Close decode(MessageReader in) {
      return new Close(Target.decode(in, "CLOSE"), in.readString());
    }
  }

  public record Flush() implements FrontendMessage {}

  public record Sync() implements FrontendMessage {}

  public record ParseComplete() implements BackendMessage {
    @Override
    public char type() {
      return '1';
    }
  }

  public record BindComplete() implements BackendMessage {
    @Override
    public char type() {
      return '2';
    }
  }

  public record CloseComplete() implements BackendMessage {
    @Override
    public char type() {
      return '3';
    }
  }

  public record NoData() implements BackendMessage {
    @Override
    public char type() {
      return 'n';
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  public record ParameterDescription(PgType[] types) implements BackendMessage {
    @Override
    public char type() {
      return 't';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeShort(types.length);
      for (PgType type : types) {
        out.writeInt(type.oid());
      }
    }
  }

  public record PortalSuspended() implements BackendMessage {
    @Override
    public char type() {
      return 's';
    }
  }
}
