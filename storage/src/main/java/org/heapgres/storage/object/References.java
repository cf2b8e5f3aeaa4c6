package org.heapgres.storage.object;

import java.util.function.LongConsumer;

/** What a value refers to: other records, and objects whose content is in {@link Parts}. */
final class References {
  private References() {}

  static void of(HeapValue value, LongConsumer oids) {
    switch (value) {
      case HeapValue.Ref(long oid, _) -> oids.accept(oid);
      case HeapValue.Elements(_, var items) -> items.forEach(item -> of(item, oids));
      case HeapValue.Entries(var entries) ->
          entries.forEach(
              entry -> {
                of(entry.key(), oids);
                of(entry.value(), oids);
              });
      case HeapValue.Library(_, var arguments, HeapValue content) -> {
        if (Parts.isSpread(value)) {
          oids.accept(Parts.oid(value));
        }
        arguments.forEach(argument -> of(argument, oids));
        of(content, oids);
      }
      case HeapValue.Instance(_, _, HeapValue content, var attributes) -> {
        of(content, oids);
        attributes.forEach(attribute -> of(attribute.value(), oids));
      }
      case HeapValue.None _,
          HeapValue.Truth _,
          HeapValue.Int _,
          HeapValue.BigInt _,
          HeapValue.Real _,
          HeapValue.Complex _,
          HeapValue.Text _,
          HeapValue.Bytes _,
          HeapValue.Decimal _,
          HeapValue.Uuid _,
          HeapValue.Temporal _,
          HeapValue.Delta _,
          HeapValue.Member _ -> {}
    }
  }
}
