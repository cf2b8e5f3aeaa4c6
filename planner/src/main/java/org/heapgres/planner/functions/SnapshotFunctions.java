package org.heapgres.planner.functions;

import java.util.Iterator;
import org.heapgres.planner.types.SnapshotCodec;

/** What a pg_snapshot says (manual, 9.27.9). */
final class SnapshotFunctions {
  private SnapshotFunctions() {}

  static long pgSnapshotXmin(String snapshot) {
    return SnapshotCodec.parse(snapshot).xmin();
  }

  static long pgSnapshotXmax(String snapshot) {
    return SnapshotCodec.parse(snapshot).xmax();
  }

  static Iterator<?> pgSnapshotXip(String snapshot) {
    return SnapshotCodec.parse(snapshot).running().iterator();
  }

  static boolean pgVisibleInSnapshot(long id, String snapshot) {
    SnapshotCodec.Snapshot parsed = SnapshotCodec.parse(snapshot);
    return Long.compareUnsigned(id, parsed.xmin()) < 0
        || (Long.compareUnsigned(id, parsed.xmax()) < 0 && !parsed.running().contains(id));
  }
}
