package org.heapgres.planner.optimize;

import java.util.concurrent.CompletableFuture;
import org.heapgres.planner.rel.PgCluster;
import org.heapgres.planner.types.Types;

/**
 * What Calcite's classes do when they are first used, which every query needs: done on another
 * processor while the heap and its databases are opened.
 */
public final class CalciteStart {
  private CalciteStart() {}

  /**
   * Begins with it, if nobody has. Until it is done, the caller must leave alone what knows
   * Calcite, and before this returns also the types: two threads that initialise classes which need
   * one another wait for each other for ever.
   */
  public static CompletableFuture<Void> begin() {
    return Begun.CALCITE;
  }

  private static final class Begun {
    static final CompletableFuture<Void> CALCITE = begin();

    private static CompletableFuture<Void> begin() {
      Types.byOid(Types.BOOL.oid()); // both sides need the types, which know nothing of Calcite
      return CompletableFuture.runAsync(
          CalciteStart::run,
          task -> Thread.ofPlatform().daemon().name("heapgres-calcite").start(task));
    }
  }

  private static void run() {
    PgCluster.create().getMetadataQuery();
    PgCluster.planner(LogicalOptimizer.PUSH_DOWN);
  }
}
