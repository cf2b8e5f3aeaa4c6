package org.heapgres.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.HostAccess;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.object.ClassRecord;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectStore;

/** What names mean to Python: free objects, their classes, and tables by name. */
public final class ObjectHost {
  private final Host host;

  ObjectHost(Host host) {
    this.host = host;
  }

  /**
   * What a plain name means in the schemas of the search path: a {@link TableHandle} or the object
   * that Python has for it, a root's value (tokens), or null.
   */
  @HostAccess.Export
  public Object resolve(String name) {
    return host.guarded(
        () -> {
          for (String schemaName : host.session().searchPath()) {
            Optional<Schema> schema = host.session().catalog().schema(schemaName);
            if (schema.isPresent() && !schema.get().system()) {
              Object found = resolveIn(schema.get(), name);
              if (found != null) {
                return found;
              }
            }
          }
          return null;
        });
  }

  /** As {@link #resolve}, in one schema. */
  @HostAccess.Export
  public Object resolveIn(String schemaName, String name) {
    return host.guarded(() -> resolveIn(schema(schemaName), name));
  }

  private Object resolveIn(Schema schema, String name) {
    Optional<Relation> relation = host.session().catalog().relation(schema.oid(), name);
    if (relation.isPresent() && relation.get() instanceof Table table) {
      return host.table(table).crossing();
    }
    HeapValue value = host.objects().root(schema.oid(), name);
    if (value == null) {
      return null;
    }
    host.roots().read(schema, name, value);
    return Tokens.write(value, host.objects());
  }

  /** As {@link #load}, of an object that its reader has no reference to. */
  @HostAccess.Export
  public String find(long oid) {
    return host.guarded(() -> host.roots().mayFind(oid) ? load(oid) : null);
  }

  @HostAccess.Export
  public String load(long oid) {
    return host.guarded(
        () -> {
          HeapValue value = host.objects().object(oid);
          return value == null ? null : Tokens.write(value, host.objects());
        });
  }

  /** As {@link #load}, of an object that a record refers to. */
  @HostAccess.Export
  public String loadReferred(long oid) {
    return host.guarded(
        () -> {
          HeapValue value = host.objects().referred(oid);
          return value == null ? null : Tokens.write(value, host.objects());
        });
  }

  @HostAccess.Export
  public long newOid() {
    return host.guarded(
        () -> {
          long oid = host.objects().newOid();
          host.roots().made(oid);
          return oid;
        });
  }

  /** Writes records: {@code O<oid>} and a value, one after the other. Returns how many changed. */
  @HostAccess.Export
  public int store(String records) {
    return host.guarded(
        () -> {
          Tokens.Reader reader = new Tokens.Reader(records, host.objects());
          int changed = 0;
          while (reader.hasNext()) {
            long oid = reader.number('O');
            HeapValue value = reader.value();
            host.roots().change(oid, value);
            if (host.objects().putObject(oid, value)) {
              changed++;
            }
          }
          return changed;
        });
  }

  @HostAccess.Export
  public void putRoot(String schemaName, String name, String tokens) {
    host.guarded(
        () -> {
          Schema schema = schemaFor(schemaName);
          if (host.session().catalog().relation(schema.oid(), name).isPresent()) {
            throw new PgException(
                SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
          }
          HeapValue value = new Tokens.Reader(tokens, host.objects()).value();
          host.roots().write(schema, name, value);
          host.objects().putRoot(schema.oid(), name, value);
          return null;
        });
  }

  /** Removes the root that the name means on the search path, or in a schema. */
  @HostAccess.Export
  public boolean removeRoot(String schemaName, String name) {
    return host.guarded(
        () -> {
          if (schemaName != null) {
            return remove(schema(schemaName), name);
          }
          for (String candidate : host.session().searchPath()) {
            Optional<Schema> schema = host.session().catalog().schema(candidate);
            if (schema.isPresent() && remove(schema.get(), name)) {
              return true;
            }
          }
          return false;
        });
  }

  private boolean remove(Schema schema, String name) {
    if (host.objects().root(schema.oid(), name) == null) {
      return false;
    }
    host.roots().remove(schema, name);
    return host.objects().removeRoot(schema.oid(), name);
  }

  /** Names of all roots, {@code schema.name} outside the schema that names are made in. */
  @HostAccess.Export
  public Object[] rootNames() {
    return host.guarded(
        () -> {
          int own = creationSchema().oid();
          List<String> names = new ArrayList<>();
          for (Schema schema : host.session().catalog().schemas()) {
            for (ObjectStore.Root root : host.objects().roots(schema.oid())) {
              names.add(schema.oid() == own ? root.name() : schema.name() + "." + root.name());
            }
          }
          names.sort(null);
          return names.toArray();
        });
  }

  /** {@code [id, name, version, source]} of a class's current version; null when unknown. */
  @HostAccess.Export
  public Object[] classById(long id) {
    return host.guarded(() -> description(host.objects().currentClass(id)));
  }

  /** As {@link #classById}, of the class that the name means on the search path. */
  @HostAccess.Export
  public Object[] classByName(String name) {
    return host.guarded(
        () -> {
          for (String candidate : host.session().searchPath()) {
            Optional<Schema> schema = host.session().catalog().schema(candidate);
            if (schema.isPresent() && !schema.get().system()) {
              long id = host.objects().classId(schema.get().oid(), name);
              if (id != 0) {
                return description(host.objects().currentClass(id));
              }
            }
          }
          return null;
        });
  }

  /**
   * Stores a class, or a new version when the source differs.
   *
   * @param attributes those that it annotates: tokens of name, SQL type, default and an
   *     enumeration's labels of each
   */
  @HostAccess.Export
  public Object[] defineClass(String name, String source, String attributes) {
    return host.guarded(
        () -> {
          Object[] existing = classByName(name);
          long schema =
              existing == null
                  ? creationSchema().oid()
                  : host.objects().currentClass((Long) existing[0]).schema();
          return description(
              host.objects().defineClass(schema, name, source, attributes(attributes)));
        });
  }

  private List<ClassRecord.AnnotatedAttribute> attributes(String tokens) {
    Tokens.Reader reader = new Tokens.Reader(tokens, host.objects());
    List<ClassRecord.AnnotatedAttribute> attributes = new ArrayList<>();
    while (reader.hasNext()) {
      attributes.add(
          new ClassRecord.AnnotatedAttribute(
              ((HeapValue.Text) reader.value()).value(),
              ((HeapValue.Text) reader.value()).value(),
              reader.value(),
              ((HeapValue.Elements) reader.value())
                  .items().stream().map(label -> ((HeapValue.Text) label).value()).toList()));
    }
    return attributes;
  }

  /** The source of the module that an import of the name means; null for none. */
  @HostAccess.Export
  public String moduleSource(String name) {
    return host.guarded(() -> module(name).map(ModuleEntry::source).orElse(null));
  }

  private Optional<ModuleEntry> module(String name) {
    Catalog catalog = host.session().catalog();
    return host.session().searchPath().stream()
        .flatMap(path -> catalog.schema(path).stream())
        .flatMap(schema -> catalog.module(schema.oid(), name).stream())
        .findFirst();
  }

  /** As {@link #defineClass}, for a class of a module, whose source is that module's. */
  @HostAccess.Export
  public Object[] defineModuleClass(String module, String name, String attributes) {
    return host.guarded(
        () -> {
          int schema = module(module).orElseThrow().schema();
          String source = "from %s import %s\n".formatted(module, name.split("\\.", 2)[0]);
          return description(
              host.objects()
                  .defineClass(schema, module + "." + name, source, attributes(attributes)));
        });
  }

  private static Object[] description(ClassRecord record) {
    return record == null
        ? null
        : new Object[] {record.id(), record.name(), record.version(), record.source()};
  }

  private Schema schema(String name) {
    return host.session()
        .catalog()
        .schema(name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist"));
  }

  /** Where a name without a schema is made: the first schema of the search path. */
  private Schema creationSchema() {
    for (String name : host.session().searchPath()) {
      Optional<Schema> schema = host.session().catalog().schema(name);
      if (schema.isPresent() && !schema.get().system()) {
        return schema.get();
      }
    }
    throw new PgException(SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in");
  }

  private Schema schemaFor(String name) {
    return name == null ? creationSchema() : schema(name);
  }
}
