package org.heapgres.planner.exec;

import java.util.List;

/**
 * One thing that EXPLAIN says of a node: a line of its text, and properties in its other formats.
 *
 * @param line null for what the text leaves out
 */
public record Detail(String line, List<Property> properties) {
  /** {@code value} is a string, a number, a boolean or a list of strings. */
  public record Property(String label, Object value) {}

  public Detail {
    properties = List.copyOf(properties);
  }

  public static Detail of(String label, String text) {
    return new Detail(label + ": " + text, List.of(new Property(label, text)));
  }

  public static Detail list(String label, List<String> items) {
    return new Detail(
        label + ": " + String.join(", ", items), List.of(new Property(label, List.copyOf(items))));
  }

  /** The same number everywhere. */
  public static Detail number(String label, long number) {
    return new Detail(label + ": " + number, List.of(new Property(label, number)));
  }

  /** What the text leaves out. */
  public static Detail silent(String label, Object value) {
    return new Detail(null, List.of(new Property(label, value)));
  }
}
