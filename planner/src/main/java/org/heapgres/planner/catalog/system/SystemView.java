package org.heapgres.planner.catalog.system;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heapgres.planner.ServerFiles;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.catalog.ViewUpdatability;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.planner.statistics.TableStatistics;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.storage.HeapActivity;
import org.heapgres.storage.LockInfo;

/** The state of session and server that system relations show beside the catalog. */
public interface SystemView {
  /**
   * A session of the server. Times are microseconds since 2000-01-01 UTC; 0 for none.
   *
   * @param database oid
   * @param client whether a client is on the other side
   * @param waiting the lock that it waits for, or null
   */
  record Backend(
      int pid,
      int database,
      String databaseName,
      String user,
      String applicationName,
      String state,
      String query,
      long started,
      long transactionStarted,
      long queryStarted,
      long stateChanged,
      boolean client,
      LockInfo waiting) {}

  /**
   * A lock held or waited for.
   *
   * @param database oid
   * @param transaction the virtual id of the transaction that holds it or waits
   */
  record Lock(int database, String transaction, LockInfo info) {}

  /** Virtual ids of the transactions that are under way, and the sessions' pids. */
  Map<String, Integer> virtualTransactions();

  /** A prepared statement of this session. */
  record PreparedStatement(
      String name,
      String statement,
      long preparedAt,
      List<Integer> parameterTypes,
      boolean fromSql) {}

  /** A cursor or another portal of this session. */
  record OpenCursor(
      String name,
      String statement,
      boolean holdable,
      boolean binary,
      boolean scrollable,
      long createdAt) {}

  /**
   * How far a session has come with its command.
   *
   * @param database oid
   * @param values by column
   */
  record Progress(int pid, int database, String databaseName, Map<String, Object> values) {}

  FormatSettings formats();

  /** A stored expression over a relation's columns as it is shown. */
  String shown(String expression, Relation relation);

  /**
   * The user's functions and sequences that an expression uses, by oid.
   *
   * @param expression null for none
   * @param relation whose columns it may read; null for none
   */
  Set<Integer> uses(String expression, Relation relation);

  /** The user's functions that a view's query calls, by oid. */
  Set<Integer> functionsOf(Relation view);

  /** A view's query as it is shown; null for what is no view. */
  String definition(Relation relation);

  /** What can be done to a view as to a table. */
  ViewUpdatability updatability(View view);

  SessionSettings settings();

  /**
   * Whether clients are told of that major version, or a later one: for what the catalogs show
   * otherwise since then.
   */
  default boolean servesVersion(int major) {
    return settings().number("server_version_num") >= major * 10_000L;
  }

  List<String> searchPath();

  List<Backend> backends();

  List<Lock> locks();

  /** Of the sessions whose commands the view of that name shows. */
  List<Progress> progress(String view);

  List<PreparedStatement> preparedStatements();

  List<OpenCursor> cursors();

  /** A transaction that waits for its second phase; {@code owner} is a role's oid. */
  record PreparedTransaction(
      long id, String gid, long preparedAt, int owner, String databaseName) {}

  /** Of all databases. */
  List<PreparedTransaction> preparedTransactions();

  /** Files of a database that were found damaged while it was in use, and when the last was. */
  record Damaged(long files, long lastFoundAt) {}

  /** Empty for none. */
  Optional<Damaged> damaged(int database);

  /** What has happened in a database since the server was started. */
  DatabaseActivity databaseActivity(int database);

  /** Microseconds since 2000-01-01 UTC. */
  long serverStarted();

  /** How many temporary files statements in that database have had. */
  long temporaryFiles(int database);

  /** What those have held together. */
  long temporaryBytes(int database);

  ServerFiles serverFiles();

  /**
   * A sequence's counter.
   *
   * @param called false when {@code last} is yet to be given out
   * @param logCount how many more there are before the log is written again
   */
  record SequenceState(long last, boolean called, long logCount) {}

  SequenceState state(Sequence sequence);

  /** What ANALYZE has left. */
  TableStatistics statistics(Table table);

  /** What has happened in this database since the server was started. */
  DatabaseActivity activity();

  /** What the storage below all databases has done. */
  HeapActivity heapActivity();

  /** The same of one database. */
  HeapActivity.OfDatabase storageActivity(DatabaseEntry database);

  /** About how many rows a table has. */
  long liveRows(Table table);

  int currentRole();
}
