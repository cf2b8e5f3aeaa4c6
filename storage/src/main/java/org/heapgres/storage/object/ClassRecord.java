package org.heapgres.storage.object;

import java.util.ArrayList;
import java.util.List;

/**
 * A version of a stored class.
 *
 * @param schema oid of its schema
 * @param version from 1
 * @param source everything needed to make the class: imports, helpers, the class itself
 * @param attributes those that the class annotates, in order
 */
public record ClassRecord(
    long id,
    long schema,
    String name,
    int version,
    String source,
    List<AnnotatedAttribute> attributes) {
  public ClassRecord {
    attributes = List.copyOf(attributes);
  }

  /**
   * An attribute as its class annotates it.
   *
   * @param type the SQL type that stands for the annotation
   * @param missing what an instance without the attribute has
   * @param labels the names that an enumeration's members have; empty for anything else
   */
  public record AnnotatedAttribute(
      String name, String type, HeapValue missing, List<String> labels) {
    public AnnotatedAttribute {
      labels = List.copyOf(labels);
    }

    static AnnotatedAttribute of(HeapValue stored) {
      List<HeapValue> parts = ((HeapValue.Elements) stored).items();
      return new AnnotatedAttribute(
          ((HeapValue.Text) parts.get(0)).value(),
          ((HeapValue.Text) parts.get(1)).value(),
          parts.get(2),
          parts.stream().skip(3).map(label -> ((HeapValue.Text) label).value()).toList());
    }

    HeapValue stored() {
      List<HeapValue> parts = new ArrayList<>();
      parts.add(new HeapValue.Text(name));
      parts.add(new HeapValue.Text(type));
      parts.add(missing);
      labels.forEach(label -> parts.add(new HeapValue.Text(label)));
      return new HeapValue.Elements(HeapValue.ElementsKind.TUPLE, parts);
    }
  }
}
