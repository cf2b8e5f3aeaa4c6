package org.heapgres.wire;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals to the process. The JDK has no supported way to hear of them; its own is reached by
 * reflection, since the compiler warns of it. Of those that end the JVM, what is registered here
 * takes the place of its shutdown.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  /** Of this process; a line of it has the set of ignored signals as bits in hexadecimal. */
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final String IGNORED = "SigIgn:";

  private Signals() {}

  /**
   * Runs {@code action} at every signal of that name, such as HUP, from now on, on a thread of the
   * JVM's. False when it will not be heard of.
   */
  static boolean handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == handler) {
                  action.run();
                }
                return null;
              });
      Object handled = signal.getConstructor(String.class).newInstance(name);
      int number = (int) signal.getMethod("getNumber").invoke(handled);
      if (mayBeIgnored(number)) {
        restore(number);
      }
      signal.getMethod("handle", signal, handler).invoke(null, handled, handling);
      return true;
    } catch (ReflectiveOperationException | UnsatisfiedLinkError e) {
      LOG.warn("SIG{} is not heard", name, e);
      return false;
    }
  }

  /** What Linux says; elsewhere true. To call C is a noticeable part of a start. */
  private static boolean mayBeIgnored(int number) {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(IGNORED))
          .map(line -> Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16))
          .allMatch(mask -> (mask >>> (number - 1) & 1) == 1);
    } catch (IOException _) {
      return true;
    }
  }

  /**
   * Undoes that the process was started with the signal ignored, which the JVM would keep to: as a
   * shell without job control starts what is to run in the background, and nohup everything.
   */
  @SuppressWarnings("restricted")
  private static void restore(int number) {
    Linker linker = Linker.nativeLinker();
    MethodHandle signal =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("signal"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    try {
      var _ = (MemorySegment) signal.invokeExact(number, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
