package org.heapgres.runtime.direct;

/** What is looked into by a key. */
sealed interface Keyed permits TableValue, DictValue {
  /** Null when there is no such key. */
  Object find(Object key);
}
