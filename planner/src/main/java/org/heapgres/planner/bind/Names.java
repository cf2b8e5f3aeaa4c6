package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Indirection.A_Star;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgRowConstructor;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Column references: scopes from the inside out, qualified and not, whole rows (manual, 4.2.1). */
final class Names {
  /** A column as one scope sees it, and that scope. */
  record Found(Scope scope, RangeEntry entry, EntryColumn column) {}

  private final Binding binding;
  private final VariableBinder variables;

  Names(Binding binding) {
    this.binding = binding;
    this.variables = new VariableBinder(binding);
  }

  VariableBinder variables() {
    return variables;
  }

  /** A column or whole row. */
  RexNode bind(ColumnRef ref, Scope scope) {
    if (ref.fields().size() > 1 && ref.fields().getLast() instanceof A_Star) {
      return starAsRow(ref, scope);
    }
    List<String> names = names(ref);
    Variables known = binding.context().variables();
    if (known == Variables.NONE) {
      return column(ref, names, scope);
    }
    boolean isColumn =
        known.conflict() != Variables.Conflict.VARIABLE && isColumn(names, ref.location(), scope);
    if (isColumn && (known.conflict() == Variables.Conflict.COLUMN || names.size() > 1)) {
      return column(ref, names, scope);
    }
    RexNode variable = variables.find(names, ref.location());
    if (variable != null && isColumn) {
      throw ambiguous(names.getLast(), ref.location())
          .withDetail("It could refer to either a PL/pgSQL variable or a table column.");
    }
    if (variable != null) {
      return variable;
    }
    return column(ref, names, scope);
  }

  /** {@code t.*} where one value is wanted is the row. */
  private RexNode starAsRow(ColumnRef ref, Scope scope) {
    List<String> names =
        names(new ColumnRef(ref.fields().subList(0, ref.fields().size() - 1), ref.location()));
    String schema = names.size() > 1 ? names.get(names.size() - 2) : null;
    for (Scope at = scope; at != null; at = at.parent()) {
      RangeEntry entry = entry(at, schema, names.getLast(), ref.location());
      if (entry != null) {
        return wholeRow(entry, at, scope, ref.location());
      }
    }
    RexNode variable = variables.find(names, ref.location());
    if (variable != null) {
      return variable;
    }
    throw MissingNames.table(schema, names.getLast(), ref.location(), scope, binding.context());
  }

  /** Whether the name is that of a column, or of a whole row. */
  private boolean isColumn(List<String> names, int location, Scope scope) {
    return switch (names.size()) {
      case 1 ->
          column(names.getFirst(), location, scope) != null
              || anyEntry(null, names.getFirst(), location, scope) != null;
      case 2 -> hasColumn(null, names.get(0), names.get(1), location, scope);
      case 3 -> hasColumn(names.get(0), names.get(1), names.get(2), location, scope);
      default -> false;
    };
  }

  /** Whether a qualifier is that of a table. */
  boolean isTable(List<String> names, int location, Scope scope) {
    String schema = names.size() > 1 ? names.get(names.size() - 2) : null;
    return anyEntry(schema, names.getLast(), location, scope) != null;
  }

  private boolean hasColumn(String schema, String table, String column, int location, Scope scope) {
    RangeEntry entry = anyEntry(schema, table, location, scope);
    return entry != null && find(entry, column, location, scope) != null;
  }

  private RangeEntry anyEntry(String schema, String name, int location, Scope scope) {
    for (Scope at = scope; at != null; at = at.parent()) {
      RangeEntry entry = entry(at, schema, name, location);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  private RexNode column(ColumnRef ref, List<String> names, Scope scope) {
    RexNode node =
        switch (names.size()) {
          case 1 -> unqualified(names.get(0), ref.location(), scope);
          case 2 -> qualified(null, null, names.get(0), names.get(1), ref.location(), scope);
          case 3 ->
              qualified(null, names.get(0), names.get(1), names.get(2), ref.location(), scope);
          case 4 ->
              qualified(
                  names.get(0), names.get(1), names.get(2), names.get(3), ref.location(), scope);
          default ->
              throw Errors.at(
                  ref.location(),
                  SqlState.SYNTAX_ERROR,
                  "improper qualified name (too many dotted names): " + String.join(".", names));
        };
    return node;
  }

  private static List<String> names(ColumnRef ref) {
    List<String> names = new ArrayList<>(ref.fields().size());
    for (Indirection field : ref.fields()) {
      if (field instanceof StringValue string) {
        names.add(string.sval());
      } else {
        throw Errors.at(
            ref.location(),
            SqlState.SYNTAX_ERROR,
            field instanceof A_Star
                ? "row expansion via \"*\" is not supported here"
                : "improper use of \"*\"");
      }
    }
    return names;
  }

  private RexNode unqualified(String name, int location, Scope scope) {
    Found found = column(name, location, scope);
    if (found != null) {
      return reference(found, scope, location);
    }
    for (Scope at = scope; at != null; at = at.parent()) {
      RangeEntry entry = entry(at, null, name, location);
      if (entry != null) {
        return wholeRow(entry, at, scope, location);
      }
    }
    throw MissingNames.column(null, name, location, scope);
  }

  /** The nearest column of that name, or null; 42702 when one scope has two. */
  Found column(String name, int location, Scope scope) {
    for (Scope at = scope; at != null; at = at.parent()) {
      Found found = null;
      for (RangeEntry entry : at.entries()) {
        if (!entry.columnsVisible()) {
          continue;
        }
        EntryColumn column = find(entry, name, location, at);
        if (column != null) {
          if (found != null) {
            throw ambiguous(name, location);
          }
          found = new Found(at, entry, column);
        }
      }
      if (found != null) {
        checkLateral(found.entry, location);
        return found;
      }
    }
    return null;
  }

  private static PgException ambiguous(String name, int location) {
    return Errors.at(
        location, SqlState.AMBIGUOUS_COLUMN, "column reference \"" + name + "\" is ambiguous");
  }

  private EntryColumn find(RangeEntry entry, String name, int location, Scope scope) {
    EntryColumn found = null;
    for (EntryColumn column : entry.columns()) {
      if (column.name().equals(name)) {
        if (found != null) {
          throw ambiguous(name, location);
        }
        found = column;
      }
    }
    return found == null ? new SystemColumns(binding).find(entry, name, location, scope) : found;
  }

  private RexNode qualified(
      String database, String schema, String table, String column, int location, Scope scope) {
    if (database != null && !database.equals(binding.context().catalog().database().name())) {
      throw Errors.at(
          location,
          SqlState.FEATURE_NOT_SUPPORTED,
          "cross-database references are not implemented: "
              + String.join(".", database, schema, table, column));
    }
    for (Scope at = scope; at != null; at = at.parent()) {
      RangeEntry entry = entry(at, schema, table, location);
      if (entry != null) {
        checkLateral(entry, location);
        EntryColumn found = find(entry, column, location, at);
        if (found == null) {
          throw MissingNames.column(table, column, location, scope);
        }
        return reference(new Found(at, entry, found), scope, location);
      }
    }
    throw MissingNames.table(schema, table, location, scope, binding.context());
  }

  /** The entry that a qualifier means in one scope, or null. */
  RangeEntry entry(Scope scope, String schema, String name, int location) {
    RangeEntry found = null;
    for (RangeEntry entry : scope.entries()) {
      if (!entry.visibleByName() || !name.equals(entry.alias())) {
        continue;
      }
      if (schema != null && !schema.equals(entry.schema())) {
        continue;
      }
      if (found != null) {
        throw Errors.at(
            location, SqlState.AMBIGUOUS_ALIAS, "table reference \"" + name + "\" is ambiguous");
      }
      found = entry;
    }
    return found;
  }

  /**
   * The entry that the qualifier of {@code x.*} means, with its scope; 42P01 when there is none.
   */
  Found entryForStar(String schema, String name, int location, Scope scope) {
    for (Scope at = scope; at != null; at = at.parent()) {
      RangeEntry entry = entry(at, schema, name, location);
      if (entry != null) {
        checkLateral(entry, location);
        return new Found(at, entry, null);
      }
    }
    throw MissingNames.table(schema, name, location, scope, binding.context());
  }

  private static void checkLateral(RangeEntry entry, int location) {
    if (!entry.lateralAllowed()) {
      throw Errors.at(
              location,
              SqlState.INVALID_COLUMN_REFERENCE,
              "invalid reference to FROM-clause entry for table \"" + entry.alias() + "\"")
          .withDetail("The combining JOIN type must be INNER or LEFT for a LATERAL reference.");
    }
  }

  /** The found column as an expression within {@code scope}. */
  RexNode reference(Found found, Scope scope, int location) {
    RexNode node = seenFrom(found.column.expression(), found.scope, scope);
    binding.needs().read(found.column.tableOid(), found.column.attnum());
    if (binding.meaning() != null) {
      binding.meaning().reference(node, found.entry, found.column);
    }
    String alias = found.entry.alias();
    String name = found.column.name();
    binding.recordUse(
        node, alias == null ? name : alias + "." + name, location, found.scope != scope);
    return node;
  }

  /** An expression over the row of {@code at}, as the inner scope {@code from} has to write it. */
  RexNode seenFrom(RexNode expression, Scope at, Scope from) {
    if (at == from) {
      return expression instanceof RexInputRef ref
          ? new RexInputRef(ref.getIndex(), ref.getType())
          : expression;
    }
    RexNode outer = binding.rex().makeCorrel(at.row(), at.correlation(binding));
    return expression.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            at.use(ref.getIndex());
            return binding.rex().makeFieldAccess(outer, ref.getIndex());
          }
        });
  }

  private RexNode wholeRow(RangeEntry entry, Scope at, Scope scope, int location) {
    checkLateral(entry, location);
    if (entry.columns().size() == 1 && entry.scalarFunction()) {
      return reference(new Found(at, entry, entry.columns().getFirst()), scope, location);
    }
    List<RexNode> fields = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (EntryColumn column : entry.columns()) {
      fields.add(reference(new Found(at, entry, column), scope, location));
      names.add(column.name());
    }
    RexNode row =
        binding
            .rex()
            .makeCall(
                PgTypeFactory.INSTANCE.type(rowType(entry)), new PgRowConstructor(names), fields);
    binding.recordUse(row, entry.alias(), location, at != scope);
    return row;
  }

  private PgType rowType(RangeEntry entry) {
    if (entry.relation() != null && entry.relation().rowType() != 0) {
      PgType type = binding.context().types().type(entry.relation().rowType());
      if (type != null) {
        return type;
      }
    }
    return Types.RECORD;
  }
}
