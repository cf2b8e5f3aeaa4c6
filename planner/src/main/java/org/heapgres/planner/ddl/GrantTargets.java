package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Languages;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.command.LargeObjectCommands;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.AccessStatement.GrantStmt;
import org.heapgres.planner.parse.tree.AccessStatement.GrantTargetType;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RootRights;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TypeLookup;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The objects that a GRANT or REVOKE is about. */
public final class GrantTargets {
  public static final int DEFAULT_TABLESPACE = 1663;
  public static final int GLOBAL_TABLESPACE = 1664;

  /**
   * One of them.
   *
   * @param what as "permission denied for ..." calls it
   */
  public record Target(int oid, Securable kind, int owner, String name, String what) {}

  private GrantTargets() {}

  static Securable kind(ObjectType type) {
    return switch (type) {
      case OBJECT_TABLE -> Securable.RELATION;
      case OBJECT_SEQUENCE -> Securable.SEQUENCE;
      case OBJECT_DATABASE -> Securable.DATABASE;
      case OBJECT_FUNCTION, OBJECT_ROUTINE -> Securable.FUNCTION;
      case OBJECT_PROCEDURE -> Securable.PROCEDURE;
      case OBJECT_LANGUAGE -> Securable.LANGUAGE;
      case OBJECT_LARGEOBJECT -> Securable.LARGE_OBJECT;
      case OBJECT_SCHEMA -> Securable.SCHEMA;
      case OBJECT_TABLESPACE -> Securable.TABLESPACE;
      case OBJECT_DOMAIN, OBJECT_TYPE -> Securable.TYPE;
      case OBJECT_FDW -> Securable.FOREIGN_DATA_WRAPPER;
      case OBJECT_FOREIGN_SERVER -> Securable.FOREIGN_SERVER;
      case OBJECT_PARAMETER_ACL -> Securable.PARAMETER;
      default -> throw new IllegalArgumentException(type.name());
    };
  }

  static List<Target> of(Session session, GrantStmt statement) {
    List<Target> targets = new ArrayList<>();
    for (Node object : statement.objects()) {
      if (statement.targtype() == GrantTargetType.ACL_TARGET_ALL_IN_SCHEMA) {
        Schema schema = Names.schema(session, Names.parts(object).getFirst());
        Permissions.require(session, schema, Privilege.USAGE);
        if (schema.oid() == Schema.HEAP && statement.objtype() == ObjectType.OBJECT_TABLE) {
          session
              .catalog()
              .roots()
              .relations()
              .forEach(root -> targets.add(relation(session, root)));
        }
        addAll(session, schema, statement.objtype(), targets);
      } else {
        targets.add(target(session, statement.objtype(), object));
      }
    }
    return targets;
  }

  private static void addAll(
      Session session, Schema schema, ObjectType type, List<Target> targets) {
    for (CatalogObject object : session.catalog().objects()) {
      boolean wanted =
          switch (object) {
            case Index _ -> false;
            case Relation relation ->
                relation.schema() == schema.oid()
                    && type
                        == (relation instanceof Sequence
                            ? ObjectType.OBJECT_SEQUENCE
                            : ObjectType.OBJECT_TABLE);
            case FunctionEntry function ->
                function.schema() == schema.oid()
                    && (type == ObjectType.OBJECT_ROUTINE
                        || type
                            == (function.procedure()
                                ? ObjectType.OBJECT_PROCEDURE
                                : ObjectType.OBJECT_FUNCTION));
            default -> false;
          };
      if (wanted) {
        targets.add(
            object instanceof Relation relation
                ? relation(session, relation)
                : function((FunctionEntry) object));
      }
    }
  }

  private static Target target(Session session, ObjectType type, Node object) {
    return switch (type) {
      case OBJECT_TABLE, OBJECT_SEQUENCE -> {
        RangeVar name = (RangeVar) object;
        Relation relation =
            Names.find(session, name).orElseThrow(() -> Names.missing(session, name));
        if (relation instanceof Index) {
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is an index");
        }
        if (type == ObjectType.OBJECT_SEQUENCE && !(relation instanceof Sequence)) {
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is not a sequence");
        }
        yield relation(session, relation);
      }
      case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_ROUTINE ->
          routine(session, type, (ObjectWithArgs) object);
      case OBJECT_SCHEMA -> {
        Schema schema = Names.schema(session, Names.parts(object).getFirst());
        yield new Target(
            schema.oid(),
            Securable.SCHEMA,
            schema.owner(),
            schema.name(),
            "schema " + schema.name());
      }
      case OBJECT_DATABASE -> {
        String name = Names.parts(object).getFirst();
        DatabaseEntry database = session.catalog().shared().requiredDatabase(name);
        yield new Target(
            database.oid(), Securable.DATABASE, database.owner(), name, "database " + name);
      }
      case OBJECT_LANGUAGE -> language(session, Names.parts(object).getFirst());
      case OBJECT_TABLESPACE -> tablespace(Names.parts(object).getFirst());
      case OBJECT_TYPE, OBJECT_DOMAIN -> {
        PgType found =
            TypeLookup.type(
                session, new TypeName(Names.parts(object), false, false, List.of(), List.of(), -1));
        if (found.isArray()) {
          throw new PgException(
                  SqlState.INVALID_GRANT_OPERATION, "cannot set privileges of array types")
              .withHint("Set the privileges of the element type instead.");
        }
        yield new Target(
            found.oid(), Securable.TYPE, Role.BOOTSTRAP, found.name(), "type " + found.name());
      }
      case OBJECT_LARGEOBJECT -> LargeObjectCommands.target(session, object);
      default -> throw PgException.notSupported("GRANT on a " + kind(type).label());
    };
  }

  private static Target relation(Session session, Relation relation) {
    return new Target(
        relation instanceof ComputedRelation root && root.schema() == Schema.HEAP
            ? RootRights.entry(session, root).oid()
            : relation.oid(),
        Securable.of(relation),
        relation.owner(),
        relation.name(),
        relation.kindName() + " " + relation.name());
  }

  private static Target function(FunctionEntry function) {
    return new Target(
        function.oid(),
        Securable.FUNCTION,
        function.owner(),
        function.name(),
        (function.procedure() ? "procedure " : "function ") + function.name());
  }

  /** A user's routine, or a built-in one. */
  private static Target routine(Session session, ObjectType type, ObjectWithArgs object) {
    List<PgProc> builtIn =
        RoutineLookup.named(session, object.objname()).isEmpty()
            ? builtIn(session, object)
            : List.of();
    return builtIn.size() != 1
        ? function(RoutineLookup.requireGrantable(session, type, object))
        : new Target(
            builtIn.getFirst().oid(),
            Securable.FUNCTION,
            Role.BOOTSTRAP,
            builtIn.getFirst().name(),
            "function " + builtIn.getFirst().name());
  }

  private static List<PgProc> builtIn(Session session, ObjectWithArgs object) {
    List<PgProc> named = BuiltInFunctions.procs(object.objname().getLast());
    if (object.argsUnspecified()) {
      return named;
    }
    List<Integer> types =
        object.objargs().stream().map(name -> TypeLookup.type(session, name).oid()).toList();
    return named.stream().filter(proc -> proc.argumentTypes().equals(types)).toList();
  }

  private static Target language(Session session, String name) {
    String own = session.engine().language(name).map(l -> l.names().iterator().next()).orElse(name);
    int oid = Languages.oid(name) != 0 ? Languages.oid(name) : Languages.oid(own);
    if (oid == 0) {
      throw new PgException(SqlState.UNDEFINED_OBJECT, "language \"" + name + "\" does not exist");
    }
    if (!Languages.trusted(name)) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "language \"" + name + "\" is not trusted")
          .withDetail(
              "GRANT and REVOKE are not allowed on untrusted languages, because only superusers"
                  + " can use untrusted languages.");
    }
    return new Target(oid, Securable.LANGUAGE, Role.BOOTSTRAP, name, "language " + name);
  }

  private static Target tablespace(String name) {
    int oid =
        switch (name) {
          case "pg_default" -> DEFAULT_TABLESPACE;
          case "pg_global" -> GLOBAL_TABLESPACE;
          default ->
              throw new PgException(
                  SqlState.UNDEFINED_OBJECT, "tablespace \"" + name + "\" does not exist");
        };
    return new Target(oid, Securable.TABLESPACE, Role.BOOTSTRAP, name, "tablespace " + name);
  }
}
