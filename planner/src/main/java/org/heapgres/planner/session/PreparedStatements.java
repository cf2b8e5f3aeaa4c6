package org.heapgres.planner.session;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A session's prepared statements by their names, the protocol's and those of PREPARE. Used by the
 * session's thread alone.
 */
public final class PreparedStatements {
  private final Map<String, Prepared> byName = new HashMap<>();

  /** Null when there is none. */
  public Prepared find(String name) {
    return byName.get(name);
  }

  /** 26000 when there is none. */
  public Prepared require(String name) {
    Prepared prepared = byName.get(name);
    if (prepared == null) {
      throw new PgException(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          name.isEmpty()
              ? "unnamed prepared statement does not exist"
              : "prepared statement \"" + name + "\" does not exist");
    }
    return prepared;
  }

  public Collection<Prepared> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** 42P05 when there is one of that name, which only the protocol's unnamed one gives way to. */
  public void checkFree(String name) {
    if (!name.isEmpty() && byName.containsKey(name)) {
      throw new PgException(
          SqlState.DUPLICATE_PSTATEMENT, "prepared statement \"" + name + "\" already exists");
    }
  }

  public void add(Prepared prepared) {
    byName.put(prepared.name(), prepared);
  }

  public void remove(String name) {
    byName.remove(name);
  }

  public void clear() {
    byName.clear();
  }
}
