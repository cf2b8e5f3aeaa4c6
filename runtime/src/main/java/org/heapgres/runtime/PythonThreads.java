package org.heapgres.runtime;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Platform threads whose stack holds Python's recursion (about 240 calls a megabyte before code is
 * compiled). Thread-safe.
 *
 * <p>A server that runs its sessions' statements on threads of {@link #factory} saves a hand-over
 * per snippet; on any other thread a snippet hops to one of these.
 */
public final class PythonThreads {
  /**
   * Room for the depth that Python allows by itself, 1,000 calls, whatever is called. No more than
   * that: recursion without end is noticed at the end of the stack, by tens of overflows until
   * there is room to handle one, and for each HotSpot looks through the whole stack, in which
   * compiled calls are hundreds of thousands, and no safepoint comes meanwhile (JEP 270; with 64 MB
   * a snippet took up to 50 s for its RecursionError).
   */
  private static final long STACK_BYTES = 16L << 20;

  private static final ExecutorService EXECUTOR = Executors.newCachedThreadPool(factory("python"));

  private static final class DeepThread extends Thread {
    private DeepThread(Runnable task, String name) {
      super(null, task, name, STACK_BYTES);
      setDaemon(true);
    }
  }

  private PythonThreads() {}

  /** Daemon threads, named with the prefix and a number. */
  public static ThreadFactory factory(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> new DeepThread(task, prefix + "-" + count.incrementAndGet());
  }

  /** Runs {@code task} with a deep stack: here, or on another thread while this one waits. */
  static <T> T call(Supplier<T> task) {
    return Thread.currentThread() instanceof DeepThread ? task.get() : join(submit(task));
  }

  static <T> Future<T> submit(Supplier<T> task) {
    return EXECUTOR.submit(task::get);
  }

  /** Runs {@code task} with a deep stack, at some time. */
  static void start(Runnable task) {
    EXECUTOR.execute(task);
  }

  static <T> T join(Future<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unchecked(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }
}
