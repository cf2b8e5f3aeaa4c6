package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.ConstrType;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.TableLikeClause;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression.CollateClause;

/** What stands in the parentheses of CREATE TABLE, and columns elsewhere. */
final class TableElementGrammar extends GrammarPart {

  /** The qualifiers of a column or domain. */
  record Qualifiers(List<Constraint> constraints, CollateClause collation) {}

  TableElementGrammar(Grammar g) {
    super(g);
  }

  Definition tableElement() {
    return switch (tokens.kind) {
      case LIKE -> like();
      case CONSTRAINT, CHECK, UNIQUE, PRIMARY, FOREIGN -> g.constraints.tableConstraint();
      case EXCLUDE ->
          tokens.peek(1) == USING || tokens.peek(1) == LEFT_PAREN
              ? g.constraints.tableConstraint()
              : columnDef();
      case NOT -> g.constraints.tableConstraint();
      default -> columnDef();
    };
  }

  /** An element of a table that is OF a type or a partition: no column has a type. */
  Definition typedTableElement() {
    return switch (tokens.kind) {
      case CONSTRAINT, CHECK, UNIQUE, PRIMARY, FOREIGN, NOT -> g.constraints.tableConstraint();
      case EXCLUDE ->
          tokens.peek(1) == USING || tokens.peek(1) == LEFT_PAREN
              ? g.constraints.tableConstraint()
              : columnOptions();
      default -> columnOptions();
    };
  }

  private ColumnDef columnOptions() {
    int start = location();
    String name = colId();
    acceptAll(WITH, OPTIONS);
    Qualifiers qualifiers = qualifiers();
    return new ColumnDef(
        name,
        null,
        null,
        null,
        null,
        qualifiers.collation,
        qualifiers.constraints,
        List.of(),
        start);
  }

  ColumnDef columnDef() {
    int start = location();
    String name = colId();
    TypeName type = g.types.typeName();
    String storage = accept(STORAGE) ? colIdOrDefault() : null;
    String compression = accept(COMPRESSION) ? colIdOrDefault() : null;
    List<DefElem> options = g.options.genericOptions();
    Qualifiers qualifiers = qualifiers();
    return new ColumnDef(
        name,
        type,
        compression,
        storage,
        null,
        qualifiers.collation,
        qualifiers.constraints,
        options,
        start);
  }

  String colIdOrDefault() {
    return at(DEFAULT) ? take() : colId();
  }

  /** Constraints and COLLATE, in any order. */
  Qualifiers qualifiers() {
    List<Constraint> constraints = new ArrayList<>(2);
    CollateClause collation = null;
    while (true) {
      if (at(COLLATE)) {
        int start = location();
        CollateClause next = g.from.optionalCollation();
        if (collation != null) {
          throw syntaxError("multiple COLLATE clauses not allowed", start);
        }
        collation = next;
        continue;
      }
      Constraint constraint = columnConstraint();
      if (constraint == null) {
        return new Qualifiers(
            constraints.isEmpty() ? List.of() : unmodifiable(constraints), collation);
      }
      constraints.add(constraint);
    }
  }

  private Constraint columnConstraint() {
    int start = location();
    if (accept(CONSTRAINT)) {
      String name = colId();
      Constraint element = columnConstraintElement(name, start);
      if (element == null) {
        throw syntaxError();
      }
      return element;
    }
    ConstrType attribute =
        switch (tokens.kind) {
          case DEFERRABLE -> ConstrType.CONSTR_ATTR_DEFERRABLE;
          case ENFORCED -> ConstrType.CONSTR_ATTR_ENFORCED;
          case NOT ->
              switch (tokens.peek(1)) {
                case DEFERRABLE -> ConstrType.CONSTR_ATTR_NOT_DEFERRABLE;
                case ENFORCED -> ConstrType.CONSTR_ATTR_NOT_ENFORCED;
                default -> null;
              };
          case INITIALLY ->
              tokens.peek(1) == DEFERRED
                  ? ConstrType.CONSTR_ATTR_DEFERRED
                  : ConstrType.CONSTR_ATTR_IMMEDIATE;
          default -> null;
        };
    if (attribute == null) {
      return columnConstraintElement(null, start);
    }
    accept(NOT);
    if (accept(INITIALLY)) {
      if (!at(DEFERRED) && !at(IMMEDIATE)) {
        throw syntaxError();
      }
    }
    tokens.advance();
    return new ConstraintBuilder(attribute, null, start).build();
  }

  private Constraint columnConstraintElement(String name, int start) {
    switch (tokens.kind) {
      case NOT -> {
        tokens.advance();
        expect(NULL);
        ConstraintBuilder notNull = builder(ConstrType.CONSTR_NOTNULL, name, start);
        notNull.isNoInherit = acceptAll(NO, INHERIT);
        return notNull.enforced().build();
      }
      case NULL -> {
        tokens.advance();
        return builder(ConstrType.CONSTR_NULL, name, start).build();
      }
      case UNIQUE -> {
        tokens.advance();
        ConstraintBuilder unique = builder(ConstrType.CONSTR_UNIQUE, name, start);
        unique.nullsNotDistinct = g.select.nullsNotDistinct();
        return g.constraints.indexOptions(unique).build();
      }
      case PRIMARY -> {
        tokens.advance();
        expect(KEY);
        return g.constraints.indexOptions(builder(ConstrType.CONSTR_PRIMARY, name, start)).build();
      }
      case CHECK -> {
        tokens.advance();
        ConstraintBuilder check = builder(ConstrType.CONSTR_CHECK, name, start);
        check.rawExpr = g.storedInParentheses();
        check.isNoInherit = acceptAll(NO, INHERIT);
        return check.enforced().build();
      }
      case DEFAULT -> {
        tokens.advance();
        ConstraintBuilder def = builder(ConstrType.CONSTR_DEFAULT, name, start);
        def.rawExpr = g.stored(g.expressions::restricted);
        return def.build();
      }
      case GENERATED -> {
        return generated(name, start);
      }
      case REFERENCES -> {
        tokens.advance();
        ConstraintBuilder foreign = builder(ConstrType.CONSTR_FOREIGN, name, start);
        g.constraints.references(foreign);
        return foreign.enforced().build();
      }
      default -> {
        return null;
      }
    }
  }

  private static ConstraintBuilder builder(ConstrType type, String name, int start) {
    return new ConstraintBuilder(type, name, start);
  }

  private Constraint generated(String name, int start) {
    tokens.advance();
    int whenLocation = location();
    char when = generatedWhen();
    expect(AS);
    if (accept(IDENTITY)) {
      ConstraintBuilder identity = builder(ConstrType.CONSTR_IDENTITY, name, start);
      identity.generatedWhen = when;
      identity.options = g.sequences.parenthesizedOptions();
      return identity.build();
    }
    ConstraintBuilder generated = builder(ConstrType.CONSTR_GENERATED, name, start);
    generated.generatedWhen = when;
    generated.rawExpr = g.storedInParentheses();
    generated.generatedKind = accept(STORED) ? 's' : 'v';
    if (generated.generatedKind == 'v') {
      accept(VIRTUAL);
    }
    if (when != 'a') {
      throw syntaxError("for a generated column, GENERATED ALWAYS must be specified", whenLocation);
    }
    return generated.build();
  }

  /** {@code a} for ALWAYS, {@code d} for BY DEFAULT. */
  char generatedWhen() {
    if (accept(ALWAYS)) {
      return 'a';
    }
    expect(BY, DEFAULT);
    return 'd';
  }

  private TableLikeClause like() {
    tokens.advance();
    var relation = g.names.qualifiedName();
    int options = 0;
    while (at(INCLUDING) || at(EXCLUDING)) {
      boolean including = at(INCLUDING);
      tokens.advance();
      int option =
          switch (tokens.kind) {
            case COMMENTS -> TableLikeClause.CREATE_TABLE_LIKE_COMMENTS;
            case COMPRESSION -> TableLikeClause.CREATE_TABLE_LIKE_COMPRESSION;
            case CONSTRAINTS -> TableLikeClause.CREATE_TABLE_LIKE_CONSTRAINTS;
            case DEFAULTS -> TableLikeClause.CREATE_TABLE_LIKE_DEFAULTS;
            case IDENTITY -> TableLikeClause.CREATE_TABLE_LIKE_IDENTITY;
            case GENERATED -> TableLikeClause.CREATE_TABLE_LIKE_GENERATED;
            case INDEXES -> TableLikeClause.CREATE_TABLE_LIKE_INDEXES;
            case STATISTICS -> TableLikeClause.CREATE_TABLE_LIKE_STATISTICS;
            case STORAGE -> TableLikeClause.CREATE_TABLE_LIKE_STORAGE;
            case ALL -> TableLikeClause.CREATE_TABLE_LIKE_ALL;
            default -> throw syntaxError();
          };
      tokens.advance();
      options = including ? options | option : options & ~option;
    }
    return new TableLikeClause(relation, options);
  }
}
