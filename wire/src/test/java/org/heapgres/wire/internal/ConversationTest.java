package org.heapgres.wire.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.heapgres.wire.ServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads, flow control and durability: what a client sees of it, over a socket. */
final class ConversationTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path directory;
  private final LittleEngine engine = new LittleEngine();
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    listener = Listener.open(engine, ServerOptions.local(directory));
  }

  @AfterEach
  void stop() {
    engine.copyMayGoOn.countDown();
    engine.sync();
    listener.close();
  }

  @Test
  void whatCannotWaitRunsOnTheEventLoopAndTheRestDoesNot() throws Exception {
    try (Client client = new Client()) {
      client.query("quick;slow;quick");
      List<String> heard = client.untilReady();
      assertEquals("T D C T D C T D C Z", types(heard));
      assertTrue(heard.get(1).contains("heapgres-loop"), heard.get(1));
      assertTrue(heard.get(4).contains("heapgres-worker"), heard.get(4));
      String where = heard.get(4);
      // the worker runs what comes before it has looked whether there is more
      for (int tries = 0; tries < 1000 && where.contains("heapgres-worker"); tries++) {
        client.query("quick");
        where = client.untilReady().get(1);
      }
      assertTrue(where.contains("heapgres-loop"), where);
    }
  }

  @Test
  void pipelinedQueriesAreAnsweredInOrder() throws Exception {
    try (Client client = new Client()) {
      for (int i = 0; i < 1000; i++) {
        client.query(i % 3 == 0 ? "slow" : i % 3 == 1 ? "quick" : "nonsense");
      }
      for (int i = 0; i < 1000; i++) {
        assertEquals(i % 3 == 2 ? "T E Z" : "T D C Z", types(client.untilReady()));
      }
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheProducer() throws Exception {
    try (Client client = new Client()) {
      client.query("rows");
      awaitTrue(() -> engine.rowsProduced.get() > 0);
      long before = settled(engine.rowsProduced);
      assertTrue(before < 20_000, "produced " + before + " rows of 1 kB ahead of the client");
      for (int i = 0; i < before + 1000; i++) {
        client.read();
      }
      awaitTrue(() -> engine.rowsProduced.get() > before);
    }
    awaitTrue(() -> engine.sessionsClosed.get() == 1);
  }

  private static long settled(AtomicLong counter) throws InterruptedException {
    long before;
    do {
      before = counter.get();
      Thread.sleep(200);
    } while (before == 0 || counter.get() > before);
    return before;
  }

  @Test
  void aServerThatDoesNotConsumeStopsTheClient() throws Exception {
    byte[] data = new byte[MEGABYTE / 16];
    try (Client client = new Client()) {
      client.query("copy");
      assertEquals("G", types(client.until('G')));
      AtomicLong sent = new AtomicLong();
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 64 * 16; i++) {
                      client.send('d', data);
                      sent.addAndGet(data.length);
                    }
                    client.send('c', new byte[0]);
                  });
      long ahead = settled(sent);
      assertTrue(ahead < 32 * MEGABYTE, "took " + ahead + " bytes in advance");
      engine.copyMayGoOn.countDown();
      assertEquals("C Z", types(client.untilReady()));
      sender.join();
      assertEquals(64L * MEGABYTE, engine.bytesCopied.get());
    }
  }

  @Test
  void onlyWhatWaitsForALockLeavesTheLoop() throws Exception {
    try (Client client = new Client()) {
      client.query("free;locked;free");
      List<String> answers = client.untilReady();
      assertEquals("C C C Z", types(answers));
      assertTrue(answers.get(0).contains("loop"), answers.get(0));
      assertTrue(answers.get(1).contains("worker"), answers.get(1));
    }
  }

  @Test
  void answersWaitUntilTheyAreDurable() throws Exception {
    try (Client client = new Client()) {
      client.query("write");
      client.query("quick");
      assertFalse(client.hears(300));
      engine.sync();
      assertEquals("C Z", types(client.untilReady()));
      assertEquals("T D C Z", types(client.untilReady()));
    }
  }

  @Test
  void cancelNeedsTheKey() throws Exception {
    try (Client client = new Client()) {
      client.query("wait");
      try (Client other = new Client(false)) {
        other.startup(80877102, client.processId, client.key + 1);
      }
      assertFalse(client.hears(200));
      try (Client other = new Client(false)) {
        other.startup(80877102, client.processId, client.key);
      }
      assertEquals("T E Z", types(client.untilReady()));
    }
  }

  @Test
  void closingEndsWhatRunsAndWhatWaits() throws Exception {
    try (Client busy = new Client();
        Client idle = new Client()) {
      busy.query("wait");
      awaitTrue(() -> !busy.sent.isEmpty());
      Thread.sleep(100);
      listener.close();
      assertTrue(String.join("\n", busy.until('E')).contains("57P01"));
      assertTrue(String.join("\n", idle.until('E')).contains("57P01"));
      assertEquals(2, engine.sessionsClosed.get());
    }
  }

  private static String types(List<String> messages) {
    return String.join(" ", messages.stream().map(m -> m.substring(0, 1)).toList());
  }

  private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain");
      Thread.sleep(5);
    }
  }

  /** Sends and reads messages; a message read is its type and its body as text. */
  private final class Client implements AutoCloseable {
    private final Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
    private final DataInputStream in;
    private final DataOutputStream out;
    private final List<String> sent = new ArrayList<>();
    private int processId;
    private int key;

    Client() throws IOException {
      this(true);
      byte[] parameters = "user\0postgres\0database\0postgres\0\0".getBytes(UTF_8);
      out.writeInt(8 + parameters.length);
      out.writeInt(3 << 16);
      out.write(parameters);
      untilReady();
    }

    Client(boolean patient) throws IOException {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(patient);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    /** A packet without a type; returns when the server has hung up. */
    void startup(int... words) throws IOException {
      out.writeInt(Integer.BYTES * (words.length + 1));
      for (int word : words) {
        out.writeInt(word);
      }
      assertEquals(-1, in.read());
    }

    void query(String sql) {
      sent.add(sql);
      send('Q', (sql + '\0').getBytes(UTF_8));
    }

    void send(char type, byte[] body) {
      try {
        out.writeByte(type);
        out.writeInt(Integer.BYTES + body.length);
        out.write(body);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    boolean hears(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        in.readByte();
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        socket.setSoTimeout(PATIENCE_MILLIS);
      }
    }

    List<String> untilReady() throws IOException {
      return until('Z');
    }

    List<String> until(char type) throws IOException {
      List<String> messages = new ArrayList<>();
      do {
        messages.add(read());
      } while (messages.getLast().charAt(0) != type);
      return messages;
    }

    String read() throws IOException {
      char type = (char) in.readByte();
      byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
      if (type == 'K') {
        processId = ByteBuffer.wrap(body).getInt();
        key = ByteBuffer.wrap(body, Integer.BYTES, Integer.BYTES).getInt();
      }
      return type + new String(body, UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
