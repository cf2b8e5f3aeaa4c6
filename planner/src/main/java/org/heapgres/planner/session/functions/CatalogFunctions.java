package org.heapgres.planner.session.functions;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Description;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SearchDictionary;
import org.heapgres.planner.catalog.SearchMapping;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.catalog.TypeFormat;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.catalog.ViewUpdatability;
import org.heapgres.planner.catalog.system.Definitions;
import org.heapgres.planner.catalog.system.SystemView;
import org.heapgres.planner.ddl.Domains;
import org.heapgres.planner.ddl.RoutineDefinitions;
import org.heapgres.planner.ddl.TriggerCommands;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.session.BuiltInComments;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.storage.PgException;

/**
 * What tools ask about catalog objects (manual, 9.27.3 and 9.27.5); methods are named as {@code
 * Functions} wants them.
 */
final class CatalogFunctions {
  private CatalogFunctions() {}

  private static Session session(CallContext context) {
    return SessionFunctions.session(context);
  }

  private static Catalog catalog(CallContext context) {
    return session(context).catalog();
  }

  // Visibility

  static Boolean pgTableIsVisible(CallContext context, long oid) {
    Session session = session(context);
    return session
        .catalog()
        .relation((int) oid)
        .map(relation -> ObjectNames.visible(session, relation))
        .orElse(null);
  }

  static Boolean pgTypeIsVisible(CallContext context, long oid) {
    PgType type = session(context).environment().types().type((int) oid);
    return type == null
        ? null
        : TypeFormat.isVisible(type, catalog(context), session(context).environment().searchPath());
  }

  static Boolean pgFunctionIsVisible(CallContext context, long oid) {
    PgProc proc = BuiltInFunctions.proc((int) oid);
    if (proc != null) {
      return onPath(context, proc.namespace());
    }
    return catalog(context).object((int) oid).orElse(null) instanceof FunctionEntry function
        ? RoutineLookup.isVisible(session(context), function)
        : null;
  }

  private static boolean onPath(CallContext context, int schema) {
    return session(context)
        .environment()
        .searchPath()
        .contains(catalog(context).schemaName(schema));
  }

  private static Boolean builtInIsVisible(String table, long oid) {
    CatalogTable rows = CatalogTable.of(table);
    int column = rows.column("oid");
    String wanted = Long.toString(oid);
    return rows.rows().stream().anyMatch(row -> row[column].equals(wanted)) ? true : null;
  }

  static Boolean pgOperatorIsVisible(CallContext context, long oid) {
    return catalog(context).object((int) oid).orElse(null) instanceof OperatorEntry operator
        ? (Boolean) onPath(context, operator.schema())
        : builtInIsVisible("pg_operator", oid);
  }

  static Boolean pgOpclassIsVisible(long oid) {
    return builtInIsVisible("pg_opclass", oid);
  }

  static Boolean pgOpfamilyIsVisible(long oid) {
    return builtInIsVisible("pg_opfamily", oid);
  }

  static Boolean pgConversionIsVisible(long oid) {
    return builtInIsVisible("pg_conversion", oid);
  }

  static Boolean pgTsConfigIsVisible(CallContext context, long oid) {
    return catalog(context).object((int) oid).orElse(null) instanceof SearchMapping mapping
        ? (Boolean) onPath(context, mapping.schema())
        : builtInIsVisible("pg_ts_config", oid);
  }

  static Boolean pgTsDictIsVisible(CallContext context, long oid) {
    return catalog(context).object((int) oid).orElse(null) instanceof SearchDictionary dictionary
        ? (Boolean) onPath(context, dictionary.schema())
        : builtInIsVisible("pg_ts_dict", oid);
  }

  static Boolean pgTsParserIsVisible(long oid) {
    return builtInIsVisible("pg_ts_parser", oid);
  }

  static Boolean pgTsTemplateIsVisible(long oid) {
    return builtInIsVisible("pg_ts_template", oid);
  }

  // Definitions

  static String pgGetUserbyid(CallContext context, long oid) {
    return catalog(context).shared().roleName((int) oid);
  }

  static String pgGetExpr(CallContext context, String expression, long relation) {
    return pgGetExprExt(context, expression, relation, false);
  }

  static String pgGetExprExt(
      CallContext context, String expression, long relation, boolean pretty) {
    Relation over = catalog(context).relation((int) relation).orElse(null);
    return StoredText.shown(session(context), expression, over, pretty);
  }

  private static Definitions.Shown shown(CallContext context, boolean pretty) {
    return new Definitions.Shown() {
      @Override
      public String text(String stored, Relation relation) {
        return StoredText.shown(session(context), stored, relation, pretty);
      }

      @Override
      public String name(Relation relation) {
        return ObjectNames.shown(session(context), relation);
      }
    };
  }

  private static Index index(CallContext context, long oid) {
    return catalog(context)
        .relation((int) oid)
        .filter(Index.class::isInstance)
        .map(Index.class::cast)
        .orElse(null);
  }

  private static Table table(CallContext context, Index index) {
    return catalog(context).table(index.table()).orElseThrow();
  }

  static String pgGetIndexdef(CallContext context, long oid) {
    Index index = index(context, oid);
    return index == null
        ? null
        : Definitions.index(index, table(context, index), catalog(context), shown(context, false));
  }

  static String pgGetIndexdefExt(CallContext context, long oid, int column, boolean pretty) {
    Index index = index(context, oid);
    if (index == null) {
      return null;
    }
    Table table = table(context, index);
    if (column == 0) {
      boolean qualified = !pretty || !ObjectNames.visible(session(context), table);
      return Definitions.index(index, table, catalog(context), shown(context, pretty), qualified);
    }
    if (column <= index.keys().size()) {
      return Definitions.key(index.keys().get(column - 1), table, shown(context, pretty));
    }
    int included = column - index.keys().size() - 1;
    return included < index.include().size()
        ? Definitions.key(
            new Index.Key(index.include().get(included), null, false, false),
            table,
            shown(context, pretty))
        : null;
  }

  static String pgGetConstraintdef(CallContext context, long oid) {
    return pgGetConstraintdefExt(context, oid, false);
  }

  static String pgGetConstraintdefExt(CallContext context, long oid, boolean pretty) {
    Catalog catalog = catalog(context);
    for (Relation relation : catalog.relations()) {
      if (relation instanceof Table table) {
        for (Constraint constraint : table.constraints()) {
          if (constraint.oid() == (int) oid) {
            return Definitions.constraint(constraint, table, catalog, shown(context, pretty));
          }
        }
      }
    }
    for (UserType type : catalog.userTypes()) {
      if (type.definition() instanceof UserType.Domain domain) {
        for (UserType.DomainCheck check : domain.checks()) {
          if (check.oid() == (int) oid) {
            return "CHECK ("
                + StoredText.shown(
                    session(context), check.expression(), Domains.valueRow(catalog, type), pretty)
                + ")"
                + (check.validated() ? "" : " NOT VALID");
          }
        }
        if (domain.notNull() != null && domain.notNull().oid() == (int) oid) {
          return "NOT NULL";
        }
      }
    }
    return null;
  }

  static String pgGetViewdef(CallContext context, long oid) {
    return pgGetViewdefExt(context, oid, false);
  }

  static String pgGetViewdefExt(CallContext context, long oid, boolean pretty) {
    return catalog(context)
        .relation((int) oid)
        .map(relation -> StoredText.query(session(context), relation, pretty))
        .orElse(null);
  }

  static String pgGetViewdefName(CallContext context, String name) {
    return pgGetViewdef(context, regclass(context, name));
  }

  static String pgGetViewdefNameExt(CallContext context, String name, boolean pretty) {
    return pgGetViewdefExt(context, regclass(context, name), pretty);
  }

  /** The cast of a text. */
  static Long textRegclass(CallContext context, String name) {
    return regclass(context, name);
  }

  private static long regclass(CallContext context, String name) {
    return ObjectNames.oid(session(context), RegisteredKind.REGCLASS, name);
  }

  static String pgGetSerialSequence(CallContext context, String table, String column) {
    Catalog catalog = catalog(context);
    Relation relation = catalog.relation((int) regclass(context, table)).orElseThrow();
    Column found = relation.requiredColumn(column);
    for (Relation candidate : catalog.relations()) {
      if (candidate instanceof Sequence sequence
          && sequence.ownedByTable() == relation.oid()
          && sequence.ownedByColumn() == found.attnum()) {
        return Identifiers.quote(catalog.schemaName(sequence.schema()))
            + "."
            + Identifiers.quote(sequence.name());
      }
    }
    return null;
  }

  private static FunctionEntry userFunction(CallContext context, long oid) {
    return catalog(context).object((int) oid).orElse(null) instanceof FunctionEntry function
        ? function
        : null;
  }

  static String pgGetFunctiondef(CallContext context, long oid) {
    FunctionEntry function = userFunction(context, oid);
    return function == null ? null : RoutineDefinitions.statement(session(context), function);
  }

  static String pgGetFunctionSqlbody(CallContext context, long oid) {
    FunctionEntry function = userFunction(context, oid);
    return function == null ? null : function.body().statements();
  }

  static String pgGetFunctionArgDefault(CallContext context, long oid, int argument) {
    FunctionEntry function = userFunction(context, oid);
    return function == null || argument < 1 || argument > function.arguments().size()
        ? null
        : function.arguments().get(argument - 1).defaultValue();
  }

  static String pgGetFunctionResult(CallContext context, long oid) {
    FunctionEntry function = userFunction(context, oid);
    if (function != null) {
      return RoutineDefinitions.result(session(context), function);
    }
    PgProc proc = BuiltInFunctions.proc((int) oid);
    return proc == null
        ? null
        : (proc.returnsSet() ? "SETOF " : "") + typeName(context, proc.resultType());
  }

  static String pgGetFunctionArguments(CallContext context, long oid) {
    FunctionEntry function = userFunction(context, oid);
    if (function != null) {
      return RoutineDefinitions.arguments(session(context), function, true);
    }
    PgProc proc = BuiltInFunctions.proc((int) oid);
    if (proc == null) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < proc.argumentTypes().size(); i++) {
      out.append(i == 0 ? "" : ", ");
      if (proc.variadic() != 0 && i == proc.argumentTypes().size() - 1) {
        out.append("VARIADIC ");
      }
      String name = i < proc.argumentNames().size() ? proc.argumentNames().get(i) : "";
      out.append(name.isEmpty() ? "" : Identifiers.quote(name) + " ")
          .append(typeName(context, proc.argumentTypes().get(i)));
      int fallback = i - (proc.argumentTypes().size() - proc.defaults().size());
      if (fallback >= 0) {
        out.append(" DEFAULT ").append(proc.defaults().get(fallback));
      }
    }
    return out.toString();
  }

  static String pgGetFunctionIdentityArguments(CallContext context, long oid) {
    FunctionEntry function = userFunction(context, oid);
    if (function != null) {
      return RoutineDefinitions.arguments(session(context), function, false);
    }
    String all = pgGetFunctionArguments(context, oid);
    return all == null ? null : all.replaceAll(" DEFAULT [^,]*", "");
  }

  private static String typeName(CallContext context, int oid) {
    return ObjectNames.typeName(session(context), oid);
  }

  static String pgGetTriggerdef(CallContext context, long oid) {
    return catalog(context).object((int) oid).orElse(null) instanceof Trigger trigger
        ? TriggerCommands.statement(session(context), trigger, true)
        : null;
  }

  static String pgGetTriggerdefExt(CallContext context, long oid, boolean pretty) {
    return catalog(context).object((int) oid).orElse(null) instanceof Trigger trigger
        ? TriggerCommands.statement(session(context), trigger, !pretty)
        : null;
  }

  static String pgGetRuledef(long oid) {
    return null;
  }

  static String pgGetRuledefExt(long oid, boolean pretty) {
    return null;
  }

  // Comments

  /** A composite type is known by the oid of its type, not of its relation. */
  private static Optional<CatalogObject> object(CallContext context, long oid) {
    PgType type = catalog(context).types().type((int) oid);
    return type != null && type.kind() == 'c' && type.relation() != 0
        ? catalog(context).object(type.relation()).filter(CompositeType.class::isInstance)
        : catalog(context).object((int) oid);
  }

  static String objDescriptionOidName(CallContext context, long oid, String catalogName) {
    Optional<CatalogObject> own = object(context, oid);
    boolean asked =
        own.isPresent()
            && switch (own.get()) {
              case CompositeType type -> catalogName.equals("pg_type");
              case Relation relation -> catalogName.equals("pg_class");
              case Schema schema -> catalogName.equals("pg_namespace");
              case FunctionEntry function -> catalogName.equals("pg_proc");
              case UserType type -> catalogName.equals("pg_type");
              default -> true;
            };
    if (asked) {
      return own.get().comment();
    }
    return catalog(context)
        .description((int) oid)
        .filter(known -> catalogOid(catalogName).equals(Integer.toString(known.catalog())))
        .map(Description::comment)
        .orElseGet(() -> builtInComment(oid, catalogName));
  }

  private static String builtInComment(long oid, String catalogName) {
    String classOid = catalogName == null ? null : catalogOid(catalogName);
    return BuiltInComments.find((int) oid, classOid);
  }

  private static String catalogOid(String name) {
    return switch (name) {
      case "pg_type" -> "1247";
      case "pg_proc" -> "1255";
      case "pg_class" -> "1259";
      case "pg_operator" -> "2617";
      case "pg_am" -> "2601";
      case "pg_language" -> "2612";
      case "pg_collation" -> "3456";
      case "pg_conversion" -> "2607";
      case "pg_extension" -> "3079";
      case "pg_ts_config" -> "3602";
      case "pg_ts_dict" -> "3600";
      case "pg_ts_parser" -> "3601";
      case "pg_ts_template" -> "3764";
      case "pg_constraint" -> "2606";
      case "pg_largeobject" -> "2613";
      case "pg_namespace" -> "2615";
      default -> "0";
    };
  }

  static String objDescriptionOid(CallContext context, long oid) {
    return object(context, oid)
        .map(CatalogObject::comment)
        .orElseGet(() -> builtInComment(oid, null));
  }

  static String colDescriptionOidInt4(CallContext context, long oid, int column) {
    return catalog(context)
        .relation((int) oid)
        .filter(relation -> relation.columnIndex(column) >= 0)
        .map(relation -> relation.columns().get(relation.columnIndex(column)).comment())
        .orElse(null);
  }

  static String shobjDescriptionOidName(CallContext context, long oid, String catalogName) {
    var shared = catalog(context).shared();
    return switch (catalogName) {
      case "pg_database" -> shared.database((int) oid).map(CatalogObject::comment).orElse(null);
      case "pg_authid" -> shared.role((int) oid).map(CatalogObject::comment).orElse(null);
      default -> null;
    };
  }

  // Names to oids, NULL for those that are not there

  private static Long toOid(CallContext context, RegisteredKind kind, String name) {
    try {
      return ObjectNames.oid(session(context), kind, name);
    } catch (PgException e) {
      return null;
    }
  }

  static Long toRegclass(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGCLASS, name);
  }

  static Long toRegcollation(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGCOLLATION, name);
  }

  static Long toRegtype(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGTYPE, name);
  }

  static Long toRegnamespace(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGNAMESPACE, name);
  }

  static Long toRegrole(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGROLE, name);
  }

  static Long toRegproc(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGPROC, name);
  }

  static Long toRegprocedure(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGPROCEDURE, name);
  }

  static Long toRegoper(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGOPER, name);
  }

  static Long toRegoperator(CallContext context, String name) {
    return toOid(context, RegisteredKind.REGOPERATOR, name);
  }

  // Properties

  private static final long DEFAULT_TABLESPACE = 1663;

  /** The bits of CmdType that pg_relation_is_updatable shows. */
  private static final Map<Event, Integer> UPDATE_EVENTS =
      Map.of(Event.UPDATE, 2, Event.INSERT, 3, Event.DELETE, 4);

  static int pgRelationIsUpdatable(CallContext context, long oid, boolean triggers) {
    if (catalog(context).relation((int) oid).orElse(null) instanceof View view) {
      ViewUpdatability can = updatability(context, view);
      int events = 0;
      for (Event event : UPDATE_EVENTS.keySet()) {
        if (can.automatic(event) || (triggers && can.triggers().contains(event))) {
          events |= 1 << UPDATE_EVENTS.get(event);
        }
      }
      return events;
    }
    return catalog(context).table((int) oid).isPresent()
        ? UPDATE_EVENTS.values().stream().mapToInt(bit -> 1 << bit).sum()
        : 0;
  }

  static boolean pgColumnIsUpdatable(
      CallContext context, long oid, short attnum, boolean triggers) {
    if (attnum <= 0) {
      return false;
    }
    if (catalog(context).relation((int) oid).orElse(null) instanceof View view) {
      ViewUpdatability can = updatability(context, view);
      return attnum <= view.columns().size()
          && (can.columns().contains(view.columns().get(attnum - 1).name())
              || (triggers && can.triggers().containsAll(List.of(Event.UPDATE, Event.DELETE))));
    }
    return catalog(context).table((int) oid).isPresent();
  }

  private static ViewUpdatability updatability(CallContext context, View view) {
    return new Binder(session(context).bindContext()).updatability(view);
  }

  static Boolean pgRelationIsPublishable(CallContext context, long oid) {
    return catalog(context).table((int) oid).isPresent();
  }

  static Long pgRelationFilenode(CallContext context, long oid) {
    return catalog(context).relation((int) oid).isPresent() ? oid : null;
  }

  /** Files are numbered as what they belong to; there is one tablespace, 0 or its oid. */
  static Long pgFilenodeRelation(CallContext context, long tablespace, long filenode) {
    boolean isOurs = tablespace == 0 || tablespace == DEFAULT_TABLESPACE;
    return isOurs ? pgRelationFilenode(context, filenode) : null;
  }

  static Long pgSequenceLastValue(CallContext context, long oid) {
    Session session = session(context);
    return session
        .catalog()
        .relation((int) oid)
        .filter(Sequence.class::isInstance)
        .map(sequence -> session.database().sequences().state((Sequence) sequence))
        .filter(SystemView.SequenceState::called)
        .map(SystemView.SequenceState::last)
        .orElse(null);
  }

  static String pgTablespaceLocation(long oid) {
    return "";
  }

  static boolean pgIsOtherTempSchema(CallContext context, long oid) {
    String name = catalog(context).schemaName((int) oid);
    return name.startsWith("pg_temp_") && !name.equals(session(context).temporarySchema());
  }

  static long pgMyTempSchema(CallContext context) {
    return catalog(context)
        .schema(session(context).temporarySchema())
        .map(schema -> Integer.toUnsignedLong(schema.oid()))
        .orElse(0L);
  }
}
