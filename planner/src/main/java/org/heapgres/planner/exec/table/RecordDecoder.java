package org.heapgres.planner.exec.table;

import org.heapgres.planner.exec.Batch;

/** Makes batches of what a {@link RowFinder} finds. Immutable. */
public sealed interface RecordDecoder permits RowDecoder, IndexDecoder {
  /** The first {@code count} of {@code keys} and {@code values}. */
  Batch decode(byte[][] keys, byte[][] values, int count);
}
