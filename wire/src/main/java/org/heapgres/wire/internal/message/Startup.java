package org.heapgres.wire.internal.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The beginning of a connection (manual, 54.2.1). */
public final class Startup {
  /** Longest packet without a type byte, as in PostgreSQL. */
  public static final int MAX_LENGTH = 10_000;

  private static final int CANCEL_CODE = 80_877_102;
  private static final int SSL_CODE = 80_877_103;
  private static final int GSS_CODE = 80_877_104;
  private static final int LONGEST_KEY = 256;

  private Startup() {}

  /** A protocol version; ordered. */
  public record Version(int major, int minor) implements Comparable<Version> {
    public static final Version V3_0 = new Version(3, 0);
    public static final Version V3_2 = new Version(3, 2);

    static Version of(int code) {
      return new Version(code >>> 16, code & 0xffff);
    }

    int code() {
      return major << 16 | minor;
    }

    @Override
    public int compareTo(Version other) {
      return Integer.compare(code(), other.code());
    }
  }

  /** StartupMessage; parameters in the order of the packet. */
  public record Request(Version version, Map<String, String> parameters)
      implements FrontendMessage {}

  public record SslRequest() implements FrontendMessage {}

  public record GssEncryptionRequest() implements FrontendMessage {}

  @SuppressWarnings("ArrayRecordComponent")
  public record CancelRequest(int processId, byte[] key) implements FrontendMessage {}

  /** Reads a packet without a type byte: the body after its length word. */
  public static FrontendMessage decode(MessageReader in) {
    int code = in.readInt();
    return switch (code) {
      case CANCEL_CODE -> cancelRequest(in);
      case SSL_CODE -> new SslRequest();
      case GSS_CODE -> new GssEncryptionRequest();
      default -> request(Version.of(code), in);
    };
  }

  private static FrontendMessage cancelRequest(MessageReader in) {
    int processId = in.readInt();
    if (in.remaining() == 0 || in.remaining() > LONGEST_KEY) {
      throw new PgException(
          SqlState.PROTOCOL_VIOLATION, "invalid length of cancel key in cancel request packet");
    }
    return new CancelRequest(processId, in.readRest());
  }

  private static FrontendMessage request(Version version, MessageReader in) {
    if (version.major() != Version.V3_2.major()) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "unsupported frontend protocol %d.%d: server supports %d.0 to %d.%d"
                  .formatted(
                      version.major(),
                      version.minor(),
                      Version.V3_0.major(),
                      Version.V3_2.major(),
                      Version.V3_2.minor()))
          .withSeverity(PgException.Severity.FATAL);
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    while (in.remaining() > 1) {
      String name = in.readString();
      if (name.isEmpty()) {
        throw badLayout();
      }
      parameters.put(name, in.readString());
    }
    if (in.remaining() != 1 || in.readByte() != 0) {
      throw badLayout();
    }
    return new Request(version, parameters);
  }

  private static PgException badLayout() {
    return new PgException(
            SqlState.PROTOCOL_VIOLATION,
            "invalid startup packet layout: expected terminator as last byte")
        .withSeverity(PgException.Severity.FATAL);
  }

  /** What the server makes of a newer minor version or of options it does not know. */
  public record NegotiateProtocolVersion(Version newest, List<String> unknownOptions)
      implements BackendMessage {
    @Override
    public char type() {
      return 'v';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeInt(newest.code());
      out.writeInt(unknownOptions.size());
      unknownOptions.forEach(out::writeCString);
    }
  }

  public record ParameterStatus(String name, String value) implements BackendMessage {
    @Override
    public char type() {
      return 'S';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeCString(name);
      out.writeCString(value);
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  public record BackendKeyData(int processId, byte[] key) implements BackendMessage {
    @Override
    public char type() {
      return 'K';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeInt(processId);
      out.writeBytes(key);
    }
  }
}
