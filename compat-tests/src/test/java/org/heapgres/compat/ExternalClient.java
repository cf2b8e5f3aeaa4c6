package org.heapgres.compat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The clients in other languages: each is a program in {@code src/test/clients}. */
enum ExternalClient {
  PG("pg", "node", true, "node", "pg.js"),
  POSTGRES("postgres", "node", false, "node", "postgres.js"),
  KNEX("Knex", "node", false, "node", "knex.js"),
  SEQUELIZE("Sequelize", "node", false, "node", "sequelize.js"),
  TYPEORM("TypeORM", "node", false, "node", "typeorm.js"),
  DRIZZLE("Drizzle", "node", false, "node", "drizzle.js"),
  KYSELY("Kysely", "node", false, "node", "kysely.js"),
  PSYCOPG3("psycopg 3", "python", true, "/usr/bin/python3", "psycopg3.py"),
  PSYCOPG2("psycopg 2", "python", false, "/usr/bin/python3", "psycopg2_checks.py"),
  ASYNCPG("asyncpg", "python", false, "/usr/bin/python3", "asyncpg_checks.py"),
  SQLALCHEMY("SQLAlchemy", "python", false, "/usr/bin/python3", "sqlalchemy_checks.py"),
  DJANGO("Django", "python", false, "/usr/bin/python3", "django_checks.py"),
  PSQLODBC("psqlODBC", "python", false, "/usr/bin/python3", "odbc_checks.py"),
  ACTIVERECORD("ActiveRecord", "ruby", false, "ruby", "activerecord.rb"),
  PDO("PDO", "php", false, "php", "pdo.php"),
  LIBPQXX("libpqxx", "cpp", false, "sh", "run.sh");

  /**
   * {@code -Pclients} sets it to "all": every client runs, and what it needs has been installed.
   * Else those of these names that are to run, with commas between them.
   */
  private static final String WANTED = System.getProperty("clients.external", "");

  private static final Path PROGRAMS = Path.of("src/test/clients").toAbsolutePath();
  private static final String VERSION = "version";

  /** What a program printed: its library's version, and for each check the outcome. */
  record Transcript(String version, Map<String, String> outcomes, String failure) {}

  private final String library;
  private final String directory;
  private final boolean quick;
  private final String program;
  private final String script;

  ExternalClient(String library, String directory, boolean quick, String program, String script) {
    this.library = library;
    this.directory = directory;
    this.quick = quick;
    this.program = program;
    this.script = script;
  }

  String library() {
    return library;
  }

  /** Whether the program is to run now; without {@code -Pclients} it may find nothing to run on. */
  boolean isWanted() throws IOException, InterruptedException {
    return WANTED.equals("all")
        || List.of(WANTED.split(",")).contains(name())
        || (WANTED.isEmpty() && quick && isInstalled());
  }

  /** A program that is told of no server ends well when it has loaded its libraries. */
  private boolean isInstalled() throws IOException, InterruptedException {
    try {
      return run(Map.of("PGHOST", ""), Path.of("/dev/null")) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs the checks in an empty database of that server. */
  Transcript run(int port, String database) throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of(
            "PGHOST",
            "127.0.0.1",
            "PGPORT",
            Integer.toString(port),
            "PGUSER",
            "postgres",
            "PGDATABASE",
            database);
    Path output = Files.createTempFile("client", ".out");
    try {
      int exit = run(environment, output);
      return transcript(Files.readAllLines(output, StandardCharsets.UTF_8), exit);
    } finally {
      Files.delete(output);
    }
  }

  private int run(Map<String, String> environment, Path output)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(program, script)
            .directory(PROGRAMS.resolve(directory).toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return -1;
    }
    return process.exitValue();
  }

  private static Transcript transcript(List<String> lines, int exit) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    List<String> rest = new ArrayList<>();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      if (colon < 0 || line.startsWith(" ") || !rest.isEmpty()) {
        rest.add(line);
      } else if (outcomes.put(line.substring(0, colon), line.substring(colon + 2)) != null) {
        throw new IllegalArgumentException("two checks called " + line.substring(0, colon));
      }
    }
    String failure =
        exit == 0 && rest.isEmpty() ? "" : "exit code " + exit + "\n" + String.join("\n", rest);
    return new Transcript(outcomes.remove(VERSION), outcomes, failure);
  }
}
