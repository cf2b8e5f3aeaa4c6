package org.heapgres.planner.session;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.planner.types.TypeNames;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The names of catalog objects as regclass and its kin show and read them. */
final class ObjectNames {
  private ObjectNames() {}

  /** Null when no object of that kind has the oid. */
  static String name(Session session, RegisteredKind kind, long oid) {
    Catalog catalog = session.catalog();
    int id = (int) oid;
    return switch (kind) {
      case REGCLASS -> catalog.relation(id).map(relation -> shown(session, relation)).orElse(null);
      case REGTYPE -> {
        PgType type = session.environment().types().type(id);
        yield type == null ? null : TypeNames.format(type, -1, session.environment().types());
      }
      case REGNAMESPACE -> catalog.schema(id).map(s -> Identifiers.quote(s.name())).orElse(null);
      case REGROLE -> catalog.shared().role(id).map(r -> Identifiers.quote(r.name())).orElse(null);
      case REGDATABASE ->
          catalog.shared().database(id).map(d -> Identifiers.quote(d.name())).orElse(null);
      case REGPROC, REGPROCEDURE, REGOPER, REGOPERATOR, REGCOLLATION, REGCONFIG, REGDICTIONARY ->
          BuiltInNames.name(kind, id);
    };
  }

  /** Qualified unless the search path finds it by its name. */
  static String shown(Session session, Relation relation) {
    Catalog catalog = session.catalog();
    boolean visible = visible(session, relation);
    return visible
        ? Identifiers.quote(relation.name())
        : Identifiers.quote(catalog.schemaName(relation.schema()))
            + "."
            + Identifiers.quote(relation.name());
  }

  static boolean visible(Session session, Relation relation) {
    return session
        .catalog()
        .relation(relation.name(), session.environment().searchPath())
        .filter(found -> found.oid() == relation.oid())
        .isPresent();
  }

  static long oid(Session session, RegisteredKind kind, String text) {
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
      case REGDATABASE ->
          session
              .catalog()
              .shared()
              .database(single(text))
              .orElseThrow(
                  () ->
                      new PgException(
                          SqlState.INVALID_CATALOG_NAME,
                          "database \"" + single(text) + "\" does not exist"))
              .oid();
      case REGPROC, REGPROCEDURE, REGOPER, REGOPERATOR, REGCOLLATION, REGCONFIG, REGDICTIONARY ->
          BuiltInNames.oid(kind, text);
    };
  }

  private static PgException noRelation(String text) {
    return new PgException(SqlState.UNDEFINED_TABLE, "relation \"" + text + "\" does not exist");
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

  private static PgType type(Session session, String text) {
    PgType builtIn = TypeNames.parse(text);
    if (builtIn != null) {
      return builtIn;
    }
    return relation(session, text)
        .filter(org.heapgres.planner.catalog.Table.class::isInstance)
        .map(
            relation ->
                session
                    .environment()
                    .types()
                    .type(((org.heapgres.planner.catalog.Table) relation).rowType()))
        .orElseThrow(
            () ->
                new PgException(SqlState.UNDEFINED_OBJECT, "type \"" + text + "\" does not exist"));
  }
}
