package org.heapgres.planner.session;

import java.util.Collections;
import java.util.Iterator;
import org.heapgres.planner.functions.CallContext;

/**
 * The server's state and signals (manual, 9.27.1 and 9.28); named as {@code Functions} wants them.
 */
final class ServerFunctions {
  private ServerFunctions() {}

  static String pgNotify(CallContext context, String channel, String payload) {
    SmallCommands.notify(
        SessionFunctions.session(context), channel == null ? "" : channel, payload);
    return "";
  }

  static long pgPostmasterStartTime(CallContext context) {
    return SessionFunctions.session(context).engine().started();
  }

  static long pgConfLoadTime(CallContext context) {
    return SessionFunctions.session(context).engine().started();
  }

  static boolean pgReloadConf() {
    return true;
  }

  /** Options of foreign tables and servers, of which there are none. */
  static Iterator<?> pgOptionsToTable(Object options) {
    return Collections.emptyIterator();
  }
}
