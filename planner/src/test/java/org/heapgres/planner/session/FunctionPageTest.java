package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.heapgres.planner.exec.aggregate.AggregateKinds;
import org.heapgres.planner.exec.window.WindowFunctions;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.Functions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.session.functions.SessionFunctions;
import org.heapgres.planner.types.Types;
import org.junit.jupiter.api.Test;

/**
 * docs/functions.md says which of PostgreSQL's functions there are; it is made from the tables.
 * {@code -Dfunctions=regenerate} writes it anew.
 */
final class FunctionPageTest {
  private static final Path PAGE = Path.of("../docs/functions.md");

  @Test
  void pageIsWhatTheTablesSay() throws IOException {
    SessionFunctions.register();
    String page = page();
    if ("regenerate".equals(System.getProperty("functions"))) {
      Files.writeString(PAGE, page);
    }
    assertEquals(Files.readString(PAGE), page);
  }

  /** Not callable from SQL with arguments that SQL has: support functions, handlers, types' own. */
  private static boolean isForClients(PgProc proc) {
    return proc.argumentTypes().stream().noneMatch(FunctionPageTest::isInternal)
        && !isInternal(proc.resultType())
        && !proc.name().startsWith("binary_upgrade_");
  }

  private static boolean isInternal(int type) {
    return type == Types.INTERNAL.oid()
        || type == Types.CSTRING.oid()
        || type == Types.TRIGGER.oid()
        || Types.REGISTRY.require(type).name().endsWith("_handler");
  }

  private static boolean isImplemented(PgProc proc) {
    return switch (proc.kind()) {
      case 'a' -> AggregateKinds.isImplemented(proc);
      case 'w' -> WindowFunctions.find(proc.name()) != null;
      default -> Functions.isImplemented(proc);
    };
  }

  private static String page() {
    List<PgProc> all =
        StreamSupport.stream(BuiltInFunctions.procs().spliterator(), false)
            .filter(proc -> proc.namespace() == Types.PG_CATALOG)
            .filter(FunctionPageTest::isForClients)
            .sorted(Comparator.comparing(PgProc::name).thenComparing(Functions::signature))
            .toList();
    long done = all.stream().filter(FunctionPageTest::isImplemented).count();
    return "# Functions\n\n"
        + "Of the "
        + all.size()
        + " functions, aggregates and window functions of `pg_catalog` that a client can call, "
        + done
        + " are there. The others are known by name and type, and answer `0A000`. This page is made"
        + " by\n`FunctionPageTest` from the tables.\n\n"
        + "## Not there yet\n\n"
        + listed(all, proc -> !isImplemented(proc))
        + "\n## There\n\n"
        + listed(all, FunctionPageTest::isImplemented);
  }

  private static String listed(List<PgProc> all, Predicate<PgProc> which) {
    Map<String, List<PgProc>> byName =
        all.stream()
            .filter(which)
            .collect(Collectors.groupingBy(PgProc::name, TreeMap::new, Collectors.toList()));
    return byName.values().stream()
        .map(
            overloads ->
                overloads.stream()
                    .map(proc -> "`" + Functions.signature(proc) + "`")
                    .distinct()
                    .collect(Collectors.joining(", ", "- ", "\n")))
        .collect(Collectors.joining());
  }
}
