package org.heapgres.planner.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.heapgres.planner.Completion;
import org.heapgres.planner.Notice;
import org.heapgres.planner.Portal;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.SqlEngine;
import org.heapgres.planner.SqlSession;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;

/** An engine in a directory of its own, and clients that speak SQL to it. */
final class TestServer implements AutoCloseable {
  private final Heap heap;
  private final SqlEngine engine;

  TestServer(Path directory, ProceduralLanguage... languages) {
    this(directory, Map.of(), languages);
  }

  /** {@code settings} are the server's. */
  TestServer(Path directory, Map<String, String> settings, ProceduralLanguage... languages) {
    heap =
        Heap.open(
            directory, HeapOptions.defaults().withCacheBytes(16 << 20).withLog(1 << 20, 16 << 20));
    engine = SqlEngine.open(heap, List.of(languages), settings);
  }

  Heap heap() {
    return heap;
  }

  SqlEngine engine() {
    return engine;
  }

  Client connect() {
    return connect("postgres");
  }

  Client connect(String database) {
    return new Client(engine, "postgres", database);
  }

  @Override
  public void close() {
    engine.close();
    heap.close();
  }

  /** A client that sends simple queries and keeps what it was told. */
  static final class Client implements SessionListener, AutoCloseable {
    private final SqlSession session;
    private final List<String> notices = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private final List<String> notifications = new ArrayList<>();
    private final AtomicInteger locksFree = new AtomicInteger();

    Client(SqlEngine engine, String user, String database) {
      session = engine.connect(user, database, Map.of(), this);
    }

    SqlSession session() {
      return session;
    }

    List<String> notices() {
      return notices;
    }

    List<String> changes() {
      return changes;
    }

    List<String> notifications() {
      return notifications;
    }

    /** How often it was told that a lock is free. */
    int locksFree() {
      return locksFree.get();
    }

    @Override
    public void lockFree() {
      locksFree.incrementAndGet();
    }

    /** Runs a query string; one line a row, values joined by |, then the tags. */
    List<String> run(String sql) {
      List<String> lines = new ArrayList<>();
      SimpleQuery query = session.simpleQuery(sql);
      while (query.hasNext()) {
        lines.addAll(drain(query.next()));
      }
      return lines;
    }

    List<String> drain(Portal portal) {
      List<String> lines = new ArrayList<>();
      Completion completion =
          portal.execute(
              0,
              (batch, from, to) -> {
                for (int row = from; row < to; row++) {
                  lines.add(
                      line(portal.description(), batch.copyRow(row, new Object[batch.width()])));
                }
              });
      switch (completion) {
        case Completion.Complete(String tag) -> lines.add(tag);
        case Completion.Suspended _ -> lines.add("suspended");
        case Completion.Empty _ -> lines.add("empty");
        case Completion.CopyIn _ -> lines.add("copy in");
        case Completion.CopyOut(boolean binary, int columns, Completion.CopyOutSource source) -> {
          StringBuilder text = new StringBuilder();
          Completion.Complete done =
              source.writeTo(
                  data -> {
                    byte[] bytes = new byte[data.remaining()];
                    data.get(bytes);
                    text.append(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
                  });
          lines.addAll(text.toString().lines().toList());
          lines.add(done.tag());
        }
      }
      return lines;
    }

    private String line(Optional<RowDescription> description, Object[] datums) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < datums.length; i++) {
        values.add(
            datums[i] == null
                ? "NULL"
                : description
                    .orElseThrow()
                    .fields()
                    .get(i)
                    .type()
                    .text(datums[i], session.formatSettings()));
      }
      return String.join("|", values);
    }

    @Override
    public void notice(Notice notice) {
      notices.add(notice.level() + ": " + notice.message());
    }

    @Override
    public void parameterChanged(String name, String value) {
      changes.add(name + "=" + value);
    }

    @Override
    public void notification(int pid, String channel, String payload) {
      notifications.add(channel + ": " + payload);
    }

    @Override
    public void terminate(PgException reason) {
      session.cancel();
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
