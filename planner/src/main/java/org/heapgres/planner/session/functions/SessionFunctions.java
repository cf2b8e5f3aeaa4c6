package org.heapgres.planner.session.functions;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.functions.Functions;
import org.heapgres.planner.functions.NoSession;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SessionEnvironment;

/** The functions that ask the session: its catalog, sequences, locks and server. */
public final class SessionFunctions {
  private static final List<Class<?>> FAMILIES =
      List.of(
          SequenceFunctions.class,
          CatalogFunctions.class,
          CursorFunctions.class,
          AdvisoryFunctions.class,
          SnippetFunctions.class,
          CodeFiles.class,
          PrivilegeFunctions.class,
          PartitionFunctions.class,
          ServerFunctions.class,
          ActivityFunctions.class,
          StatementFunctions.class,
          SearchFunctions.class,
          StatisticsFunctions.class,
          CollationFunctions.class,
          LargeObjectFunctions.class,
          SizeFunctions.class,
          BackupFunctions.class);

  private SessionFunctions() {}

  /** Adds them to the table of functions; once is enough, again does no harm. */
  public static void register() {
    FAMILIES.forEach(family -> Functions.register(MethodHandles.lookup(), family));
  }

  public static Session session(CallContext context) {
    if (context.session() instanceof SessionEnvironment environment) {
      return environment.owner();
    }
    throw new NoSession("catalog functions");
  }
}
