package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which partitions plans read. */
final class PartitionPruningTest extends SessionTest {
  @BeforeEach
  void prepare() {
    client.run(
        "CREATE TABLE m (id int, ts date) PARTITION BY RANGE (ts);"
            + "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');"
            + "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');"
            + "CREATE TABLE md PARTITION OF m DEFAULT;"
            + "CREATE TABLE l (a text) PARTITION BY LIST (a);"
            + "CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('a', 'b');"
            + "CREATE TABLE l2 PARTITION OF l FOR VALUES IN ('c', NULL)");
  }

  /** The tables that a plan scans, in order. */
  private List<String> scanned(String query) {
    return client.run("EXPLAIN (COSTS OFF) " + query).stream()
        .filter(line -> line.contains("Scan on "))
        .map(
            line -> line.substring(line.indexOf("Scan on ") + "Scan on ".length()).split(" ", 2)[0])
        .toList();
  }

  @Test
  void rangesThatMeetAnInterval() {
    assertEquals(List.of("m1"), scanned("SELECT * FROM m WHERE ts = '2020-05-05'"));
    assertEquals(
        List.of("m1", "m2"),
        scanned("SELECT * FROM m WHERE ts >= '2020-05-05' AND ts < '2021-05-05'"));
    assertEquals(List.of("m1", "md"), scanned("SELECT * FROM m WHERE ts < '2020-06-01'"));
    assertEquals(List.of("md"), scanned("SELECT * FROM m WHERE ts > '2025-05-05'"));
    assertEquals(List.of("m1", "m2", "md"), scanned("SELECT * FROM m WHERE id = 3"));
    assertEquals(
        List.of(), scanned("SELECT * FROM m WHERE ts < '2020-02-02' AND ts > '2021-01-01'"));
  }

  @Test
  void valuesThatPass() {
    assertEquals(List.of("l1"), scanned("SELECT * FROM l WHERE a = 'a'"));
    assertEquals(List.of("l2"), scanned("SELECT * FROM l WHERE a IS NULL"));
    assertEquals(List.of("l2"), scanned("SELECT * FROM l WHERE a > 'b'"));
    assertEquals(List.of("l1", "l2"), scanned("SELECT * FROM l WHERE a IN ('a', 'c')"));
    assertEquals(List.of(), scanned("SELECT * FROM l WHERE a = 'other'"));
  }

  @Test
  void changes() {
    assertEquals(List.of("m1"), scanned("UPDATE m SET id = 1 WHERE ts = '2020-05-05'"));
    assertEquals(List.of("l2"), scanned("DELETE FROM l WHERE a = 'c'"));
  }
}
