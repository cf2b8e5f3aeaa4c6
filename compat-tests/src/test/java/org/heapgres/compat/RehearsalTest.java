package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.Writer;
import org.heapgres.wire.Main;
import org.junit.jupiter.api.Test;

/** The launcher's quick starts come from a rehearsal, which ends at its first error. */
class RehearsalTest {
  @Test
  void rehearses() {
    assertEquals(0, Main.execute(new PrintWriter(Writer.nullWriter()), "rehearse"));
  }
}
