package org.heapgres.wire;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which asks a server to read its files again. The JDK has no supported way to hear of
 * signals; its own is reached by reflection, since the compiler warns of it. Where there is none,
 * {@code SELECT pg_reload_conf()} does the same.
 */
final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /** Runs {@code action} at every SIGHUP from now on, on a thread of the JVM's. */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == handler) {
                  action.run();
                }
                return null;
              });
      Method register = signal.getMethod("handle", signal, handler);
      register.invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP is not heard: use SELECT pg_reload_conf()", e);
    }
  }
}
