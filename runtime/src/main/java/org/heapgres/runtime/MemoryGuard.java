package org.heapgres.runtime;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the snippet that fills the server's memory before others miss it. What is alive is known
 * after a collection: when that is most of the heap, the running snippet that has allocated most is
 * stopped, if it has allocated a good part of the heap itself. Used by the watchdog's thread.
 */
final class MemoryGuard {
  private static final Logger log = LoggerFactory.getLogger(MemoryGuard.class);

  /** Of the heap, alive after a collection. */
  private static final double FULL = 0.70;

  /** Of the heap, allocated by one snippet. */
  private static final double LARGE = 0.10;

  private final long heap = Runtime.getRuntime().maxMemory();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
  private long seen;

  void check(Collection<PythonContext> contexts) {
    PythonContext largest = null;
    long most = (long) (heap * LARGE);
    for (PythonContext context : contexts) {
      long allocated = context.allocatedSinceStart(threads);
      if (allocated > most) {
        most = allocated;
        largest = context;
      }
    }
    if (largest != null && isFull()) {
      log.warn("a snippet that has allocated {} MB is stopped", most >> 20);
      largest.stopRunning(
          new PgException(SqlState.OUT_OF_MEMORY, "out of memory")
              .withDetail("Python code filled the memory of the server."));
    }
  }

  /** Whether a collection since the last time that it was has left the heap full. */
  private boolean isFull() {
    GcInfo last = null;
    for (GarbageCollectorMXBean collector : collectors) {
      GcInfo info = collector.getLastGcInfo();
      if (info != null && (last == null || info.getEndTime() > last.getEndTime())) {
        last = info;
      }
    }
    if (last == null || last.getEndTime() <= seen) {
      return false;
    }
    long alive = 0;
    for (Map.Entry<String, MemoryUsage> pool : last.getMemoryUsageAfterGc().entrySet()) {
      if (isHeap(pool.getKey())) {
        alive += pool.getValue().getUsed();
      }
    }
    if (alive < heap * FULL) {
      return false;
    }
    seen = last.getEndTime();
    return true;
  }

  private static boolean isHeap(String pool) {
    return !pool.startsWith("Code") && !pool.startsWith("Meta") && !pool.startsWith("Compressed");
  }
}
