package org.heapgres.wire.internal.message;

import java.util.function.Function;

/** The messages that start with a type byte: how long each may be and how its body is read. */
@SuppressWarnings("ImmutableEnumChecker") // method references are
public enum FrontendType {
  BIND('B', Size.LARGE, ExtendedQueryProtocol.Bind::decode),
  CLOSE('C', Size.SMALL, ExtendedQueryProtocol.Close::decode),
  COPY_DATA('d', Size.LARGE, CopyProtocol.CopyData::decode),
  COPY_DONE('c', Size.SMALL, in -> new CopyProtocol.CopyDone()),
  COPY_FAIL('f', Size.SMALL, CopyProtocol.CopyFail::decode),
  DESCRIBE('D', Size.SMALL, ExtendedQueryProtocol.Describe::decode),
  EXECUTE('E', Size.SMALL, ExtendedQueryProtocol.Execute::decode),
  FLUSH('H', Size.SMALL, in -> new ExtendedQueryProtocol.Flush()),
  FUNCTION_CALL('F', Size.LARGE, SimpleQueryProtocol.FunctionCall::decode),
  PARSE('P', Size.LARGE, ExtendedQueryProtocol.Parse::decode),
  QUERY('Q', Size.LARGE, SimpleQueryProtocol.Query::decode),
  SYNC('S', Size.SMALL, in -> new ExtendedQueryProtocol.Sync()),
  TERMINATE('X', Size.SMALL, in -> new FrontendMessage.Terminate()),
  AUTHENTICATION_RESPONSE('p', Size.SMALL, Authentication.Response::decode);

  /** PostgreSQL's limits: names and numbers, or whatever fits in its memory chunks. */
  private enum Size {
    SMALL(10_000),
    LARGE(0x3fff_ffff - 1);

    private final int limit;

    Size(int limit) {
      this.limit = limit;
    }
  }

  private static final FrontendType[] BY_CODE = new FrontendType[128];

  static {
    for (FrontendType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final char code;
  private final Size size;
  private final Function<MessageReader, FrontendMessage> decoder;

  FrontendType(char code, Size size, Function<MessageReader, FrontendMessage> decoder) {
    this.code = code;
    this.size = size;
    this.decoder = decoder;
  }

  /** Null for a byte that no message starts with. */
  public static FrontendType of(byte code) {
    return code < 0 ? null : BY_CODE[code];
  }

  /** The most that its length word may say. */
  public int limit() {
    return size.limit;
  }

  /** Reads the body, all of it. */
  public FrontendMessage decode(MessageReader in) {
    FrontendMessage message = decoder.apply(in);
    in.end();
    return message;
  }
}
