package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Value.FloatValue;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The types that type names mean. Thread-safe. */
public final class TypeResolver {
  /** A type with its modifier. */
  public record Resolved(PgType type, int typmod) {}

  private final BindContext context;

  public TypeResolver(BindContext context) {
    this.context = context;
  }

  /**
   * The type.
   *
   * @throws PgException 42704 when there is no such type, and for bad modifiers
   */
  public Resolved resolve(TypeName name) {
    if (name.pctType()) {
      return ofColumn(name);
    }
    PgType type = find(name);
    if (type == null) {
      throw Errors.at(
          name.location(),
          SqlState.UNDEFINED_OBJECT,
          "type \"" + shown(name) + "\" does not exist");
    }
    int typmod = typmod(type, name);
    if (!name.arrayBounds().isEmpty()) {
      type = type.isArray() ? type : Types.arrayOf(type, context.types());
    }
    return new Resolved(type, typmod);
  }

  private static String shown(TypeName name) {
    return String.join(".", name.names()) + (name.arrayBounds().isEmpty() ? "" : "[]");
  }

  /** {@code table.column%TYPE}. */
  private Resolved ofColumn(TypeName name) {
    List<String> names = name.names();
    if (names.size() < 2) {
      throw Errors.at(
          name.location(),
          SqlState.SYNTAX_ERROR,
          "improper %TYPE reference (too few dotted names): " + String.join(".", names));
    }
    String table = names.get(names.size() - 2);
    Optional<Relation> relation =
        names.size() == 2
            ? context.relation(table)
            : context
                .catalog()
                .schema(names.get(names.size() - 3))
                .flatMap(schema -> context.catalog().relation(schema.oid(), table));
    if (relation.isEmpty()) {
      throw Errors.at(
          name.location(),
          SqlState.UNDEFINED_TABLE,
          "relation \""
              + String.join(".", names.subList(0, names.size() - 1))
              + "\" does not exist");
    }
    Column column = relation.get().column(names.getLast()).orElse(null);
    if (column == null) {
      throw Errors.at(
          name.location(),
          SqlState.UNDEFINED_COLUMN,
          "column \"%s\" of relation \"%s\" does not exist".formatted(names.getLast(), table));
    }
    return name.arrayBounds().isEmpty() || column.type().isArray()
        ? new Resolved(column.type(), column.typmod())
        : new Resolved(Types.arrayOf(column.type(), context.types()), column.typmod());
  }

  private PgType find(TypeName name) {
    List<String> names = name.names();
    if (names.size() == 1) {
      return find(names.getFirst());
    }
    String schema = names.get(names.size() - 2);
    return find(schema, names.getLast(), name.location());
  }

  /** The type that an unqualified name means, or null. */
  PgType find(String name) {
    for (String schema : context.searchPath()) {
      PgType type = inSchema(schema, name);
      if (type != null) {
        return type;
      }
    }
    return null;
  }

  private PgType find(String schema, String name, int location) {
    if (context.schema(schema).isEmpty()) {
      throw Errors.at(
          location, SqlState.INVALID_SCHEMA_NAME, "schema \"" + schema + "\" does not exist");
    }
    return inSchema(schema, name);
  }

  private PgType inSchema(String schemaName, String name) {
    if (schemaName.equals("pg_catalog")) {
      return Types.find(name);
    }
    Schema schema = context.schema(schemaName).orElse(null);
    if (schema == null) {
      return null;
    }
    return context.catalog().type(schema.oid(), name);
  }

  /** The modifier that a name in parentheses after the type stands for. */
  public static int typmod(PgType type, TypeName name) {
    if (name.typmods().isEmpty()) {
      return PgRelType.NO_TYPMOD;
    }
    List<Integer> modifiers = new ArrayList<>();
    for (Expression modifier : name.typmods()) {
      modifiers.add(modifier(modifier, name.location()));
    }
    try {
      return type.codec().typmod(modifiers.stream().mapToInt(Integer::intValue).toArray());
    } catch (PgException e) {
      if (e.state() == SqlState.SYNTAX_ERROR) {
        throw Errors.at(
            name.location(),
            SqlState.SYNTAX_ERROR,
            "type modifier is not allowed for type \"" + name.names().getLast() + "\"");
      }
      throw Errors.at(name.location(), e);
    }
  }

  private static int modifier(Expression modifier, int location) {
    String text =
        switch (modifier) {
          case A_Const(IntegerValue(int value), int at) -> Integer.toString(value);
          case A_Const(FloatValue(String value), int at) -> value;
          case A_Const(StringValue(String value), int at) -> value;
          case ColumnRef ref
              when ref.fields().size() == 1 && ref.fields().getFirst() instanceof StringValue s ->
              s.sval();
          default ->
              throw Errors.at(
                  location,
                  SqlState.SYNTAX_ERROR,
                  "type modifiers must be simple constants or identifiers");
        };
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input syntax for type integer: \"" + text + "\"",
          e);
    }
  }
}
