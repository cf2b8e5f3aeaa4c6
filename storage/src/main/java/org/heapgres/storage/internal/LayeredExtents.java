package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.ExtentScan;

/** The extents of a store as a view has them; those that the layers above change have no stamp. */
final class LayeredExtents implements ExtentScan {
  private final View view;
  private final int store;
  private final LocalTransaction reader;
  private final Extents.OfStore extents;
  private final List<StoreWrites> layers = new ArrayList<>(2);
  private final boolean cleared;
  private int index = -1;
  private boolean closed;

  LayeredExtents(View view, int store, LocalTransaction reader) {
    this.view = view;
    this.store = store;
    this.reader = reader;
    DatabaseState state = view.base.retain().state;
    cleared = !(view.own.collect(store, layers) && state.collect(store, layers));
    extents = cleared ? null : state.extents().of(store);
  }

  @Override
  public boolean next() {
    index++;
    return index < (extents == null ? 1 : extents.size());
  }

  @Override
  public long stamp() {
    if (extents == null) {
      return 0;
    }
    for (StoreWrites layer : layers) {
      if (layer.versions().walk(extents.from(index), extents.to(index), false).next()) {
        return 0;
      }
    }
    return extents.stamps()[index];
  }

  @Override
  public Cursor records() {
    return extents == null
        ? view.scan(store, null, null, false, reader)
        : view.scan(store, extents.from(index), extents.to(index), false, reader);
  }

  @Override
  public void split(List<byte[]> starts) {
    if (!cleared && (extents == null || starts.size() > 1)) {
      reader.splitExtent(store, extents == null ? 0 : extents.stamps()[index], starts);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      view.base.release();
    }
  }
}
