package org.heapgres.storage;

import java.util.Optional;
import java.util.function.Supplier;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;

/**
 * Events for the JDK's flight recorder that cost nothing until somebody asks for it: to get it
 * ready is a noticeable part of a server's start, and the initialiser of an event's class does
 * that. So nothing may touch such a class but through here.
 */
public final class FlightEvents {
  private FlightEvents() {}

  /** Begins an event. Empty until the recorder has first been asked for. */
  public static <E extends Event> Optional<E> begin(Supplier<E> kind) {
    if (!FlightRecorder.isInitialized()) {
      return Optional.empty();
    }
    E event = kind.get();
    event.begin();
    return Optional.of(event);
  }
}
