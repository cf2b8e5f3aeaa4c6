package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * FOR VALUES or DEFAULT: which rows of a partitioned table a partition takes. Values are kept in
 * the text form of the key's type, so that a later type's change of its binary form does not
 * matter.
 */
public sealed interface PartitionBound {
  /** Takes what no other partition takes. */
  record Default() implements PartitionBound {}

  /** FOR VALUES IN; null stands for NULL. */
  record Values(List<String> values) implements PartitionBound {
    public Values {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }

  /** FOR VALUES FROM ... TO: the lower bound is in, the upper is not. */
  record Range(List<Datum> lower, List<Datum> upper) implements PartitionBound {
    public Range {
      lower = List.copyOf(lower);
      upper = List.copyOf(upper);
    }
  }

  /** FOR VALUES WITH (MODULUS, REMAINDER). */
  record Hash(int modulus, int remainder) implements PartitionBound {}

  /**
   * One column of a range's end.
   *
   * @param infinite -1 for MINVALUE, 1 for MAXVALUE, 0 for {@code value}
   */
  record Datum(int infinite, String value) {}
}
