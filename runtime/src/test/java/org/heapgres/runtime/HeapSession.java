package org.heapgres.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.LanguageState;
import org.heapgres.planner.LanguageStatement;
import org.heapgres.planner.Notice;
import org.heapgres.planner.ResultRows;
import org.heapgres.planner.RootAccess;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.RootRelations;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.Database;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.PgException;
import org.heapgres.storage.Savepoint;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.value.Jsonb;

/** Snippets over a real heap, each in a transaction of its own, with no SQL around them. */
final class HeapSession implements AutoCloseable {
  private static final int DATABASE = 1;

  /** One for all tests of the JVM: starting Python takes seconds. */
  static final PythonRuntime PYTHON = PythonRuntime.start();

  private final Path directory;
  private final List<String> notices = new ArrayList<>();
  private Heap heap;
  private Database database;
  private Duration timeout = Duration.ofMinutes(5);
  private final Map<String, String> settings =
      new HashMap<>(Map.of("heapgres.result_depth", "8", "heapgres.big_container", "10000"));

  HeapSession(Path directory) {
    this.directory = directory;
    open();
  }

  private void open() {
    heap = Heap.open(directory, HeapOptions.defaults().withCacheBytes(32 << 20));
    database = heap.databases().contains(DATABASE) ? heap.open(DATABASE) : heap.create(DATABASE);
  }

  void reopen() {
    heap.close();
    open();
  }

  void set(String name, String value) {
    settings.put(name, value);
  }

  void timeout(Duration limit) {
    timeout = limit;
  }

  Database database() {
    return database;
  }

  /** What the last snippet printed. */
  List<String> notices() {
    return notices;
  }

  /** The result as JSON text; null for none. */
  String run(String source) {
    return run(source, true);
  }

  /** {@code arguments} are bigints. */
  String run(String source, boolean commit, Long... arguments) {
    Transaction transaction = database.begin(IsolationLevel.SERIALIZABLE, false);
    try {
      String result = run(source, transaction, arguments);
      if (commit) {
        transaction.commit().await();
      }
      return result;
    } finally {
      if (transaction.isActive()) {
        transaction.rollback();
      }
    }
  }

  String run(String source, Transaction transaction, Long... arguments) {
    notices.clear();
    PgType[] types = new PgType[arguments.length];
    Arrays.fill(types, Types.INT8);
    transaction.beginStatement();
    Surroundings surroundings =
        new Surroundings(transaction, System.nanoTime() + timeout.toNanos());
    try {
      List<Jsonb> result =
          PYTHON.languages().getFirst().execute(surroundings, source, arguments, types);
      return result.isEmpty() ? null : result.getFirst().toString();
    } finally {
      surroundings.kept.values().forEach(LanguageState::close);
    }
  }

  @Override
  public void close() {
    heap.close();
  }

  private final class Surroundings implements LanguageContext {
    @Override
    public boolean mayWait() {
      return true;
    }

    private static final Catalog CATALOG =
        Catalog.of(
            1,
            new DatabaseEntry(5, "postgres", 10, 1, false, true, -1, null),
            new SharedCatalog(List.of()),
            List.of(
                new Schema(Schema.PUBLIC, "public", 10, null),
                new Schema(20_000, "other", 10, null)),
            new NoSystemRelations(),
            RootRelations.NONE);

    private final Transaction transaction;
    private final long deadline;
    private final Deque<Savepoint> savepoints = new ArrayDeque<>();
    private final Map<Class<?>, LanguageState> kept = new HashMap<>();

    private Surroundings(Transaction transaction, long deadline) {
      this.transaction = transaction;
      this.deadline = deadline;
    }

    @Override
    public Transaction transaction() {
      return transaction;
    }

    @Override
    public Catalog catalog() {
      return CATALOG;
    }

    @Override
    public List<String> searchPath() {
      return List.of("public");
    }

    @Override
    public TableAccess table(Relation relation) {
      throw PgException.notSupported("a table here");
    }

    @Override
    public RootAccess roots() {
      return new EveryRight();
    }

    @Override
    public FormatSettings formatSettings() {
      return FormatSettings.DEFAULT;
    }

    @Override
    public LanguageStatement prepare(String sql, List<String> types) {
      throw PgException.notSupported("SQL here");
    }

    @Override
    public void beginSubtransaction() {
      savepoints.push(transaction.savepoint());
    }

    @Override
    public void releaseSubtransaction() {
      transaction.release(savepoints.pop());
    }

    @Override
    public void rollbackSubtransaction() {
      Savepoint savepoint = savepoints.pop();
      transaction.rollbackTo(savepoint);
      transaction.release(savepoint);
      transaction.beginStatement();
    }

    @Override
    public void commit() {
      throw PgException.notSupported("commit here");
    }

    @Override
    public void rollback() {
      throw PgException.notSupported("rollback here");
    }

    @Override
    public ResultRows resultRows() {
      return new ResultRows(1 << 20, 1 << 30);
    }

    @Override
    public void abandon(PgException reason) {
      throw new AssertionError(reason);
    }

    @Override
    public long objectChanges() {
      return 0;
    }

    @Override
    public void afterEnd(Runnable action) {
      action.run();
    }

    @Override
    public <T extends LanguageState> T kept(Class<T> kind, Supplier<T> maker) {
      return kind.cast(kept.computeIfAbsent(kind, _ -> maker.get()));
    }

    @Override
    public void notice(Notice notice) {
      notices.add(notice.level() + ":  " + notice.message());
    }

    @Override
    public void checkCancel() {
      if (System.nanoTime() - deadline > 0) {
        throw new PgException(
            SqlState.QUERY_CANCELED, "canceling statement due to statement timeout");
      }
    }

    @Override
    public long deadlineNanos() {
      return deadline;
    }

    @Override
    public String setting(String name) {
      return settings.get(name);
    }
  }

  private static final class EveryRight implements RootAccess {
    @Override
    public boolean unrestricted() {
      return true;
    }

    @Override
    public boolean has(Schema schema, String name, Privilege privilege) {
      return true;
    }

    @Override
    public void require(Schema schema, String name, Privilege privilege) {}

    @Override
    public boolean mayRead(long oid) {
      return true;
    }

    @Override
    public boolean mayChange(long oid) {
      return true;
    }

    @Override
    public void made(Schema schema, String name) {}

    @Override
    public void remove(Schema schema, String name) {}
  }
}
