package org.heapgres.runtime.direct;

import org.heapgres.storage.object.HeapValue;

/** What Python's values are here, and whether they count as true. */
final class Values {
  private Values() {}

  /** Of a datum that crosses to Python as it is. */
  static Object ofDatum(Object datum) {
    return switch (datum) {
      case null -> None.NONE;
      case Long number -> number;
      case Integer number -> number.longValue();
      case Short number -> number.longValue();
      case Double number -> number;
      case String text -> text;
      case Boolean truth -> truth;
      default -> throw new NotDirect();
    };
  }

  /** What a root is: a plain value, or a container that has a record. */
  static Object ofRoot(Run run, HeapValue root) {
    if (!(root instanceof HeapValue.Ref(long oid, long classId))) {
      return ofHeap(root);
    }
    if (classId != 0) {
      throw new NotDirect();
    }
    return switch (run.objects().referred(oid)) {
      case HeapValue.Elements list when list.kind() == HeapValue.ElementsKind.LIST ->
          new ListValue(run, oid, list.items());
      case HeapValue.Entries dict -> new DictValue(run, oid, dict.entries());
      case null, default -> throw new NotDirect();
    };
  }

  static Object ofHeap(HeapValue value) {
    return switch (value) {
      case HeapValue.Int(long number) -> number;
      case HeapValue.Real(double number) -> number;
      case HeapValue.Text(String text) -> text;
      case HeapValue.Truth(boolean truth) -> truth;
      case HeapValue.None() -> None.NONE;
      default -> throw new NotDirect();
    };
  }

  static HeapValue toHeap(Object value) {
    return switch (value) {
      case Long number -> new HeapValue.Int(number);
      case Double number -> new HeapValue.Real(number);
      case String text -> new HeapValue.Text(text);
      case Boolean truth -> truth ? HeapValue.TRUE : HeapValue.FALSE;
      case None _ -> HeapValue.NONE;
      default -> throw new NotDirect();
    };
  }

  static boolean isTrue(Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case None _ -> false;
      case RowValue row -> row.shape().width() > 0;
      case ListValue list -> !list.items().isEmpty();
      case DictValue dict -> !dict.entries().isEmpty();
      default -> throw new NotDirect();
    };
  }
}
