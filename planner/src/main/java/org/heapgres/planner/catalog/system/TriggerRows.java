package org.heapgres.planner.catalog.system;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.TriggerCall.Timing;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;

/** Catalogs of triggers. */
final class TriggerRows {
  private static final Map<Event, Integer> BITS =
      Map.of(Event.INSERT, 4, Event.DELETE, 8, Event.UPDATE, 16, Event.TRUNCATE, 32);

  private TriggerRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_trigger", TriggerRows::triggers);
    makers.put("triggers", TriggerRows::information);
  }

  private static void triggers(ComputedRelation.Source source, RowSet rows) {
    for (CatalogObject object : objects(source, rows)) {
      if (object instanceof Trigger trigger) {
        rows.row()
            .set("oid", trigger.oid())
            .set("tgrelid", trigger.table())
            .set("tgparentid", trigger.parent())
            .set("tgname", trigger.name())
            .set("tgfoid", trigger.function())
            .set("tgtype", type(trigger))
            .set("tgenabled", trigger.enabled())
            .set("tgisinternal", false)
            .set("tgdeferrable", trigger.deferrable())
            .set("tginitdeferred", trigger.initiallyDeferred())
            .set("tgnargs", trigger.arguments().size())
            .set("tgattr", trigger.columns())
            .set("tgargs", arguments(trigger.arguments()))
            .set("tgqual", trigger.condition())
            .set("tgoldtable", trigger.oldTable())
            .set("tgnewtable", trigger.newTable());
      }
    }
  }

  private static Collection<? extends CatalogObject> objects(
      ComputedRelation.Source source, RowSet rows) {
    return rows.isNarrowed()
        ? rows.relations().stream()
            .flatMap(relation -> source.catalog().triggers(relation.oid()).stream())
            .toList()
        : source.catalog().objects();
  }

  private static int type(Trigger trigger) {
    int type = trigger.level() == Level.ROW ? 1 : 0;
    if (trigger.timing() == Timing.BEFORE) {
      type |= 2;
    } else if (trigger.timing() == Timing.INSTEAD_OF) {
      type |= 64;
    }
    for (Event event : trigger.events()) {
      type |= BITS.get(event);
    }
    return type;
  }

  /** Each ends with a zero byte. */
  private static byte[] arguments(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String argument : arguments) {
      out.writeBytes(argument.getBytes(StandardCharsets.UTF_8));
      out.write(0);
    }
    return out.toByteArray();
  }

  private static String functionName(Catalog catalog, int oid) {
    PgProc builtIn = BuiltInFunctions.proc(oid);
    return builtIn != null
        ? builtIn.name()
        : catalog.object(oid).map(CatalogObject::name).orElse(null);
  }

  private static void information(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    String database = catalog.database().name();
    for (CatalogObject object : catalog.objects()) {
      if (object instanceof Trigger trigger
          && catalog.relation(trigger.table()).isPresent()
          && functionName(catalog, trigger.function()) != null) {
        Relation table = catalog.relation(trigger.table()).get();
        String schema = catalog.schemaName(table.schema());
        for (Event event : trigger.events()) {
          if (event == Event.TRUNCATE) {
            continue;
          }
          rows.row()
              .set("trigger_catalog", database)
              .set("trigger_schema", schema)
              .set("trigger_name", trigger.name())
              .set("event_manipulation", event.name())
              .set("event_object_catalog", database)
              .set("event_object_schema", schema)
              .set("event_object_table", table.name())
              .set(
                  "action_statement",
                  "EXECUTE FUNCTION "
                      + Definitions.quote(functionName(catalog, trigger.function()))
                      + "("
                      + String.join(
                          ", ",
                          trigger.arguments().stream()
                              .map(org.heapgres.planner.functions.Quoting::literal)
                              .toList())
                      + ")")
              .set("action_condition", trigger.condition())
              .set("action_orientation", trigger.level().name())
              .set("action_timing", trigger.timing().sql())
              .set("action_reference_old_table", trigger.oldTable())
              .set("action_reference_new_table", trigger.newTable());
        }
      }
    }
  }
}
