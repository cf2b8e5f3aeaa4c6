package org.heapgres.storage.internal;

import java.util.List;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.ExtentScan;

/** A store as one extent, for a reader of which is remembered what it reads. */
final class WholeStore implements ExtentScan {
  private final Cursor records;
  private boolean begun;

  WholeStore(Cursor records) {
    this.records = records;
  }

  @Override
  public boolean next() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  @Override
  public long stamp() {
    return 0;
  }

  @Override
  public Cursor records() {
    return records;
  }

  @Override
  public void split(List<byte[]> starts) {}

  @Override
  public void close() {
    records.close();
  }
}
