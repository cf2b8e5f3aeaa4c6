package org.heapgres.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.Completion;
import org.heapgres.planner.Notice;
import org.heapgres.planner.Portal;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.RowSink;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.SqlEngine;
import org.heapgres.planner.SqlSession;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;

/** SQL and Python on one heap, and a session that shows what psql would. */
final class StoryServer implements SessionListener, AutoCloseable {
  private final Path directory;
  private final Map<String, String> settings;
  private final List<String> notices = new ArrayList<>();
  private Heap heap;
  private SqlEngine engine;
  private SqlSession session;

  StoryServer(Path directory, Map<String, String> settings) {
    this.directory = directory;
    this.settings = settings;
    open();
  }

  private void open() {
    heap = Heap.open(directory, HeapOptions.defaults().withCacheBytes(32 << 20));
    engine = SqlEngine.open(heap, HeapSession.PYTHON.languages(), Map.of());
    session = engine.connect("postgres", "postgres", settings, this);
  }

  void restart() {
    close();
    open();
  }

  /** Notices, rows (columns between bars) or the error; nothing for a mere tag. */
  String run(String statements) {
    notices.clear();
    List<String> lines = new ArrayList<>();
    try {
      SimpleQuery query = session.simpleQuery(statements);
      while (query.hasNext()) {
        lines.addAll(rows(query.next()));
      }
    } catch (PgException e) {
      lines.add("ERROR:  " + e.code() + ": " + e.getMessage());
    }
    notices.addAll(lines);
    return String.join("\n", notices);
  }

  /** The rows of a statement, where it neither waits nor takes long. */
  Optional<String> runAtOnce(String statement) {
    Portal portal = session.simpleQuery(statement).next();
    if (portal.blocking() == Blocking.LONG) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    return portal.executeIfLocksAreFree(0, sink(portal, lines)).map(_ -> String.join("\n", lines));
  }

  private List<String> rows(Portal portal) {
    List<String> lines = new ArrayList<>();
    Completion completion = portal.execute(0, sink(portal, lines));
    if (!(completion instanceof Completion.Complete)) {
      throw new IllegalStateException(completion.toString());
    }
    return lines;
  }

  private RowSink sink(Portal portal, List<String> lines) {
    return (batch, from, to) -> {
      List<RowDescription.Field> fields = portal.description().orElseThrow().fields();
      for (int row = from; row < to; row++) {
        lines.add(line(fields, batch.copyRow(row, new Object[batch.width()])));
      }
    };
  }

  private String line(List<RowDescription.Field> fields, Object[] datums) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < datums.length; i++) {
      values.add(
          datums[i] == null ? "" : fields.get(i).type().text(datums[i], session.formatSettings()));
    }
    return String.join(" | ", values);
  }

  @Override
  public void notice(Notice notice) {
    notices.add(
        notice.message().lines().collect(Collectors.joining("\n", notice.level() + ":  ", "")));
  }

  @Override
  public void parameterChanged(String name, String value) {}

  @Override
  public void notification(int pid, String channel, String payload) {}

  @Override
  public void terminate(PgException reason) {}

  @Override
  public void close() {
    session.close();
    engine.close();
    heap.close();
  }
}
