package org.heapgres.runtime.direct;

/**
 * A part of a snippet that has a value: a Long, Double, String or Boolean, {@link None}, a {@link
 * TableValue} or {@link RowValue}, a {@link ListValue} or {@link DictValue}, or a {@link Display}.
 */
interface Expression {
  Object value(Run run);
}
