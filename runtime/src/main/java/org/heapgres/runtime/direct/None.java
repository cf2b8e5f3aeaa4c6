package org.heapgres.runtime.direct;

/** Python's None; a null is a variable that has no value yet. */
enum None {
  NONE
}
