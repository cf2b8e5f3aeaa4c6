package org.heapgres.planner.session;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.bind.Collations;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CollationEntry;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.catalog.SearchDictionary;
import org.heapgres.planner.catalog.SearchMapping;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.TypeFormat;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.planner.types.TypeNames;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The names of catalog objects as regclass and its kin show and read them. */
public final class ObjectNames {
  private ObjectNames() {}

  /** Null when no object of that kind has the oid. */
  static String name(Session session, RegisteredKind kind, long oid) {
    Catalog catalog = session.catalog();
    int id = (int) oid;
    return switch (kind) {
      case REGCLASS -> catalog.relation(id).map(relation -> shown(session, relation)).orElse(null);
      case REGTYPE -> {
        PgType type = session.environment().types().type(id);
        yield type == null
            ? null
            : TypeFormat.format(
                type, TypeNames.UNKNOWN_MODIFIER, catalog, session.environment().searchPath());
      }
      case REGNAMESPACE -> catalog.schema(id).map(s -> Identifiers.quote(s.name())).orElse(null);
      case REGROLE -> catalog.shared().role(id).map(r -> Identifiers.quote(r.name())).orElse(null);
      case REGDATABASE ->
          catalog.shared().database(id).map(d -> Identifiers.quote(d.name())).orElse(null);
      case REGPROC, REGPROCEDURE ->
          catalog.object(id).orElse(null) instanceof FunctionEntry function
              ? routine(session, kind, function)
              : BuiltInNames.name(kind, id);
      case REGCOLLATION, REGCONFIG, REGDICTIONARY -> member(session, kind, id);
      case REGOPER, REGOPERATOR -> BuiltInNames.name(kind, id);
    };
  }

  /** A member's name, or that of one of the server's; null when there is none of that oid. */
  public static String member(Session session, RegisteredKind kind, int oid) {
    return session.catalog().object(oid).orElse(null) instanceof SchemaMember own
        ? shown(session, own)
        : BuiltInNames.name(kind, oid);
  }

  /** Qualified unless the search path finds it by its name. */
  public static String shown(Session session, SchemaMember member) {
    String name = Identifiers.quote(member.name());
    return visible(session, member)
        ? name
        : Identifiers.quote(session.catalog().schemaName(member.schema())) + "." + name;
  }

  /** Whether the search path leads to it. */
  public static boolean visible(Session session, SchemaMember member) {
    List<String> name = List.of(member.name());
    Optional<Integer> found =
        switch (member) {
          case CollationEntry _ -> Collations.find(session.bindContext(), name).map(Collation::oid);
          case SearchDictionary _ ->
              TextSearch.find(session, ObjectType.OBJECT_TSDICTIONARY, name).map(SchemaMember::oid);
          case SearchMapping _ ->
              TextSearch.find(session, ObjectType.OBJECT_TSCONFIGURATION, name)
                  .map(SchemaMember::oid);
          case StatisticsObject _ ->
              onPath(session, StatisticsObject.class, member.name()).map(SchemaMember::oid);
        };
    return found.filter(oid -> oid == member.oid()).isPresent();
  }

  /** The one that the search path leads to, of a kind of which the server has none. */
  public static <T extends SchemaMember> Optional<T> onPath(
      Session session, Class<T> kind, String name) {
    return session.environment().searchPath().stream()
        .flatMap(schema -> session.catalog().schema(schema).stream())
        .flatMap(schema -> session.catalog().member(kind, schema.oid(), name).stream())
        .findFirst();
  }

  /** As format_type. */
  public static String typeName(Session session, int oid) {
    return name(session, RegisteredKind.REGTYPE, oid);
  }

  /** Qualified unless the search path finds it by its name. */
  public static String shown(Session session, Relation relation) {
    Catalog catalog = session.catalog();
    boolean visible = visible(session, relation);
    return visible
        ? Identifiers.quote(relation.name())
        : Identifiers.quote(catalog.schemaName(relation.schema()))
            + "."
            + Identifiers.quote(relation.name());
  }

  public static boolean visible(Session session, Relation relation) {
    return session
        .catalog()
        .relation(relation.name(), session.environment().searchPath())
        .filter(found -> found.oid() == relation.oid())
        .isPresent();
  }

  public static long oid(Session session, RegisteredKind kind, String text) {
    return switch (kind) {
      case REGCLASS -> relation(session, text).orElseThrow(() -> noRelation(text)).oid();
      case REGTYPE -> type(session, text).oid();
      case REGNAMESPACE ->
          session
              .catalog()
              .schema(single(text))
              .map(Schema::oid)
              .orElseThrow(
                  () ->
                      new PgException(
                          SqlState.INVALID_SCHEMA_NAME,
                          "schema \"" + single(text) + "\" does not exist"));
      case REGROLE ->
          session
              .catalog()
              .shared()
              .role(single(text))
              .map(Role::oid)
              .orElseThrow(
                  () ->
                      new PgException(
                          SqlState.UNDEFINED_OBJECT,
                          "role \"" + single(text) + "\" does not exist"));
      case REGDATABASE -> session.catalog().shared().requiredDatabase(single(text)).oid();
      case REGPROC, REGPROCEDURE -> {
        Optional<FunctionEntry> own = routine(session, kind, text);
        yield own.isPresent() ? own.get().oid() : BuiltInNames.oid(kind, text);
      }
      case REGCOLLATION ->
          Collations.require(session.bindContext(), Identifiers.parse(text), -1).oid();
      case REGCONFIG, REGDICTIONARY -> {
        ObjectType type =
            kind == RegisteredKind.REGCONFIG
                ? ObjectType.OBJECT_TSCONFIGURATION
                : ObjectType.OBJECT_TSDICTIONARY;
        Optional<? extends SchemaMember> own =
            TextSearch.find(session, type, Identifiers.parse(text));
        yield own.isPresent() ? own.get().oid() : BuiltInNames.oid(kind, text);
      }
      case REGOPER, REGOPERATOR -> BuiltInNames.oid(kind, text);
    };
  }

  private static String routine(Session session, RegisteredKind kind, FunctionEntry function) {
    String shown = RoutineLookup.shown(session, function);
    if (kind == RegisteredKind.REGPROCEDURE) {
      return shown;
    }
    String name = shown.substring(0, shown.indexOf('('));
    boolean unique =
        BuiltInFunctions.procs(function.name()).isEmpty()
            && RoutineLookup.named(session, List.of(function.name())).size() == 1;
    return unique || name.contains(".")
        ? name
        : Identifiers.quote(session.catalog().schemaName(function.schema())) + "." + name;
  }

  /** A user's function, where it is the only one that the text may mean. */
  private static Optional<FunctionEntry> routine(
      Session session, RegisteredKind kind, String text) {
    int open = text.indexOf('(');
    boolean signature = kind == RegisteredKind.REGPROCEDURE && open >= 0 && text.endsWith(")");
    List<String> name = Identifiers.parse(signature ? text.substring(0, open) : text);
    if (name.size() > 1 && session.catalog().schema(name.get(name.size() - 2)).isEmpty()) {
      return Optional.empty();
    }
    List<FunctionEntry> named = RoutineLookup.named(session, name);
    if (!signature) {
      return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
    }
    String inside = text.substring(open + 1, text.length() - 1).strip();
    List<Integer> types =
        inside.isEmpty()
            ? List.of()
            : List.of(inside.split(",")).stream()
                .map(part -> type(session, part.strip()).oid())
                .toList();
    return named.stream().filter(f -> f.inputTypes().equals(types)).findFirst();
  }

  private static PgException noRelation(String text) {
    String name = String.join(".", Identifiers.parse(text));
    return new PgException(SqlState.UNDEFINED_TABLE, "relation \"" + name + "\" does not exist");
  }

  private static String single(String text) {
    List<String> parts = Identifiers.parse(text);
    if (parts.size() != 1) {
      throw new PgException(SqlState.INVALID_NAME, "invalid name syntax");
    }
    return parts.getFirst();
  }

  static Optional<Relation> relation(Session session, String text) {
    List<String> parts = Identifiers.parse(text);
    Catalog catalog = session.catalog();
    return switch (parts.size()) {
      case 1 -> catalog.relation(parts.getFirst(), session.environment().searchPath());
      case 2 ->
          catalog
              .schema(parts.getFirst())
              .flatMap(schema -> catalog.relation(schema.oid(), parts.getLast()));
      case 3 -> {
        if (!parts.getFirst().equals(session.entry().name())) {
          throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "cross-database references are not implemented: \"" + text + "\"");
        }
        yield catalog
            .schema(parts.get(1))
            .flatMap(schema -> catalog.relation(schema.oid(), parts.getLast()));
      }
      default ->
          throw new PgException(
              SqlState.SYNTAX_ERROR, "improper relation name (too many dotted names): " + text);
    };
  }

  /** A type by its SQL name, which may be qualified and that of an array; 42704 without one. */
  private static PgType type(Session session, String text) {
    PgType builtIn = TypeNames.parse(text);
    if (builtIn != null) {
      return builtIn;
    }
    return new TypeResolver(session.bindContext()).resolve(Parser.parseTypeName(text)).type();
  }
}
