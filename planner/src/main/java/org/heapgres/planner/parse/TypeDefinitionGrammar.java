package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.ConstrType;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterCollationStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterDomainStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterEnumStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterTypeStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CompositeTypeStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateDomainStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateEnumStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateRangeStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DefineStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.ObjectStatement.RenameStmt;
import org.heapgres.planner.parse.tree.RelationStatement.AlterTableStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** Types, domains and collations. */
final class TypeDefinitionGrammar extends GrammarPart {
  TypeDefinitionGrammar(Grammar g) {
    super(g);
  }

  static DefineStmt define(ObjectType kind, List<String> name, List<DefElem> definition) {
    return new DefineStmt(kind, false, name, null, definition, false, false);
  }

  // CREATE TYPE and its alterations.

  Statement createType() {
    expect(TYPE);
    int start = location();
    List<String> name = anyName();
    if (at(LEFT_PAREN)) {
      return define(ObjectType.OBJECT_TYPE, name, g.options.definition());
    }
    if (!accept(AS)) {
      return define(ObjectType.OBJECT_TYPE, name, List.of());
    }
    switch (tokens.kind) {
      case ENUM -> {
        tokens.advance();
        expect(LEFT_PAREN);
        List<String> labels = at(RIGHT_PAREN) ? List.of() : commaList(this::sconst);
        expect(RIGHT_PAREN);
        return new CreateEnumStmt(name, labels);
      }
      case RANGE -> {
        tokens.advance();
        return new CreateRangeStmt(name, g.options.definition());
      }
      default -> {
        RangeVar relation = g.names.rangeVar(name, start).withInh(false);
        expect(LEFT_PAREN);
        List<ColumnDef> attributes =
            at(RIGHT_PAREN) ? List.of() : commaList(g.from::tableFuncElement);
        expect(RIGHT_PAREN);
        return new CompositeTypeStmt(relation, attributes);
      }
    }
  }

  /** After ALTER. */
  Statement alterType() {
    expect(TYPE);
    int start = location();
    List<String> name = anyName();
    switch (tokens.kind) {
      case RENAME -> {
        return renameInType(name, start);
      }
      case ADD -> {
        if (tokens.peek(1) == VALUE) {
          return addValue(name);
        }
        return attributes(name, start);
      }
      case DROP -> {
        if (tokens.peek(1) == VALUE) {
          int at = location();
          expect(DROP, VALUE);
          sconst();
          throw notSupported("dropping an enum value is not implemented", at);
        }
        return attributes(name, start);
      }
      case ALTER -> {
        return attributes(name, start);
      }
      case SET -> {
        if (tokens.peek(1) == LEFT_PAREN) {
          tokens.advance();
          return new AlterTypeStmt(name, g.operators.alterOptions());
        }
      }
      default -> {}
    }
    return g.alter.shared(ObjectType.OBJECT_TYPE, new ListValue(strings(name)));
  }

  private Statement renameInType(List<String> name, int start) {
    switch (tokens.peek(1)) {
      case VALUE -> {
        expect(RENAME, VALUE);
        String old = sconst();
        expect(TO);
        return new AlterEnumStmt(name, old, sconst(), null, false, false);
      }
      case ATTRIBUTE -> {
        expect(RENAME, ATTRIBUTE);
        String attribute = colId();
        expect(TO);
        String newName = colId();
        return new RenameStmt(
            ObjectType.OBJECT_ATTRIBUTE,
            ObjectType.OBJECT_TYPE,
            g.names.rangeVar(name, start).withInh(false),
            null,
            attribute,
            newName,
            g.utility.dropBehavior(),
            false);
      }
      default -> {
        return g.alter.rename(ObjectType.OBJECT_TYPE, new ListValue(strings(name)));
      }
    }
  }

  private AlterEnumStmt addValue(List<String> name) {
    expect(ADD, VALUE);
    boolean skip = accept(IF);
    if (skip) {
      expect(NOT, EXISTS);
    }
    String value = sconst();
    if (accept(BEFORE)) {
      return new AlterEnumStmt(name, null, value, sconst(), false, skip);
    }
    if (accept(AFTER)) {
      return new AlterEnumStmt(name, null, value, sconst(), true, skip);
    }
    return new AlterEnumStmt(name, null, value, null, true, skip);
  }

  private AlterTableStmt attributes(List<String> name, int start) {
    List<AlterTableCmd> commands = commaList(g.alterTable::attributeCommand);
    RangeVar relation = g.names.rangeVar(name, start).withInh(false);
    return new AlterTableStmt(relation, commands, ObjectType.OBJECT_TYPE, false);
  }

  // Domains.

  Statement createDomain() {
    expect(DOMAIN);
    List<String> name = anyName();
    accept(AS);
    TypeName type = g.types.typeName();
    TableElementGrammar.Qualifiers qualifiers = g.elements.qualifiers();
    return new CreateDomainStmt(name, type, qualifiers.collation(), qualifiers.constraints());
  }

  /** After ALTER. */
  Statement alterDomain() {
    expect(DOMAIN);
    List<String> name = anyName();
    switch (tokens.kind) {
      case SET -> {
        if (accept(SET, DEFAULT)) {
          return domain('T', name, null, g.stored(g.expressions::expression));
        }
        if (accept(SET, NOT)) {
          expect(NULL);
          return domain('O', name, null, null);
        }
      }
      case DROP -> {
        return dropFromDomain(name);
      }
      case ADD -> {
        tokens.advance();
        return domain('C', name, null, domainConstraint());
      }
      case VALIDATE -> {
        tokens.advance();
        expect(CONSTRAINT);
        return domain('V', name, colId(), null);
      }
      case RENAME -> {
        if (accept(RENAME, CONSTRAINT)) {
          String constraint = colId();
          expect(TO);
          return AlterGrammar.rename(
              ObjectType.OBJECT_DOMCONSTRAINT,
              null,
              null,
              new ListValue(strings(name)),
              constraint,
              colId(),
              false);
        }
      }
      default -> {}
    }
    return g.alter.shared(ObjectType.OBJECT_DOMAIN, new ListValue(strings(name)));
  }

  private static AlterDomainStmt domain(
      char subtype, List<String> typeName, String name, Node definition) {
    return new AlterDomainStmt(
        subtype, typeName, name, definition, DropBehavior.DROP_RESTRICT, false);
  }

  private Statement dropFromDomain(List<String> name) {
    expect(DROP);
    if (accept(DEFAULT)) {
      return domain('T', name, null, null);
    }
    if (acceptAll(NOT, NULL)) {
      return domain('N', name, null, null);
    }
    expect(CONSTRAINT);
    boolean missingOk = ifExists();
    String constraint = colId();
    return new AlterDomainStmt('X', name, constraint, null, g.utility.dropBehavior(), missingOk);
  }

  private Constraint domainConstraint() {
    int start = location();
    String name = accept(CONSTRAINT) ? colId() : null;
    if (at(NOT)) {
      expect(NOT, NULL);
      ConstraintBuilder notNull = new ConstraintBuilder(ConstrType.CONSTR_NOTNULL, name, start);
      notNull.keys = List.of("value");
      g.constraints.attributes(notNull, "NOT NULL", 0);
      notNull.isEnforced = false;
      notNull.initiallyValid = true;
      return notNull.build();
    }
    expect(CHECK);
    ConstraintBuilder check = new ConstraintBuilder(ConstrType.CONSTR_CHECK, name, start);
    check.rawExpr = g.storedInParentheses();
    check.isEnforced = true;
    g.constraints.attributes(
        check, "CHECK", ConstraintGrammar.NOT_VALID | ConstraintGrammar.NO_INHERIT);
    check.initiallyValid = !check.skipValidation;
    return check.build();
  }

  // Collations.

  Statement createCollation() {
    expect(COLLATION);
    boolean ifNotExists = ifNotExists();
    List<String> name = anyName();
    List<DefElem> definition;
    if (accept(FROM)) {
      int start = location();
      definition = new ArrayList<>(1);
      definition.add(defElem("from", new ListValue(strings(anyName())), start));
    } else {
      definition = g.options.definition();
    }
    return new DefineStmt(
        ObjectType.OBJECT_COLLATION,
        false,
        name,
        null,
        unmodifiable(definition),
        ifNotExists,
        false);
  }

  /** After ALTER. */
  Statement alterCollation() {
    expect(COLLATION);
    List<String> name = anyName();
    if (accept(REFRESH)) {
      expect(VERSION);
      return new AlterCollationStmt(name);
    }
    return g.alter.shared(ObjectType.OBJECT_COLLATION, new ListValue(strings(name)));
  }
}
