package org.heapgres.runtime.direct;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.object.HeapValue;

/** A dict that is a root and lies in one record, as it was read. */
record DictValue(Run run, long oid, List<HeapValue.Entry> entries) implements Keyed {

  @Override
  public Object find(Object key) {
    int place = place(key);
    return place < 0 ? null : Values.ofHeap(entries.get(place).value());
  }

  /** After this the snippet does nothing more. */
  void put(Object key, Object value) {
    int place = place(key);
    HeapValue.Entry entry = new HeapValue.Entry(Values.toHeap(key), Values.toHeap(value));
    List<HeapValue.Entry> changed = new ArrayList<>(entries);
    if (place >= 0) {
      // what was there may have been shared
      Values.ofHeap(entries.get(place).value());
      changed.set(place, entry);
    } else {
      changed.add(entry);
    }
    if (changed.size() > run.bigContainer()) {
      throw new NotDirect();
    }
    run.store(oid, new HeapValue.Entries(changed));
  }

  /** Negative when there is no such key. Keys that equal others of another type are Python's. */
  private int place(Object key) {
    if (!(key instanceof String || key instanceof Long)) {
      throw new NotDirect();
    }
    HeapValue wanted = Values.toHeap(key);
    int found = -1;
    for (int i = 0; i < entries.size(); i++) {
      HeapValue candidate = entries.get(i).key();
      if (!(candidate instanceof HeapValue.Text || candidate instanceof HeapValue.Int)) {
        throw new NotDirect();
      }
      if (candidate.equals(wanted)) {
        found = i;
      }
    }
    return found;
  }
}
