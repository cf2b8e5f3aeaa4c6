package org.heapgres.compat;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ibatis.session.SqlSession;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jooq.DSLContext;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.springframework.data.jpa.repository.JpaRepository;

/**
 * Writes docs/compatibility.md from the tests of a run with {@code -Dcompatibility=regenerate}: how
 * many checks each library passes, and the names of those that differ from PostgreSQL. Tests belong
 * to the library that a tag or, for those of {@link ExternalClientTest}, a container names. The
 * launcher finds this class as a service. Thread-safe.
 */
public final class CompatibilityPage implements TestExecutionListener {
  private static final Path PAGE = Path.of("../docs/compatibility.md");
  private static final boolean WANTED = "regenerate".equals(System.getProperty("compatibility"));
  private static final Pattern JAR_VERSION = Pattern.compile(".*?-(\\d[^/]*)\\.jar");

  /** Libraries for the JVM, by a class of theirs. */
  private static final Map<String, Class<?>> ON_THE_JVM =
      Map.ofEntries(
          Map.entry("pgjdbc", org.postgresql.Driver.class),
          Map.entry("R2DBC", PostgresqlConnectionFactory.class),
          Map.entry("Vert.x", PgConnection.class),
          Map.entry("HikariCP", HikariDataSource.class),
          Map.entry("Hibernate", SessionFactory.class),
          Map.entry("spring-data-jpa", JpaRepository.class),
          Map.entry("jOOQ", DSLContext.class),
          Map.entry("MyBatis", SqlSession.class),
          Map.entry("Jdbi", Jdbi.class),
          Map.entry("Flyway", Flyway.class),
          Map.entry("Liquibase", liquibase.Liquibase.class));

  /** Of other languages, as their programs report them. */
  private static final Map<String, String> VERSIONS = new ConcurrentHashMap<>();

  private record Check(String library, String name, boolean same) {}

  private final List<Check> checks = new ArrayList<>();
  private TestPlan plan;

  static void version(String library, String version) {
    VERSIONS.put(library, version);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (WANTED && test.isTest()) {
      String library = library(test);
      if (library != null) {
        checks.add(
            new Check(
                library,
                test.getDisplayName().replaceFirst("\\(\\)$", ""),
                result.getStatus() == TestExecutionResult.Status.SUCCESSFUL));
      }
    }
  }

  private String library(TestIdentifier test) {
    for (TestIdentifier each = test; each != null; each = plan.getParent(each).orElse(null)) {
      if (VERSIONS.containsKey(each.getDisplayName())) {
        return each.getDisplayName();
      }
      for (var tag : each.getTags()) {
        if (ON_THE_JVM.containsKey(tag.getName())) {
          return tag.getName();
        }
      }
    }
    return null;
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan testPlan) {
    if (!WANTED) {
      return;
    }
    Map<String, List<Check>> byLibrary = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Check check : checks) {
      byLibrary.computeIfAbsent(check.library, library -> new ArrayList<>()).add(check);
    }
    StringBuilder page =
        new StringBuilder(
            """
            # Clients

            The tests run each of these libraries against Heapgres; a check is a thing that the library does, such as \
            a type's way there and back, a failed transaction, a cursor, a migration. Most do it next to a \
            PostgreSQL 18 too and must see the same. This page is made by the tests \
            (`mvn verify -Pclients -Dcompatibility=regenerate`).

            | library | version | checks | of them not as PostgreSQL yet |
            |---|---|---:|---|
            """);
    byLibrary.forEach(
        (library, all) ->
            page.append(
                "| %s | %s | %d | %s |%n"
                    .formatted(
                        library,
                        version(library),
                        all.size(),
                        String.join(
                            "; ", all.stream().filter(c -> !c.same).map(Check::name).toList()))));
    page.append("\n%d libraries, %d checks.%n".formatted(byLibrary.size(), checks.size()));
    try {
      Files.writeString(PAGE, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version(String library) {
    Class<?> type = ON_THE_JVM.get(library);
    if (type == null) {
      return VERSIONS.get(library);
    }
    Matcher jar =
        JAR_VERSION.matcher(
            Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .getFileName()
                .toString());
    return jar.matches() ? jar.group(1) : "";
  }
}
