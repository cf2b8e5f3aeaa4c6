package org.heapgres.planner.session;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;

/**
 * A statement whose names and types are known, for one version of the catalog and one environment.
 * Thread-safe; shared by sessions through the plan cache.
 *
 * @param settingsDependent whether a literal was read whose meaning depends on settings or on the
 *     time, so that another run needs another analysis
 * @param usesRoots whether it reads free objects, whose columns follow their values
 * @param constantsMatter whether knowing its parameters could make a better plan: it reads a large
 *     table wholly, or there are partial indexes
 */
public record Analysed(
    long catalogVersion,
    Environment environment,
    List<PgType> parameterTypes,
    Optional<RowDescription> description,
    Blocking blocking,
    boolean settingsDependent,
    boolean usesRoots,
    boolean constantsMatter,
    Body body) {

  /** A relation that the statement uses, and the lock that this needs. */
  record RelationLock(int relation, String name, LockMode mode) {}

  /** What is to be done. */
  sealed interface Body {}

  /** A query or change of rows; {@code denied} says which privilege the user lacks, else null. */
  public record Planned(StatementPlan plan, List<RelationLock> locks, String denied)
      implements Body {
    public Planned {
      locks = List.copyOf(locks);
    }
  }

  /** Anything else: carried out from its tree. */
  record Command(Statement tree) implements Body {}

  public boolean isFor(long version, Environment current) {
    return !usesRoots && catalogVersion == version && environment.equals(current);
  }
}
