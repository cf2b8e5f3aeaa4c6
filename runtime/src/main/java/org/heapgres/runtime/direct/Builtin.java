package org.heapgres.runtime.direct;

/**
 * A function of Python's own, which a table or root of its name hides.
 *
 * @param slot a variable of its own, which has a value once that was ruled out
 */
record Builtin(HeapName hiding, int slot) {

  void check(Run run) {
    if (run.isAssigned(slot)) {
      return;
    }
    if (hiding.find(run) != null) {
      throw new NotDirect();
    }
    run.assign(slot, None.NONE);
  }
}
