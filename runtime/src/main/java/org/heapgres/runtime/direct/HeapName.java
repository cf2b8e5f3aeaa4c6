package org.heapgres.runtime.direct;

import java.util.Optional;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.runtime.TableShape;
import org.heapgres.storage.object.HeapValue;

/** A name that is no variable of the snippet: a table or a root, schema by schema. */
final class HeapName implements Expression {
  private final String name;

  /** Of the table that it was the last time; any thread's. */
  private TableShape known;

  HeapName(String name) {
    this.name = name;
  }

  @Override
  public Object value(Run run) {
    Object found = find(run);
    if (found == null) {
      throw new NotDirect();
    }
    return found;
  }

  /** Null when it means nothing there. */
  Object find(Run run) {
    LanguageContext session = run.session();
    for (String schemaName : session.searchPath()) {
      Optional<Schema> schema = session.catalog().schema(schemaName);
      if (schema.isPresent() && !schema.get().system()) {
        Object found = find(run, schema.get());
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private Object find(Run run, Schema schema) {
    LanguageContext session = run.session();
    if (session.catalog().relation(schema.oid(), name).orElse(null) instanceof Table table) {
      return new TableValue(shape(session, table), run, session.table(table));
    }
    HeapValue root = run.objects().root(schema.oid(), name);
    if (root == null) {
      return null;
    }
    run.roots().read(schema, name, root);
    return Values.ofRoot(run, root);
  }

  /** By identity: another version of a table is another object. */
  @SuppressWarnings("ReferenceEquality")
  private TableShape shape(LanguageContext session, Table table) {
    TableShape shape = known;
    if (shape == null || shape.table() != table) {
      shape = new TableShape(table, session.formatSettings());
      known = shape;
    }
    return shape;
  }
}
