package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.ddl.CreateFunctionCommand;
import org.heapgres.planner.parse.tree.Definition.FunctionParameterMode;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The functions that DROP, ALTER and COMMENT name. */
public final class RoutineLookup {
  private RoutineLookup() {}

  public static String kindName(FunctionEntry function) {
    return switch (function.kind()) {
      case 'p' -> "procedure";
      case 'a' -> "aggregate function";
      case 'w' -> "window function";
      default -> "function";
    };
  }

  /** As in messages: the name, qualified where it has to be, with the types of its inputs. */
  public static String shown(Session session, FunctionEntry function) {
    String name = Identifiers.quote(function.name());
    return (isVisible(session, function)
            ? name
            : Identifiers.quote(session.catalog().schemaName(function.schema())) + "." + name)
        + "("
        + CreateFunctionCommand.types(session, function.inputTypes())
        + ")";
  }

  /** Whether the search path leads to it, by its name and arguments. */
  public static boolean isVisible(Session session, FunctionEntry function) {
    return visible(session, function.name()).stream()
        .filter(f -> f.inputTypes().equals(function.inputTypes()))
        .findFirst()
        .filter(f -> f.oid() == function.oid())
        .isPresent();
  }

  private static List<FunctionEntry> visible(Session session, String name) {
    Catalog catalog = session.catalog();
    List<FunctionEntry> found = new ArrayList<>();
    for (String schemaName : session.environment().searchPath()) {
      catalog
          .schema(schemaName)
          .ifPresent(schema -> found.addAll(catalog.functions(schema.oid(), name)));
    }
    return found;
  }

  /** Every function of that name: on the search path, or in its schema (3F000 without one). */
  public static List<FunctionEntry> named(Session session, List<String> name) {
    if (name.size() == 1) {
      return visible(session, name.getFirst());
    }
    String schemaName = name.get(name.size() - 2);
    // pg_temp may be named before anything is in it.
    Optional<Schema> schema =
        schemaName.equals("pg_temp")
            ? Names.findSchema(session, schemaName)
            : Optional.of(Names.schema(session, schemaName));
    return schema
        .map(found -> session.catalog().functions(found.oid(), name.getLast()))
        .orElse(List.of());
  }

  private static boolean fits(FunctionEntry function, ObjectType kind) {
    return switch (kind) {
      case OBJECT_FUNCTION -> function.kind() == 'f' || function.kind() == 'w';
      case OBJECT_PROCEDURE -> function.kind() == 'p';
      case OBJECT_AGGREGATE -> function.kind() == 'a';
      default -> true;
    };
  }

  private static String word(ObjectType kind) {
    return switch (kind) {
      case OBJECT_PROCEDURE -> "procedure";
      case OBJECT_AGGREGATE -> "aggregate";
      case OBJECT_ROUTINE -> "routine";
      default -> "function";
    };
  }

  /** 42883 without one, 42725 when the name alone does not tell, 42809 for another kind. */
  public static FunctionEntry require(Session session, ObjectType kind, ObjectWithArgs object) {
    return require(session, kind, object, false);
  }

  /** As {@link #require}, where FUNCTION says aggregates too: in GRANT and REVOKE. */
  public static FunctionEntry requireGrantable(
      Session session, ObjectType kind, ObjectWithArgs object) {
    return require(session, kind, object, kind == ObjectType.OBJECT_FUNCTION);
  }

  private static FunctionEntry require(
      Session session, ObjectType kind, ObjectWithArgs object, boolean aggregates) {
    List<FunctionEntry> namesakes = named(session, object.objname());
    String name = String.join(".", object.objname());
    if (object.argsUnspecified()) {
      List<FunctionEntry> fitting = namesakes.stream().filter(f -> fits(f, kind)).toList();
      if (fitting.size() > 1) {
        throw new PgException(
                SqlState.AMBIGUOUS_FUNCTION, word(kind) + " name \"" + name + "\" is not unique")
            .withHint("Specify the argument list to select the " + word(kind) + " unambiguously.");
      }
      if (fitting.isEmpty()) {
        throw new PgException(
            SqlState.UNDEFINED_FUNCTION,
            "could not find a "
                + (kind == ObjectType.OBJECT_ROUTINE ? "function" : word(kind))
                + " named \""
                + name
                + "\"");
      }
      return fitting.getFirst();
    }
    List<Integer> types = types(session, object.objargs());
    Optional<FunctionEntry> found =
        namesakes.stream().filter(f -> f.inputTypes().equals(types)).findFirst();
    if (found.isEmpty() && kind != ObjectType.OBJECT_FUNCTION) {
      List<Integer> all =
          types(
              session,
              object.objfuncargs().stream()
                  .filter(p -> p.mode() != FunctionParameterMode.FUNC_PARAM_TABLE)
                  .map(p -> p.argType())
                  .toList());
      found =
          namesakes.stream()
              .filter(
                  f ->
                      f.procedure()
                          && f.arguments().stream()
                              .map(FunctionEntry.Argument::type)
                              .toList()
                              .equals(all))
              .findFirst();
    }
    FunctionEntry function =
        found.orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_FUNCTION,
                    word(kind)
                        + " "
                        + name
                        + "("
                        + CreateFunctionCommand.types(session, types).replace(",", ", ")
                        + ") does not exist"));
    if (!fits(function, kind) && !(aggregates && function.kind() == 'a')) {
      throw wrongKind(session, function, kind);
    }
    return function;
  }

  /** Claims another name or schema for a function; 42723 when a namesake has its types there. */
  public static void requireFree(Session session, FunctionEntry function, String name, int schema) {
    CreateFunctionCommand.claim(session, session.catalog().schema(schema).orElseThrow(), name);
    boolean taken =
        session.catalog().functions(schema, name).stream()
            .anyMatch(other -> other.inputTypes().equals(function.inputTypes()));
    if (taken) {
      throw new PgException(
          SqlState.DUPLICATE_FUNCTION,
          "function %s(%s) already exists in schema \"%s\""
              .formatted(
                  Identifiers.quote(name),
                  CreateFunctionCommand.types(session, function.inputTypes()),
                  session.catalog().schemaName(schema)));
    }
  }

  private static PgException wrongKind(Session session, FunctionEntry function, ObjectType kind) {
    String word = word(kind);
    if (function.kind() == 'a' && kind == ObjectType.OBJECT_FUNCTION) {
      return new PgException(
              SqlState.WRONG_OBJECT_TYPE, "\"" + function.name() + "\" is an aggregate function")
          .withHint("Use DROP AGGREGATE to drop aggregate functions.");
    }
    return new PgException(
        SqlState.WRONG_OBJECT_TYPE,
        shown(session, function)
            + (word.startsWith("a") ? " is not an " : " is not a ")
            + (kind == ObjectType.OBJECT_AGGREGATE ? "aggregate function" : word));
  }

  private static List<Integer> types(Session session, List<TypeName> names) {
    return names.stream().map(name -> TypeLookup.type(session, name).oid()).toList();
  }
}
