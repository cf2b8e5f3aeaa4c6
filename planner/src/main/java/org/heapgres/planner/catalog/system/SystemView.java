package org.heapgres.planner.catalog.system;

import java.util.List;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.types.FormatSettings;

/** The state of session and server that system relations show beside the catalog. */
public interface SystemView {
  /**
   * A session of the server. Times are microseconds since 2000-01-01 UTC; 0 for none.
   *
   * @param database oid
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
      long queryStarted,
      long stateChanged) {}

  /** A lock held or waited for; {@code relation} 0 for advisory ones, which have a key. */
  record Lock(int pid, String type, int relation, long key, String mode, boolean granted) {}

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

  FormatSettings formats();

  SessionSettings settings();

  List<String> searchPath();

  List<Backend> backends();

  List<Lock> locks();

  List<PreparedStatement> preparedStatements();

  List<OpenCursor> cursors();

  /** Null before the first nextval. */
  Long lastValue(Sequence sequence);

  /** As ANALYZE left it; -1 when it never ran. */
  double estimatedRows(int relation);

  int currentRole();
}
