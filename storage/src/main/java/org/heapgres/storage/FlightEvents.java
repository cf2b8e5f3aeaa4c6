package org.heapgres.storage;

import jdk.jfr.FlightRecorder;

/**
 * Whether the JDK's flight recorder is to be told of events. To get it ready is a noticeable part
 * of a server's start, and the initialiser of an event's class does that. So nothing may touch such
 * a class before this says yes, not even a method that begins without: the JVM keeps no such class
 * in its AOT cache, nor what a method makes of one.
 */
public final class FlightEvents {
  private FlightEvents() {}

  /** Not until the recorder has first been asked for. */
  public static boolean wanted() {
    return FlightRecorder.isInitialized();
  }
}
