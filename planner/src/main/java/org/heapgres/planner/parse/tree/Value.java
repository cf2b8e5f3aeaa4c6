package org.heapgres.planner.parse.tree;

import java.util.List;

/** Bare values, as constants hold them and as names and options are made of. */
public sealed interface Value extends Node {

  record IntegerValue(int ival) implements Value {}

  /** A number that is not an {@code int4}, as it was written. */
  record FloatValue(String fval) implements Value {}

  record BooleanValue(boolean boolval) implements Value {}

  record StringValue(String sval) implements Value, Indirection {}

  /** {@code bsval} starts with {@code b} or {@code x}, the kind of digits that follow. */
  record BitStringValue(String bsval) implements Value {}

  /** A list where a single node may stand, as on the right of {@code IN} and {@code BETWEEN}. */
  record ListValue(List<Node> items) implements Value {}
}
