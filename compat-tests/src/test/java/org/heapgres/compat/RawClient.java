package org.heapgres.compat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A client that sends whatever messages a test wants and writes down what comes back, one line a
 * message. Left out is what no two servers have in common: places in the source, table oids, keys.
 */
final class RawClient implements AutoCloseable {
  private static final Set<Character> SERVER_SPECIFIC_FIELDS = Set.of('F', 'L', 'R');
  private static final Set<String> COMPARED_PARAMETERS =
      Set.of(
          "client_encoding",
          "DateStyle",
          "IntervalStyle",
          "integer_datetimes",
          "is_superuser",
          "server_encoding",
          "session_authorization",
          "standard_conforming_strings");
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private int processId;
  private byte[] key = {};

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    // A message goes out as a whole: a server may hang up at its first byte.
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
  }

  /** A client whose start-up is done. */
  static RawClient connected(int port, String database) throws IOException {
    RawClient client = new RawClient(port);
    client.startup(3, 0, "user", "postgres", "database", database);
    client.untilReady();
    return client;
  }

  /** The bytes of a message's body, piece by piece. */
  static final class Body {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Body string(String value) {
      bytes.writeBytes(value.getBytes(UTF_8));
      bytes.write(0);
      return this;
    }

    Body int16(int value) {
      bytes.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
      return this;
    }

    Body int32(int value) {
      bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
      return this;
    }

    Body raw(byte... value) {
      bytes.writeBytes(value);
      return this;
    }

    /** A value with its length in front; null for NULL. */
    Body value(byte[] value) {
      return value == null ? int32(-1) : int32(value.length).raw(value);
    }
  }

  static Body body() {
    return new Body();
  }

  RawClient startup(int major, int minor, String... parameters) throws IOException {
    Body body = body().int32(major << 16 | minor);
    for (String parameter : parameters) {
      body.string(parameter);
    }
    return untyped(body.raw((byte) 0));
  }

  /** A message without a type byte. */
  RawClient untyped(Body body) throws IOException {
    out.writeInt(Integer.BYTES + body.bytes.size());
    body.bytes.writeTo(out);
    out.flush();
    return this;
  }

  RawClient send(char type, Body body) throws IOException {
    out.writeByte(type);
    return untyped(body);
  }

  RawClient query(String sql) throws IOException {
    return send('Q', body().string(sql));
  }

  RawClient parse(String name, String sql, int... types) throws IOException {
    Body body = body().string(name).string(sql).int16(types.length);
    for (int type : types) {
      body.int32(type);
    }
    return send('P', body);
  }

  /** Text in, text out. */
  RawClient bind(String portal, String statement, String... values) throws IOException {
    Body body = body().string(portal).string(statement).int16(0).int16(values.length);
    for (String value : values) {
      body.value(value == null ? null : value.getBytes(UTF_8));
    }
    return send('B', body.int16(0));
  }

  RawClient describe(char target, String name) throws IOException {
    return send('D', body().raw((byte) target).string(name));
  }

  RawClient execute(String portal, int maxRows) throws IOException {
    return send('E', body().string(portal).int32(maxRows));
  }

  RawClient close(char target, String name) throws IOException {
    return send('C', body().raw((byte) target).string(name));
  }

  RawClient sync() throws IOException {
    return send('S', body());
  }

  RawClient flush() throws IOException {
    return send('H', body());
  }

  /**
   * Asks, on a connection of its own, to end what this one runs; waits for the server's hang-up.
   */
  void cancel(byte[] withKey) throws IOException {
    try (RawClient other = new RawClient(socket.getPort())) {
      other.untyped(body().int32(80877102).int32(processId).raw(withKey));
      other.untilClosed();
    }
  }

  byte[] key() {
    return key.clone();
  }

  /** The answer to an SSLRequest or a GSSENCRequest. */
  char readByte() throws IOException {
    return (char) in.readByte();
  }

  /** What comes up to and including ReadyForQuery. */
  String untilReady() throws IOException {
    return until('Z');
  }

  /** What comes up to and including the first message of that type, or ReadyForQuery before it. */
  String until(char last) throws IOException {
    List<String> lines = new ArrayList<>();
    char type;
    do {
      type = readMessage(lines);
    } while (type != last && type != 'Z' && type != 0);
    sortParameters(lines);
    return String.join("\n", lines) + "\n";
  }

  /** The order of ParameterStatus messages is nobody's promise. */
  private static void sortParameters(List<String> lines) {
    int start = 0;
    while (start < lines.size()) {
      int end = start;
      while (end < lines.size() && lines.get(end).startsWith("ParameterStatus")) {
        end++;
      }
      lines.subList(start, end).sort(null);
      start = end + 1;
    }
  }

  String untilClosed() throws IOException {
    return until((char) 0);
  }

  /** 0 at the end of the stream. */
  private char readMessage(List<String> lines) throws IOException {
    char type;
    byte[] bytes;
    try {
      type = (char) in.readByte();
      bytes = in.readNBytes(in.readInt() - Integer.BYTES);
    } catch (EOFException | SocketException e) {
      lines.add("closed");
      return 0;
    }
    String line = describe(type, ByteBuffer.wrap(bytes));
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return type;
  }

  private String describe(char type, ByteBuffer body) {
    return switch (type) {
      case 'R' -> "Authentication " + body.getInt();
      case 'S' -> parameterStatus(string(body), string(body));
      case 'K' -> {
        processId = body.getInt();
        key = new byte[body.remaining()];
        body.get(key);
        yield "BackendKeyData of " + key.length + " bytes";
      }
      case 'Z' -> "ReadyForQuery " + (char) body.get();
      case 'v' -> negotiate(body);
      case 'T' -> rowDescription(body);
      case 'D' -> dataRow(body);
      case 'C' -> "CommandComplete " + string(body);
      case 'I' -> "EmptyQueryResponse";
      case '1' -> "ParseComplete";
      case '2' -> "BindComplete";
      case '3' -> "CloseComplete";
      case 'n' -> "NoData";
      case 's' -> "PortalSuspended";
      case 't' -> parameterDescription(body);
      case 'E' -> "Error" + fields(body);
      case 'N' -> "Notice" + fields(body);
      case 'A' -> "Notification " + (body.getInt() > 0) + " " + string(body) + " " + string(body);
      case 'G' -> "CopyInResponse " + hex(body);
      case 'H' -> "CopyOutResponse " + hex(body);
      case 'd' -> "CopyData " + UTF_8.decode(body).toString().replace("\n", "\\n");
      case 'c' -> "CopyDone";
      default -> type + " " + hex(body);
    };
  }

  private static String parameterStatus(String name, String value) {
    return "ParameterStatus " + name + (COMPARED_PARAMETERS.contains(name) ? " " + value : "");
  }

  private static String negotiate(ByteBuffer body) {
    StringBuilder line = new StringBuilder("NegotiateProtocolVersion ");
    line.append(body.getShort()).append('.').append(body.getShort());
    for (int i = body.getInt(); i > 0; i--) {
      line.append(' ').append(string(body));
    }
    return line.toString();
  }

  private static String rowDescription(ByteBuffer body) {
    StringBuilder line = new StringBuilder("RowDescription");
    for (int i = body.getShort(); i > 0; i--) {
      line.append(' ').append(string(body));
      line.append(body.getInt() == 0 ? " computed" : " column");
      line.append(' ').append(body.getShort()).append(" type ").append(body.getInt());
      line.append(' ').append(body.getShort()).append(' ').append(body.getInt());
      line.append(" format ").append(body.getShort()).append(';');
    }
    return line.toString();
  }

  private static String parameterDescription(ByteBuffer body) {
    StringBuilder line = new StringBuilder("ParameterDescription");
    for (int i = body.getShort(); i > 0; i--) {
      line.append(' ').append(body.getInt());
    }
    return line.toString();
  }

  /** Text as it is, anything else in hexadecimal. */
  private static String dataRow(ByteBuffer body) {
    StringBuilder line = new StringBuilder("DataRow");
    for (int i = body.getShort(); i > 0; i--) {
      int length = body.getInt();
      if (length < 0) {
        line.append(" NULL");
        continue;
      }
      ByteBuffer value = body.slice(body.position(), length);
      body.position(body.position() + length);
      String text = UTF_8.decode(value.duplicate()).toString();
      boolean printable = text.chars().allMatch(c -> c >= ' ' && c != 0xfffd);
      line.append(' ').append(printable ? "'" + text + "'" : hex(value));
    }
    return line.toString();
  }

  private static String fields(ByteBuffer body) {
    StringBuilder line = new StringBuilder();
    for (char code = (char) body.get(); code != 0; code = (char) body.get()) {
      String value = string(body);
      if (!SERVER_SPECIFIC_FIELDS.contains(code)) {
        line.append(' ').append(code).append('=').append(value.replace("\n", "\\n"));
      }
    }
    return line.toString();
  }

  private static String string(ByteBuffer body) {
    int start = body.position();
    int end = start;
    while (body.get(end) != 0) {
      end++;
    }
    body.position(end + 1);
    return UTF_8.decode(body.slice(start, end - start)).toString();
  }

  private static String hex(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
