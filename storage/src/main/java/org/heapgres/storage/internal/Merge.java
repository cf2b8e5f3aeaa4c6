package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.List;

/** Walks over several layers at once; of equal keys the uppermost one's counts. */
final class Merge implements Ordered.Walk<Version> {
  /** Uppermost first. */
  private final Ordered.Walk<Version>[] layers;

  /** Which of them stand at the current key, and have to move on. */
  private final boolean[] due;

  private final boolean[] ended;
  private final boolean reverse;
  private byte[] key;
  private int source;

  private Merge(Ordered.Walk<Version>[] layers, boolean reverse) {
    this.layers = layers;
    this.reverse = reverse;
    ended = new boolean[layers.length];
    due = new boolean[layers.length];
    Arrays.fill(due, true);
  }

  /**
   * Null when there is nothing to walk over.
   *
   * @param writes uppermost first
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static Ordered.Walk<Version> of(
      List<StoreWrites> writes, byte[] from, byte[] to, boolean reverse) {
    Ordered.Walk[] walks = new Ordered.Walk[writes.size()];
    int count = 0;
    for (StoreWrites each : writes) {
      if (!each.versions().isEmpty()) {
        walks[count++] = each.versions().walk(from, to, reverse);
      }
    }
    return switch (count) {
      case 0 -> null;
      case 1 -> walks[0];
      default -> new Merge(Arrays.copyOf(walks, count), reverse);
    };
  }

  @Override
  public boolean next() {
    byte[] best = null;
    for (int i = 0; i < layers.length; i++) {
      if (due[i]) {
        ended[i] = !layers[i].next();
        due[i] = false;
      }
      if (!ended[i]) {
        byte[] candidate = layers[i].key();
        int order = best == null ? -1 : compare(candidate, best);
        if (order < 0) {
          Arrays.fill(due, 0, i, false);
          best = candidate;
          source = i;
        }
        due[i] = order <= 0;
      }
    }
    key = best;
    return best != null;
  }

  private int compare(byte[] left, byte[] right) {
    int order = Arrays.compareUnsigned(left, right);
    return reverse ? -order : order;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public Version value() {
    return key == null ? null : layers[source].value();
  }
}
