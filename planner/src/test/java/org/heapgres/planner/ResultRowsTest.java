package org.heapgres.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.heapgres.storage.PgException;
import org.heapgres.storage.value.Jsonb;
import org.junit.jupiter.api.Test;

class ResultRowsTest {
  @Test
  void rowsInMemoryAndInTheFileAreAsTheyWere() {
    ResultRows rows = new ResultRows(10_000, 100_000_000);
    List<Jsonb> expected = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      Jsonb row = Jsonb.parse("{\"n\": %d, \"t\": \"%s\"}".formatted(i, "é".repeat(i % 50)));
      rows.add(row);
      expected.add(row);
    }
    Jsonb large = Jsonb.parse("\"" + "x".repeat(200_000) + "\"");
    rows.add(large);
    rows.add(Jsonb.parse("1"));
    expected.add(large);
    expected.add(Jsonb.parse("1"));
    assertEquals(expected, rows);
    assertEquals(expected.get(4321), rows.get(4321));
    assertEquals(5002, rows.size());
  }

  @Test
  void theFileHasALimit() {
    ResultRows rows = new ResultRows(0, 1024);
    PgException refused =
        assertThrows(
            PgException.class,
            () -> IntStream.range(0, 2000).forEach(i -> rows.add(Jsonb.parse("12345"))));
    assertEquals("53400", refused.code());
    assertEquals("temporary file size exceeds \"temp_file_limit\" (1kB)", refused.getMessage());
  }

  @Test
  void noRows() {
    assertEquals(List.of(), new ResultRows(0, 0));
  }
}
