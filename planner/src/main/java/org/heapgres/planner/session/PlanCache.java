package org.heapgres.planner.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.types.PgType;

/**
 * Analysed statements of one database by what they depend on: text, parameter types, catalog
 * version, search path, role and the settings that literals are read with. Thread-safe; the least
 * recently used go first.
 */
final class PlanCache {
  private static final int CAPACITY = 2048;

  /**
   * A statement and one within it have the same text and position, but are of different kinds.
   *
   * @param fixed whether there are no parameters but the declared
   */
  private record Key(
      String sql,
      int position,
      Class<? extends Statement> kind,
      List<PgType> declared,
      boolean fixed,
      int hidden,
      long version,
      Environment environment) {}

  private final Map<Key, Analysed> entries =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Analysed> eldest) {
          return size() > CAPACITY;
        }
      };

  /** The analysis of a statement for the session's catalog and environment of now. */
  Analysed analyse(Session session, Prepared prepared) {
    Key key =
        new Key(
            prepared.sql(),
            prepared.raw().stmtLocation(),
            prepared.raw().stmt().getClass(),
            prepared.declared(),
            prepared.fixed(),
            prepared.hidden(),
            session.catalog().version(),
            session.environment().environment());
    synchronized (entries) {
      Analysed known = entries.get(key);
      if (known != null) {
        return known;
      }
    }
    Analysed made =
        Analyser.analyse(session, prepared.raw(), prepared.declared(), prepared.fixed());
    if (!made.settingsDependent() && !made.usesRoots() && made.body() instanceof Analysed.Planned) {
      synchronized (entries) {
        entries.put(key, made);
      }
    }
    return made;
  }
}
