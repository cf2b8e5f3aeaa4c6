package org.heapgres.wire.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables, and what is measured on them.
 *
 * @param scale 1 are 100,000 accounts and 600,000 order lines
 */
record Workload(double scale) {
  private static final String BETWEEN = "\n--\n";
  private static final int ITEMS = 10_000;

  private int accounts() {
    return Math.max(100, (int) (scale * 100_000));
  }

  private int branches() {
    return (accounts() + 99_999) / 100_000;
  }

  private int orders() {
    return Math.max(100, (int) (scale * 150_000));
  }

  /** Makes the schema anew and fills it. */
  void create(Target target) throws IOException, SQLException {
    drop(target);
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + Target.SCHEMA);
      run(statement, "schema.sql");
      if (target.python() == Target.Python.FUNCTIONS) {
        run(statement, "plpython.sql");
      }
      statement.execute("VACUUM ANALYZE");
    }
  }

  void drop(Target target) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS " + Target.SCHEMA + " CASCADE");
    }
  }

  private void run(Statement statement, String script) throws IOException, SQLException {
    for (String sql : read(script).split(BETWEEN, -1)) {
      statement.execute(
          sql.replace(":branches", String.valueOf(branches()))
              .replace(":accounts", String.valueOf(accounts()))
              .replace(":orders", String.valueOf(orders())));
    }
  }

  List<Measure> measures(Set<Suite> suites, List<Integer> clients) throws IOException {
    List<Measure> measures = new ArrayList<>();
    for (int count : clients) {
      measures.add(
          Measure.Throughput.of(
              Suite.SELECT,
              "one row",
              count,
              Operation.ofKey("SELECT balance FROM accounts WHERE aid = ?", accounts())));
    }
    for (int count : clients) {
      measures.add(Measure.Throughput.of(Suite.BANK, "transfer", count, this::transfer));
    }
    measures.addAll(queries());
    snippets(clients, measures);
    measures.removeIf(measure -> !suites.contains(measure.suite()));
    return measures;
  }

  private static List<Measure> queries() throws IOException {
    List<Measure> queries = new ArrayList<>();
    for (String query : read("analytics.sql").split(BETWEEN, -1)) {
      String name =
          query.lines().takeWhile(line -> line.startsWith("-- ")).reduce((a, b) -> b).orElseThrow();
      queries.add(new Measure.Query(Suite.ANALYTICS, name.substring(3), query));
    }
    return queries;
  }

  private static void snippets(List<Integer> clients, List<Measure> measures) {
    for (int count : clients) {
      measures.add(
          snippet(
              "a row as JSON",
              count,
              Operation.ofKey("DO $py$ items[args[0]] $py$ USING ?", ITEMS),
              Operation.ofKey("SELECT item(?)", ITEMS)));
      measures.add(
          snippet(
              "read, add, write",
              count,
              Operation.ofKey("DO $py$ items[args[0]].quantity += 1 $py$ USING ?", ITEMS),
              Operation.ofKey("SELECT take(?)", ITEMS)));
      measures.add(
          snippet(
              "100 reads in a chain",
              count,
              Operation.ofKey(
                  """
                  DO $py$
                  k = args[0]
                  for _ in range(100):
                      k = items[k].next
                  return k
                  $py$ USING ?""",
                  ITEMS),
              Operation.ofKey("SELECT chain(?)", ITEMS)));
    }
    measures.add(
        snippet(
            "loop over 10,000 rows",
            1,
            Operation.of(
                "DO $py$ sum(r.quantity * r.price for r in items.values() if r.quantity % 2 == 0)"
                    + " $py$"),
            Operation.of("SELECT worth()")));
  }

  private static Measure snippet(String name, int clients, Operation heap, Operation functions) {
    Map<Target.Python, Operation> operations = new EnumMap<>(Target.Python.class);
    operations.put(Target.Python.HEAP, heap);
    operations.put(Target.Python.FUNCTIONS, functions);
    return new Measure.Throughput(Suite.SNIPPET, name, clients, operations);
  }

  /** The transaction of pgbench's built-in script, for its shape (PostgreSQL's manual, pgbench). */
  private Operation.Client transfer(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    PreparedStatement account =
        connection.prepareStatement("UPDATE accounts SET balance = balance + ? WHERE aid = ?");
    PreparedStatement balance =
        connection.prepareStatement("SELECT balance FROM accounts WHERE aid = ?");
    PreparedStatement teller =
        connection.prepareStatement("UPDATE tellers SET balance = balance + ? WHERE tid = ?");
    PreparedStatement branch =
        connection.prepareStatement("UPDATE branches SET balance = balance + ? WHERE bid = ?");
    PreparedStatement entry =
        connection.prepareStatement("INSERT INTO history VALUES (?, ?, ?, ?, now())");
    return random -> {
      int aid = random.nextInt(accounts()) + 1;
      int tid = random.nextInt(branches() * 10) + 1;
      int bid = random.nextInt(branches()) + 1;
      int delta = random.nextInt(-5000, 5001);
      set(account, delta, aid);
      set(balance, aid);
      set(teller, delta, tid);
      set(branch, delta, bid);
      set(entry, tid, bid, aid, delta);
      connection.commit();
    };
  }

  private static void set(PreparedStatement statement, int... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setInt(i + 1, values[i]);
    }
    Operation.drain(statement);
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = Workload.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
