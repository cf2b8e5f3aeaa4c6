package org.heapgres.planner.session;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.heapgres.planner.settings.SessionSettings.Live;

/** Settings that are a view of the session's state. */
final class LiveSettings {
  private final Session session;

  LiveSettings(Session session) {
    this.session = session;
  }

  Map<String, Live> settings() {
    return Map.of(
        "transaction_isolation",
        live(
            () -> session.transaction().isolation().label(),
            value ->
                session
                    .transaction()
                    .isolation(
                        Isolation.of(
                            value != null
                                ? value
                                : session.settings().value("default_transaction_isolation")))),
        "transaction_read_only",
        live(
            () -> onOff(session.transaction().readOnly()),
            value -> session.transaction().readOnly("on".equals(value))),
        "transaction_deferrable",
        live(
            () -> onOff(session.transaction().deferrable()),
            value -> session.transaction().deferrable("on".equals(value))));
  }

  private static String onOff(boolean value) {
    return value ? "on" : "off";
  }

  private static Live live(Supplier<String> value, Consumer<String> set) {
    return new Live() {
      @Override
      public String value() {
        return value.get();
      }

      @Override
      public void set(String canonical) {
        set.accept(canonical);
      }
    };
  }
}
