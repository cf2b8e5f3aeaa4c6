package org.heapgres.wire.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.Completion;
import org.heapgres.planner.Completion.CopyInHandler;
import org.heapgres.planner.EngineActivity;
import org.heapgres.planner.Portal;
import org.heapgres.planner.PreparedStatement;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.RowSink;
import org.heapgres.planner.ServerFiles;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.SqlEngine;
import org.heapgres.planner.SqlSession;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.Damage;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * An engine with a language of one word a statement, whose timing a test can see and decide, as it
 * cannot with real SQL.
 *
 * <ul>
 *   <li>{@code quick}: one row with the name of the thread, without waiting
 *   <li>{@code slow}: likewise, but may wait
 *   <li>{@code rows}: rows without end
 *   <li>{@code write}: is durable only after {@link #sync}
 *   <li>{@code wait}: until cancelled
 *   <li>{@code copy}: counts bytes, once {@link #copyMayGoOn}
 * </ul>
 */
final class LittleEngine implements SqlEngine {
  private static final int BATCH = 100;
  private static final RowDescription TEXT_COLUMN =
      new RowDescription(List.of(new RowDescription.Field("value", 0, (short) 0, Types.TEXT, -1)));

  final AtomicLong rowsProduced = new AtomicLong();
  final AtomicLong bytesCopied = new AtomicLong();
  final CountDownLatch copyMayGoOn = new CountDownLatch(1);
  final AtomicInteger sessionsClosed = new AtomicInteger();
  private final AtomicInteger processIds = new AtomicInteger();
  private boolean durable = true;
  private Runnable whenDurable;

  /** Everything written so far is durable now. */
  synchronized void sync() {
    durable = true;
    if (whenDurable != null) {
      whenDurable.run();
      whenDurable = null;
    }
  }

  private synchronized void written() {
    durable = false;
  }

  @Override
  public EngineActivity activity() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SqlSession connect(
      String user, String database, Map<String, String> options, SessionListener listener) {
    if (!database.equals("postgres")) {
      throw new PgException(
          SqlState.INVALID_CATALOG_NAME, "database \"" + database + "\" does not exist");
    }
    return new LittleSession();
  }

  @Override
  public Optional<String> roleVerifier(String role) {
    return Optional.empty();
  }

  @Override
  public boolean isMember(String role, String group) {
    return false;
  }

  @Override
  public void warmUp(Runnable next) {}

  @Override
  public void attach(ServerFiles files) {}

  @Override
  public void setPassword(String role, String password) {
    throw PgException.notSupported("passwords");
  }

  @Override
  public String setting(String name) {
    return name.equals("heapgres.transport") ? "auto" : "100";
  }

  @Override
  public void verify(Consumer<Damage> report) {}

  @Override
  public void close() {}

  private final class LittleSession implements SqlSession {
    private final int processId = processIds.incrementAndGet();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    @Override
    public SimpleQuery simpleQuery(String sql) {
      List<String> words = List.of(sql.split(";", -1));
      return new SimpleQuery() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < words.size();
        }

        @Override
        public boolean nextMayWait() {
          return false;
        }

        @Override
        public Portal next() {
          return new LittlePortal(words.get(next++));
        }
      };
    }

    @Override
    public void idle() {}

    @Override
    public PreparedStatement prepare(String name, String sql, int[] parameterTypes) {
      throw PgException.notSupported("prepare");
    }

    @Override
    public PreparedStatement functionCall(int function) {
      throw PgException.notSupported("function calls");
    }

    @Override
    public PreparedStatement preparedStatement(String name) {
      throw PgException.notSupported("prepared statements");
    }

    @Override
    public void closeStatement(String name) {}

    @Override
    public Portal bind(
        String name, PreparedStatement statement, Object[] datums, short[] resultFormats) {
      throw PgException.notSupported("bind");
    }

    @Override
    public Portal portal(String name) {
      return new LittlePortal(name);
    }

    @Override
    public void closePortal(String name) {}

    @Override
    public char transactionStatus() {
      return 'I';
    }

    @Override
    public void sync() {}

    @Override
    public boolean prepareMayWait(String sql) {
      return false;
    }

    @Override
    public boolean awaitsLock() {
      return false;
    }

    @Override
    public boolean commitMayWait() {
      return false;
    }

    @Override
    public void failed(PgException error) {}

    @Override
    public boolean isDurable() {
      synchronized (LittleEngine.this) {
        return durable;
      }
    }

    @Override
    public void awaitDurable() {
      CountDownLatch reached = new CountDownLatch(1);
      whenDurable(reached::countDown);
      try {
        while (!isDurable()) {
          reached.await();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void whenDurable(Runnable callback) {
      synchronized (LittleEngine.this) {
        Runnable before = whenDurable;
        whenDurable =
            () -> {
              if (before != null) {
                before.run();
              }
              callback.run();
            };
      }
    }

    @Override
    public void cancel() {
      cancelled.countDown();
    }

    @Override
    public void end() {
      cancelled.countDown();
    }

    @Override
    public Map<String, String> reportedParameters() {
      return Map.of("server_version", "18.0");
    }

    @Override
    public FormatSettings formatSettings() {
      return FormatSettings.DEFAULT;
    }

    @Override
    public int backendPid() {
      return processId;
    }

    @Override
    public void close() {
      sessionsClosed.incrementAndGet();
    }

    private final class LittlePortal implements Portal {
      private final String word;

      LittlePortal(String word) {
        this.word = word;
      }

      @Override
      public Optional<RowDescription> description() {
        return switch (word) {
          case "write", "copy", "free", "locked" -> Optional.empty();
          default -> Optional.of(TEXT_COLUMN);
        };
      }

      @Override
      public boolean resultOptional() {
        return false;
      }

      @Override
      public short format(int column) {
        return 0;
      }

      @Override
      public Blocking blocking() {
        return switch (word) {
          case "quick", "write" -> Blocking.NEVER;
          case "free", "locked" -> Blocking.ON_LOCKS;
          default -> Blocking.LONG;
        };
      }

      @Override
      public Optional<Completion> executeIfLocksAreFree(long maxRows, RowSink sink) {
        return word.equals("locked") ? Optional.empty() : Optional.of(execute(maxRows, sink));
      }

      @Override
      public Completion execute(long maxRows, RowSink sink) {
        if (description().isPresent()) {
          sink.begin();
        }
        switch (word) {
          case "quick", "slow" -> sink.rows(texts(1, Thread.currentThread().getName()), 0, 1);
          case "write" -> written();
          case "free", "locked" -> {
            return new Completion.Complete(Thread.currentThread().getName());
          }
          case "rows" -> {
            Batch batch = texts(BATCH, "x".repeat(1000));
            while (true) {
              sink.rows(batch, 0, BATCH);
              rowsProduced.addAndGet(BATCH);
            }
          }
          case "wait" -> {
            await(cancelled);
            throw new PgException(
                SqlState.QUERY_CANCELED, "canceling statement due to user request");
          }
          case "copy" -> {
            return new Completion.CopyIn(false, 1, new Counter());
          }
          default -> throw new PgException(SqlState.SYNTAX_ERROR, word);
        }
        return new Completion.Complete(word);
      }

      @Override
      public void close() {}
    }
  }

  private final class Counter implements CopyInHandler {
    @Override
    public void data(ByteBuffer data) {
      await(copyMayGoOn);
      bytesCopied.addAndGet(data.remaining());
    }

    @Override
    public Completion.Complete finish() {
      return new Completion.Complete("COPY");
    }

    @Override
    public PgException fail(String message) {
      return new PgException(SqlState.QUERY_CANCELED, message);
    }
  }

  private static Batch texts(int count, String text) {
    Object[] values = new Object[count];
    Arrays.fill(values, text);
    return new Batch(new Vector[] {new Vector.Objects(values)}, count);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited in vain");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
