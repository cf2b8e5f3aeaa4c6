package org.heapgres.planner.catalog.system;

import java.util.Map;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.Role;
import org.heapgres.storage.object.ClassRecord;
import org.heapgres.storage.object.ObjectStore;

/** Python code that the database keeps: its modules, and the classes of its objects. */
final class CodeRows {
  private CodeRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("heapgres_modules", CodeRows::modules);
    makers.put("heapgres_classes", CodeRows::classes);
  }

  private static void modules(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (ModuleEntry module : catalog.modules()) {
      rows.row()
          .set("schema", catalog.schemaName(module.schema()))
          .set("name", module.name())
          .set("owner", catalog.shared().role(module.owner()).map(Role::name).orElse(""))
          .set("version", module.version())
          .set("source", module.source());
    }
  }

  private static void classes(ComputedRelation.Source source, RowSet rows) {
    ObjectStore store = new ObjectStore(source.transaction());
    Map<Long, Long> instances = store.instances();
    for (ClassRecord each : store.classes()) {
      rows.row()
          .set("schema", source.catalog().schemaName((int) each.schema()))
          .set("name", each.name())
          .set("version", each.version())
          .set("source", each.source())
          .set("instances", instances.getOrDefault(each.id(), 0L));
    }
  }
}
