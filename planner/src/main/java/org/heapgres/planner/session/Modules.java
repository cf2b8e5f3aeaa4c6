package org.heapgres.planner.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.object.ClassRecord;
import org.heapgres.storage.object.ObjectStore;

/** Modules of Python code by their names, and what depends on them: classes that have instances. */
public final class Modules {
  private Modules() {}

  public static Optional<ModuleEntry> find(Session session, RangeVar name) {
    if (name.schemaname() != null) {
      Schema schema = Names.schema(session, name.schemaname());
      return session.catalog().module(schema.oid(), name.relname());
    }
    return session.environment().searchPath().stream()
        .flatMap(path -> session.catalog().schema(path).stream())
        .flatMap(schema -> session.catalog().module(schema.oid(), name.relname()).stream())
        .findFirst();
  }

  public static ModuleEntry require(Session session, RangeVar name) {
    return find(session, name).orElseThrow(() -> missing(name));
  }

  public static PgException missing(RangeVar name) {
    return new PgException(
        SqlState.UNDEFINED_OBJECT, "module \"" + Names.shown(name) + "\" does not exist");
  }

  /** Objects that a former version wrote are of a former version of their class. */
  public static void replaced(Session session, ModuleEntry module) {
    ObjectStore store = store(session);
    classes(store, module).forEach(store::nextVersion);
  }

  /** 2BP01 while there are instances of its classes, which could not be loaded without it. */
  public static void remove(Session session, ModuleEntry module) {
    ObjectStore store = store(session);
    List<ClassRecord> classes = classes(store, module);
    if (!classes.isEmpty()) {
      Map<Long, Long> instances = store.instances();
      List<String> dependents =
          classes.stream()
              .filter(each -> instances.containsKey(each.id()))
              .map(
                  each ->
                      "instances of class %s depend on module %s"
                          .formatted(each.name(), module.name()))
              .toList();
      if (!dependents.isEmpty()) {
        throw new PgException(
                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                "cannot drop module " + module.name() + " because other objects depend on it")
            .withDetail(String.join("\n", dependents));
      }
      classes.forEach(store::removeClass);
    }
    session.transaction().remove(module);
  }

  private static ObjectStore store(Session session) {
    return new ObjectStore(session.transaction().storage());
  }

  private static List<ClassRecord> classes(ObjectStore store, ModuleEntry module) {
    String prefix = module.name() + ".";
    return store.classes().stream()
        .filter(each -> each.schema() == module.schema() && each.name().startsWith(prefix))
        .toList();
  }
}
