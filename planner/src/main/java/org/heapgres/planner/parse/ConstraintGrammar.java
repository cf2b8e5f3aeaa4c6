package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.ConstrType;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.Exclusion;
import org.heapgres.planner.parse.tree.Definition.IndexElem;

/** Table constraints, and what they share with those of columns. */
final class ConstraintGrammar extends GrammarPart {

  /** What may trail a constraint; a set of these bits is a {@code ConstraintAttributeSpec}. */
  static final int NOT_DEFERRABLE = 1;

  static final int DEFERRABLE_BIT = 1 << 1;
  static final int INITIALLY_IMMEDIATE = 1 << 2;
  static final int INITIALLY_DEFERRED = 1 << 3;
  static final int NOT_VALID = 1 << 4;
  static final int NO_INHERIT = 1 << 5;
  static final int NOT_ENFORCED = 1 << 6;
  static final int ENFORCED_BIT = 1 << 7;

  ConstraintGrammar(Grammar g) {
    super(g);
  }

  Constraint tableConstraint() {
    int start = location();
    String name = accept(CONSTRAINT) ? colId() : null;
    return switch (tokens.kind) {
      case CHECK -> check(name, start);
      case NOT -> notNull(name, start);
      case UNIQUE -> {
        tokens.advance();
        ConstraintBuilder unique = new ConstraintBuilder(ConstrType.CONSTR_UNIQUE, name, start);
        if (!at(USING)) {
          unique.nullsNotDistinct = g.select.nullsNotDistinct();
        }
        yield key(unique, "UNIQUE");
      }
      case PRIMARY -> {
        tokens.advance();
        expect(KEY);
        yield key(new ConstraintBuilder(ConstrType.CONSTR_PRIMARY, name, start), "PRIMARY KEY");
      }
      case EXCLUDE -> exclude(name, start);
      case FOREIGN -> foreignKey(name, start);
      default -> throw syntaxError();
    };
  }

  private Constraint check(String name, int start) {
    tokens.advance();
    ConstraintBuilder check = new ConstraintBuilder(ConstrType.CONSTR_CHECK, name, start);
    check.rawExpr = g.storedInParentheses();
    check.isEnforced = true;
    attributes(check, "CHECK", NOT_VALID | NO_INHERIT | NOT_ENFORCED | ENFORCED_BIT);
    check.initiallyValid = !check.skipValidation;
    return check.build();
  }

  private Constraint notNull(String name, int start) {
    tokens.advance();
    expect(NULL);
    ConstraintBuilder notNull = new ConstraintBuilder(ConstrType.CONSTR_NOTNULL, name, start);
    notNull.keys = List.of(colId());
    attributes(notNull, "NOT NULL", NOT_VALID | NO_INHERIT);
    notNull.initiallyValid = !notNull.skipValidation;
    return notNull.build();
  }

  /** A unique or primary key constraint after its first words. */
  private Constraint key(ConstraintBuilder key, String kind) {
    if (accept(USING)) {
      expect(INDEX);
      key.indexname = colId();
    } else {
      expect(LEFT_PAREN);
      key.keys = nameList();
      key.withoutOverlaps = acceptAll(WITHOUT, OVERLAPS);
      expect(RIGHT_PAREN);
      include(key);
      indexOptions(key);
    }
    attributes(key, kind, DEFERRABLE_BIT);
    return key.build();
  }

  private void include(ConstraintBuilder constraint) {
    if (accept(INCLUDE)) {
      constraint.including = parenthesized(this::colId);
    }
  }

  /** {@code WITH (...)} and {@code USING INDEX TABLESPACE}. */
  ConstraintBuilder indexOptions(ConstraintBuilder constraint) {
    constraint.options = g.options.optionalDefinition();
    if (accept(USING)) {
      expect(INDEX, TABLESPACE);
      constraint.indexspace = colId();
    }
    return constraint;
  }

  private Constraint exclude(String name, int start) {
    tokens.advance();
    ConstraintBuilder exclude = new ConstraintBuilder(ConstrType.CONSTR_EXCLUSION, name, start);
    exclude.accessMethod = g.indexes.accessMethod();
    exclude.exclusions = parenthesized(this::exclusion);
    include(exclude);
    indexOptions(exclude);
    if (accept(WHERE)) {
      exclude.whereClause = g.storedInParentheses();
    }
    attributes(exclude, "EXCLUDE", DEFERRABLE_BIT);
    return exclude.build();
  }

  private Exclusion exclusion() {
    IndexElem element = g.indexes.indexElem();
    expect(WITH);
    return new Exclusion(
        element, at(OPERATOR) ? g.names.qualifiedOperator() : g.names.anyOperator());
  }

  private Constraint foreignKey(String name, int start) {
    tokens.advance();
    expect(KEY, LEFT_PAREN);
    ConstraintBuilder foreign = new ConstraintBuilder(ConstrType.CONSTR_FOREIGN, name, start);
    List<String> columns = new ArrayList<>();
    foreign.fkWithPeriod = columnsWithPeriod(columns);
    foreign.fkAttrs = unmodifiable(columns);
    expect(REFERENCES);
    foreign.pktable = g.names.qualifiedName();
    if (accept(LEFT_PAREN)) {
      List<String> referenced = new ArrayList<>();
      foreign.pkWithPeriod = columnsWithPeriod(referenced);
      foreign.pkAttrs = unmodifiable(referenced);
    }
    matchAndActions(foreign);
    foreign.isEnforced = true;
    attributes(foreign, "FOREIGN KEY", DEFERRABLE_BIT | NOT_VALID | NOT_ENFORCED | ENFORCED_BIT);
    foreign.initiallyValid = !foreign.skipValidation;
    return foreign.build();
  }

  /** {@code a, b, PERIOD c)}; returns whether the last one is a period. */
  private boolean columnsWithPeriod(List<String> columns) {
    columns.add(colId());
    while (accept(COMMA)) {
      if (at(PERIOD) && tokens.peek(1).isColumnName()) {
        tokens.advance();
        columns.add(colId());
        expect(RIGHT_PAREN);
        return true;
      }
      columns.add(colId());
    }
    expect(RIGHT_PAREN);
    return false;
  }

  /** REFERENCES of a column, after that word. */
  void references(ConstraintBuilder foreign) {
    foreign.pktable = g.names.qualifiedName();
    foreign.pkAttrs = optionalColumnList();
    matchAndActions(foreign);
  }

  private void matchAndActions(ConstraintBuilder foreign) {
    int start = location();
    foreign.fkMatchtype = 's';
    if (accept(MATCH)) {
      switch (tokens.kind) {
        case FULL -> foreign.fkMatchtype = 'f';
        case SIMPLE -> {}
        case PARTIAL -> {
          tokens.advance();
          throw notSupported("MATCH PARTIAL not yet implemented", start);
        }
        default -> throw syntaxError();
      }
      tokens.advance();
    }
    foreign.fkUpdAction = 'a';
    foreign.fkDelAction = 'a';
    boolean update = false;
    boolean delete = false;
    while (at(ON)) {
      if (tokens.peek(1) == UPDATE && !update) {
        update = true;
        updateAction(foreign);
      } else if (tokens.peek(1) == DELETE && !delete) {
        delete = true;
        expect(ON, DELETE);
        foreign.fkDelAction = action();
        if (foreign.fkDelAction == 'n' || foreign.fkDelAction == 'd') {
          foreign.fkDelSetCols = optionalColumnList();
        }
      } else {
        tokens.advance();
        throw syntaxError();
      }
    }
  }

  private void updateAction(ConstraintBuilder foreign) {
    int start = location();
    expect(ON, UPDATE);
    foreign.fkUpdAction = action();
    if (at(LEFT_PAREN) && (foreign.fkUpdAction == 'n' || foreign.fkUpdAction == 'd')) {
      parenthesized(this::colId);
      throw notSupported(
          "a column list with "
              + (foreign.fkUpdAction == 'n' ? "SET NULL" : "SET DEFAULT")
              + " is only supported for ON DELETE actions",
          start);
    }
  }

  private char action() {
    switch (tokens.kind) {
      case NO -> {
        tokens.advance();
        expect(ACTION);
        return 'a';
      }
      case RESTRICT -> {
        tokens.advance();
        return 'r';
      }
      case CASCADE -> {
        tokens.advance();
        return 'c';
      }
      case SET -> {
        tokens.advance();
        if (accept(NULL)) {
          return 'n';
        }
        expect(DEFAULT);
        return 'd';
      }
      default -> throw syntaxError();
    }
  }

  // Attributes.

  /** Reads the trailing attributes into {@code constraint}; those not in {@code allowed} fail. */
  void attributes(ConstraintBuilder constraint, String kind, int allowed) {
    int start = location();
    int bits = attributeBits();
    if ((bits & (DEFERRABLE_BIT | INITIALLY_DEFERRED)) != 0) {
      require(allowed, DEFERRABLE_BIT, kind, "DEFERRABLE", start);
      constraint.deferrable = true;
    }
    if ((bits & INITIALLY_DEFERRED) != 0) {
      constraint.initdeferred = true;
    }
    if ((bits & NOT_VALID) != 0) {
      require(allowed, NOT_VALID, kind, "NOT VALID", start);
      constraint.skipValidation = true;
    }
    if ((bits & NO_INHERIT) != 0) {
      require(allowed, NO_INHERIT, kind, "NO INHERIT", start);
      constraint.isNoInherit = true;
    }
    if ((bits & NOT_ENFORCED) != 0) {
      require(allowed, NOT_ENFORCED, kind, "NOT ENFORCED", start);
      constraint.isEnforced = false;
      constraint.skipValidation = true;
    }
    if ((bits & ENFORCED_BIT) != 0) {
      require(allowed, ENFORCED_BIT, kind, "ENFORCED", start);
      constraint.isEnforced = true;
    }
  }

  private void require(int allowed, int bit, String kind, String attribute, int at) {
    if ((allowed & bit) == 0) {
      throw notSupported(kind + " constraints cannot be marked " + attribute, at);
    }
  }

  int attributeBits() {
    int bits = 0;
    while (true) {
      int start = location();
      int bit = attributeBit();
      if (bit == 0) {
        return bits;
      }
      bits |= bit;
      if (has(bits, NOT_DEFERRABLE | INITIALLY_DEFERRED)) {
        throw syntaxError("constraint declared INITIALLY DEFERRED must be DEFERRABLE", start);
      }
      if (has(bits, NOT_DEFERRABLE | DEFERRABLE_BIT)
          || has(bits, INITIALLY_IMMEDIATE | INITIALLY_DEFERRED)
          || has(bits, NOT_ENFORCED | ENFORCED_BIT)) {
        throw syntaxError("conflicting constraint properties", start);
      }
    }
  }

  private static boolean has(int bits, int all) {
    return (bits & all) == all;
  }

  private int attributeBit() {
    switch (tokens.kind) {
      case NOT -> {
        int bit =
            switch (tokens.peek(1)) {
              case DEFERRABLE -> NOT_DEFERRABLE;
              case VALID -> NOT_VALID;
              case ENFORCED -> NOT_ENFORCED;
              default -> 0;
            };
        tokens.advance();
        if (bit == 0) {
          throw syntaxError();
        }
        tokens.advance();
        return bit;
      }
      case DEFERRABLE -> {
        tokens.advance();
        return DEFERRABLE_BIT;
      }
      case INITIALLY -> {
        tokens.advance();
        if (accept(IMMEDIATE)) {
          return INITIALLY_IMMEDIATE;
        }
        expect(DEFERRED);
        return INITIALLY_DEFERRED;
      }
      case NO -> {
        tokens.advance();
        expect(INHERIT);
        return NO_INHERIT;
      }
      case ENFORCED -> {
        tokens.advance();
        return ENFORCED_BIT;
      }
      default -> {
        return 0;
      }
    }
  }
}
