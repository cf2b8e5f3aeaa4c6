package org.heapgres.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/**
 * As much of a client as {@link RehearseCommand} needs: it sends statements and reads past the
 * answers. Not thread-safe.
 */
final class RehearsalClient implements AutoCloseable {
  private static final int PROTOCOL_3_0 = 3 << 16;

  private final Socket socket;
  private final DataInputStream in;

  RehearsalClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    Message startup = new Message();
    startup.data.writeInt(PROTOCOL_3_0);
    startup.text("user").text(Server.SUPERUSER).data.writeByte(0);
    send(startup.withLength());
    awaitReady();
  }

  void simple(String sql) {
    try {
      send(new Message().text(sql).typed('Q'));
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With one parameter, in text. */
  void extended(String sql, String parameter) {
    batch(sql, List.of(List.of(parameter)));
  }

  /** Once for each row of parameters, in text, before it waits for an answer. */
  void batch(String sql, List<List<String>> rows) {
    try {
      ByteArrayOutputStream messages = new ByteArrayOutputStream();
      messages.writeBytes(new Message().text("").text(sql).int16(0).typed('P'));
      for (List<String> parameters : rows) {
        Message bind = new Message().text("").text("").int16(0).int16(parameters.size());
        for (String parameter : parameters) {
          byte[] value = parameter.getBytes(UTF_8);
          bind.data.writeInt(value.length);
          bind.data.write(value);
        }
        messages.writeBytes(bind.int16(0).typed('B'));
        Message describe = new Message();
        describe.data.writeByte('P');
        messages.writeBytes(describe.text("").typed('D'));
        Message execute = new Message().text("");
        execute.data.writeInt(0);
        messages.writeBytes(execute.typed('E'));
      }
      messages.writeBytes(new Message().typed('S'));
      send(messages.toByteArray());
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code sql} is a COPY FROM STDIN; each row is a message of its own. */
  void copyIn(String sql, Iterable<String> rows) {
    try {
      send(new Message().text(sql).typed('Q'));
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      for (String row : rows) {
        Message message = new Message();
        message.data.write(row.getBytes(UTF_8));
        data.writeBytes(message.typed('d'));
      }
      data.writeBytes(new Message().typed('c'));
      send(data.toByteArray());
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(byte[] message) throws IOException {
    socket.getOutputStream().write(message);
  }

  private void awaitReady() throws IOException {
    while (true) {
      int type = in.readUnsignedByte();
      byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
      if (type == 'E') {
        throw new IOException(new String(body, UTF_8).replace('\0', ' '));
      }
      if (type == 'Z') {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** The body of a message in the making. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream data = new DataOutputStream(bytes);

    Message text(String value) throws IOException {
      data.write(value.getBytes(UTF_8));
      data.writeByte(0);
      return this;
    }

    Message int16(int value) throws IOException {
      data.writeShort(value);
      return this;
    }

    byte[] typed(char type) throws IOException {
      Message whole = new Message();
      whole.data.writeByte(type);
      whole.data.write(withLength());
      return whole.bytes.toByteArray();
    }

    byte[] withLength() throws IOException {
      Message whole = new Message();
      whole.data.writeInt(Integer.BYTES + bytes.size());
      whole.data.write(bytes.toByteArray());
      return whole.bytes.toByteArray();
    }
  }
}
