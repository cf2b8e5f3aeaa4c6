package org.heapgres.planner.session;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who listens to which channel of which database. Thread-safe. */
final class Channels {
  private record Channel(int database, String name) {}

  private final Map<Channel, Set<Notifications>> listeners = new ConcurrentHashMap<>();

  void listen(int database, String channel, Notifications listener) {
    listeners
        .computeIfAbsent(new Channel(database, channel), key -> ConcurrentHashMap.newKeySet())
        .add(listener);
  }

  void unlisten(int database, String channel, Notifications listener) {
    Set<Notifications> known = listeners.get(new Channel(database, channel));
    if (known != null) {
      known.remove(listener);
    }
  }

  void send(int database, int pid, String channel, String payload) {
    Set<Notifications> known = listeners.get(new Channel(database, channel));
    if (known != null) {
      known.forEach(listener -> listener.receive(pid, channel, payload));
    }
  }
}
