package org.heapgres.planner.ddl;

import org.heapgres.planner.catalog.CastEntry;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.DefaultPrivileges;
import org.heapgres.planner.catalog.Extension;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.RootEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;

/**
 * What messages about dependencies call an object: its kind, and its name. Any routine is a
 * function.
 */
public final class ObjectDescriptions {
  private ObjectDescriptions() {}

  public static String of(Session session, CatalogObject object) {
    return switch (object) {
      case Relation relation -> kind(relation) + " " + ObjectNames.shown(session, relation);
      case UserType type -> "type " + ObjectNames.typeName(session, type.oid());
      case OperatorEntry operator -> "operator " + OperatorCommands.shown(session, operator);
      case CastEntry cast -> OperatorCommands.shown(session, cast);
      case Extension extension -> "extension " + extension.name();
      case ModuleEntry module -> "module " + module.name();
      case RootEntry root -> "root " + Identifiers.quote(root.name());
      case Schema schema -> "schema " + Identifiers.quote(schema.name());
      case FunctionEntry function -> "function " + RoutineLookup.shown(session, function);
      case Trigger trigger -> "trigger " + onRelation(session, trigger.name(), trigger.table());
      case Policy policy -> "policy " + onRelation(session, policy.name(), policy.table());
      case SchemaMember member -> member.kindName() + " " + ObjectNames.shown(session, member);
      case DefaultPrivileges defaults -> defaults(session, defaults);
      default -> object.name();
    };
  }

  /** A composite type is known as a type. */
  private static String kind(Relation relation) {
    return relation instanceof CompositeType ? "type" : relation.kindName();
  }

  private static String onRelation(Session session, String name, int relation) {
    return Identifiers.quote(name)
        + " on "
        + of(session, session.catalog().relation(relation).orElseThrow());
  }

  private static String defaults(Session session, DefaultPrivileges defaults) {
    String kind =
        switch (defaults.kind()) {
          case RELATION -> "relations";
          case SEQUENCE -> "sequences";
          case FUNCTION -> "functions";
          case TYPE -> "types";
          case SCHEMA -> "schemas";
          default -> "large objects";
        };
    String line =
        "default privileges on new %s belonging to role %s"
            .formatted(kind, session.catalog().shared().roleName(defaults.role()));
    return defaults.schema() == 0
        ? line
        : line + " in schema " + session.catalog().schemaName(defaults.schema());
  }
}
