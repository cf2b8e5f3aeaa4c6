package org.heapgres.runtime.direct;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.object.HeapValue;

/** A list that is a root and lies in one record, as it was read. */
record ListValue(Run run, long oid, List<HeapValue> items) {

  Object item(Object index) {
    return Values.ofHeap(items.get(place(index)));
  }

  /** After this the snippet does nothing more. */
  void append(Object value) {
    List<HeapValue> changed = new ArrayList<>(items.size() + 1);
    changed.addAll(items);
    changed.add(Values.toHeap(value));
    if (changed.size() > run.bigContainer()) {
      throw new NotDirect();
    }
    store(changed);
  }

  /** After this the snippet does nothing more. */
  Object pop(Object index) {
    int place = place(index);
    Object taken = Values.ofHeap(items.get(place));
    List<HeapValue> changed = new ArrayList<>(items);
    changed.remove(place);
    store(changed);
    return taken;
  }

  private void store(List<HeapValue> changed) {
    run.store(oid, new HeapValue.Elements(HeapValue.ElementsKind.LIST, changed));
  }

  private int place(Object index) {
    if (index instanceof Long number) {
      long place = number < 0 ? number + items.size() : number;
      if (place >= 0 && place < items.size()) {
        return (int) place;
      }
    }
    throw new NotDirect();
  }
}
