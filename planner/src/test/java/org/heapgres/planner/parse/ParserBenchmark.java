package org.heapgres.planner.parse;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.parse.Normalizer.Normalized;
import org.heapgres.planner.parse.tree.RawStmt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Targets: a point select under 5 us, a six-way join under 40 us. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ParserBenchmark {
  private static final String POINT = "SELECT abalance FROM pgbench_accounts WHERE aid = 4711";

  private static final String JOIN =
      """
      SELECT o.id, c.name, p.title, l.quantity, w.city, s.status FROM orders o
      JOIN customers c ON c.id = o.customer_id JOIN order_lines l ON l.order_id = o.id
      JOIN products p ON p.id = l.product_id LEFT JOIN warehouses w ON w.id = l.warehouse_id
      JOIN shipments s ON s.order_id = o.id
      WHERE c.country = 'DE' AND o.created_at >= now() - interval '7 days'
      AND p.price BETWEEN 10 AND 20 ORDER BY o.created_at DESC, o.id LIMIT 50
      """;

  @Benchmark
  public List<RawStmt> pointSelect() {
    return Parser.parse(POINT);
  }

  @Benchmark
  public List<RawStmt> sixWayJoin() {
    return Parser.parse(JOIN);
  }

  @Benchmark
  public Normalized normalizePointSelect() {
    return Normalizer.normalize(POINT);
  }
}
