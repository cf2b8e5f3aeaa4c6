package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.object.ClassRecord;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.HeapValue.Entry;
import org.heapgres.storage.object.ObjectJson;
import org.heapgres.storage.object.ObjectStore;
import org.heapgres.storage.value.Jsonb;

/**
 * What one statement does to a root where a row is an object, or an entry of plain values. The
 * container is written once, at the end. For one thread.
 */
final class RootChange implements ComputedRelation.Change {
  private final ComputedRelation.Source source;
  private final ObjectStore store;
  private final ObjectJson json;
  private final String name;
  private final RootShape shape;
  private final HeapRoots.Place place;

  /** The content as it is to be; null for one value. */
  private List<Entry> entries;

  private List<HeapValue> items;
  private boolean contentChanged;
  private boolean changed;

  RootChange(ComputedRelation.Source source, String name, RootShape shape, HeapRoots.Place place) {
    this.source = source;
    this.name = name;
    this.shape = shape;
    this.place = place;
    store = place.store();
    json = new ObjectJson(store, HeapRoots.DEFAULT_DEPTH);
    HeapValue content = place.content();
    if (content instanceof HeapValue.Entries(List<Entry> present)) {
      entries = new ArrayList<>(present);
    } else if (content instanceof HeapValue.Elements(_, List<HeapValue> present)) {
      items = new ArrayList<>(present);
    }
  }

  @Override
  public Object[] row(Event event, Object[] oldRow, Object[] newRow) {
    changed = true;
    return switch (shape.kind()) {
      case ENTRIES, INSTANCES -> entry(event, oldRow, newRow);
      case ITEMS -> item(event, oldRow, newRow);
      case ONE -> one(event, newRow);
      case ELEMENTS -> throw refused(event, "a row is not an object of its own");
    };
  }

  private PgException refused(Event event, String reason) {
    return new PgException(
            SqlState.FEATURE_NOT_SUPPORTED, event + " of heap." + name + " is not supported yet")
        .withDetail(Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".");
  }

  private Object[] entry(Event event, Object[] oldRow, Object[] newRow) {
    if (event == Event.INSERT) {
      return inserted(newRow);
    }
    int at = find((Jsonb) oldRow[0]);
    if (at < 0) {
      return null;
    }
    if (event == Event.DELETE) {
      entries.remove(at);
      contentChanged = true;
      return oldRow;
    }
    Entry entry = entries.get(at);
    if (!oldRow[0].equals(newRow[0])) {
      if (find(key(newRow)) >= 0) {
        throw duplicate(newRow[0]);
      }
      entry = new Entry(RootValues.plain(key(newRow).tree()), entry.value());
      entries.set(at, entry);
      contentChanged = true;
    }
    if (shape.kind() == RootShape.Kind.INSTANCES) {
      update((HeapValue.Ref) entry.value(), oldRow, newRow);
    } else if (!Objects.equals(oldRow[1], newRow[1])) {
      requirePlain(event, entry.value());
      entries.set(at, new Entry(entry.key(), plain(newRow[1])));
      contentChanged = true;
    }
    return newRow;
  }

  private Object[] inserted(Object[] row) {
    if (shape.kind() == RootShape.Kind.INSTANCES) {
      throw refused(Event.INSERT, "only the class can make an instance");
    }
    if (find(key(row)) >= 0) {
      throw duplicate(row[0]);
    }
    entries.add(new Entry(RootValues.plain(key(row).tree()), plain(row[1])));
    contentChanged = true;
    return row;
  }

  private Jsonb key(Object[] row) {
    Jsonb key = (Jsonb) row[0];
    if (key == null) {
      throw new PgException(
          SqlState.NOT_NULL_VIOLATION,
          "null value in column \"key\" of relation \"" + name + "\" violates not-null constraint");
    }
    if (key.tree().isContainerNode()) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH, "a key of heap." + name + " cannot be an array or object");
    }
    return key;
  }

  private PgException duplicate(Object key) {
    return new PgException(
            SqlState.UNIQUE_VIOLATION, "duplicate key value in \"heap." + name + "\"")
        .withDetail("Key (key)=(" + key + ") already exists.");
  }

  private int find(Jsonb key) {
    for (int i = 0; i < entries.size(); i++) {
      if (json.jsonb(entries.get(i).key()).equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private void update(HeapValue.Ref reference, Object[] oldRow, Object[] newRow) {
    HeapValue.Instance instance = (HeapValue.Instance) store.object(reference.oid());
    List<HeapValue.Attribute> attributes = new ArrayList<>(instance.attributes());
    for (int i = 1; i < newRow.length; i++) {
      if (!Objects.equals(oldRow[i], newRow[i])) {
        set(instance.classId(), attributes, i, newRow[i]);
      }
    }
    store.putObject(
        reference.oid(),
        new HeapValue.Instance(
            instance.classId(), instance.version(), instance.content(), attributes));
  }

  private void set(long classId, List<HeapValue.Attribute> attributes, int column, Object datum) {
    ClassRecord.AnnotatedAttribute attribute = shape.attributes().get(column - 1);
    if (datum != null && !attribute.labels().isEmpty() && !attribute.labels().contains(datum)) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input value for enum attribute \"%s\": \"%s\""
              .formatted(attribute.name(), datum));
    }
    int id = store.attributeId(classId, attribute.name());
    for (int i = 0; i < attributes.size(); i++) {
      HeapValue before = attributes.get(i).value();
      if (attributes.get(i).id() == id) {
        if (shape.type(column).name().equals("jsonb")) {
          requirePlain(Event.UPDATE, before);
        }
        HeapValue value = RootValues.value(datum, shape.type(column), before);
        attributes.set(i, new HeapValue.Attribute(id, value));
        return;
      }
    }
    attributes.add(
        new HeapValue.Attribute(
            id, RootValues.value(datum, shape.type(column), attribute.missing())));
  }

  /** What is an object elsewhere too, or of a class, would be replaced by what it looks like. */
  private void requirePlain(Event event, HeapValue before) {
    switch (before) {
      case HeapValue.Ref _, HeapValue.Library _, HeapValue.Instance _, HeapValue.Member _ ->
          throw refused(event, "the value is an object of its own");
      default -> {}
    }
  }

  private static HeapValue plain(Object datum) {
    return datum == null ? HeapValue.NONE : RootValues.plain(((Jsonb) datum).tree());
  }

  private Object[] item(Event event, Object[] oldRow, Object[] newRow) {
    if (event != Event.UPDATE || !oldRow[0].equals(newRow[0])) {
      throw refused(event, "the index of an item follows from its place");
    }
    int at = Math.toIntExact((Long) oldRow[0]);
    if (at >= items.size()) {
      return null;
    }
    requirePlain(event, items.get(at));
    items.set(at, plain(newRow[1]));
    contentChanged = true;
    return newRow;
  }

  private Object[] one(Event event, Object[] newRow) {
    if (event != Event.UPDATE) {
      throw refused(event, "there is one row");
    }
    requirePlain(event, place.content());
    store.putRoot(place.schema(), name, plain(newRow[0]));
    return newRow;
  }

  @Override
  public void finish() {
    if (contentChanged) {
      place.write(
          entries != null
              ? new HeapValue.Entries(entries)
              : new HeapValue.Elements(HeapValue.ElementsKind.LIST, items));
      contentChanged = false;
    }
    if (changed) {
      source.objectsChanged();
    }
  }
}
