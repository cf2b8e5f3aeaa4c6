package org.heapgres.compat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a process has had of the processors, its children that have ended included. */
final class ProcessTime {
  /** Of proc_pid_stat(5), counted from the one after the command: utime, stime, cutime, cstime. */
  private static final int FIRST = 11;

  private static final int COUNT = 4;

  /** USER_HZ, which Linux keeps at that for programs. */
  private static final int TICK_MILLIS = 10;

  private ProcessTime() {}

  static Duration of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int i = FIRST; i < FIRST + COUNT; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return Duration.ofMillis(ticks * TICK_MILLIS);
  }
}
