package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.ATAlterConstraint;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.AlterTableType;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.ConstrType;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.PartitionCmd;
import org.heapgres.planner.parse.tree.Definition.ReplicaIdentityStmt;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.CollateClause;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.storage.SqlState;

/** The commands of ALTER TABLE and of the other kinds of relation. */
final class AlterTableGrammar extends GrammarPart {
  AlterTableGrammar(Grammar g) {
    super(g);
  }

  List<AlterTableCmd> commands() {
    return commaList(this::command);
  }

  // Commands, by how many fields they have.

  private static AlterTableCmd command(
      AlterTableType type, String name, Node definition, DropBehavior behavior, boolean missingOk) {
    return new AlterTableCmd(type, name, 0, null, definition, behavior, missingOk, false);
  }

  static AlterTableCmd command(AlterTableType type, String name, Node definition) {
    return command(type, name, definition, DropBehavior.DROP_RESTRICT, false);
  }

  private static AlterTableCmd command(AlterTableType type) {
    return command(type, null, null);
  }

  private AlterTableCmd command() {
    return switch (tokens.kind) {
      case ADD -> add();
      case ALTER -> alter();
      case DROP -> drop();
      case VALIDATE -> {
        tokens.advance();
        expect(CONSTRAINT);
        yield command(AlterTableType.AT_ValidateConstraint, colId(), null);
      }
      case CLUSTER -> {
        tokens.advance();
        expect(ON);
        yield command(AlterTableType.AT_ClusterOn, colId(), null);
      }
      case SET -> set();
      case RESET -> {
        tokens.advance();
        yield command(AlterTableType.AT_ResetRelOptions, null, options(g.options.relOptions()));
      }
      case ENABLE -> enable();
      case DISABLE -> disable();
      case FORCE -> {
        tokens.advance();
        expect(ROW, LEVEL, SECURITY);
        yield command(AlterTableType.AT_ForceRowSecurity);
      }
      case NO -> no();
      case INHERIT -> {
        tokens.advance();
        yield command(AlterTableType.AT_AddInherit, null, g.names.qualifiedName());
      }
      case OF -> {
        tokens.advance();
        int start = location();
        yield command(AlterTableType.AT_AddOf, null, TypeGrammar.named(anyName(), start));
      }
      case NOT -> {
        tokens.advance();
        expect(OF);
        yield command(AlterTableType.AT_DropOf);
      }
      case OWNER -> {
        tokens.advance();
        expect(TO);
        yield owner(g.names.roleSpec());
      }
      case REPLICA -> replicaIdentity();
      case OPTIONS ->
          command(AlterTableType.AT_GenericOptions, null, options(g.options.alterGenericOptions()));
      default -> throw syntaxError();
    };
  }

  private static ListValue options(List<DefElem> options) {
    return new ListValue(unmodifiable(new ArrayList<>(options)));
  }

  private static AlterTableCmd owner(RoleSpec owner) {
    return new AlterTableCmd(
        AlterTableType.AT_ChangeOwner,
        null,
        0,
        owner,
        null,
        DropBehavior.DROP_RESTRICT,
        false,
        false);
  }

  // ADD and DROP.

  private AlterTableCmd add() {
    tokens.advance();
    switch (tokens.kind) {
      case CONSTRAINT, CHECK, UNIQUE, PRIMARY, FOREIGN, NOT -> {
        return command(AlterTableType.AT_AddConstraint, null, g.constraints.tableConstraint());
      }
      case EXCLUDE -> {
        if (tokens.peek(1) == USING || tokens.peek(1) == LEFT_PAREN) {
          return command(AlterTableType.AT_AddConstraint, null, g.constraints.tableConstraint());
        }
      }
      default -> {}
    }
    accept(COLUMN);
    boolean missingOk = ifNotExists();
    return command(
        AlterTableType.AT_AddColumn,
        null,
        g.elements.columnDef(),
        DropBehavior.DROP_RESTRICT,
        missingOk);
  }

  private AlterTableCmd drop() {
    tokens.advance();
    AlterTableType type = AlterTableType.AT_DropColumn;
    if (accept(CONSTRAINT)) {
      type = AlterTableType.AT_DropConstraint;
    } else {
      accept(COLUMN);
    }
    boolean missingOk = ifExists();
    String name = colId();
    return command(type, name, null, g.utility.dropBehavior(), missingOk);
  }

  // ALTER of a column or constraint.

  private AlterTableCmd alter() {
    tokens.advance();
    if (accept(CONSTRAINT)) {
      return alterConstraint();
    }
    accept(COLUMN);
    if (at(INTEGER_LITERAL)) {
      int numberLocation = location();
      int number = iconst();
      expect(SET, STATISTICS);
      Node target = statistics();
      requireColumnNumber(number, numberLocation);
      return new AlterTableCmd(
          AlterTableType.AT_SetStatistics,
          null,
          number,
          null,
          target,
          DropBehavior.DROP_RESTRICT,
          false,
          false);
    }
    int start = location();
    String column = colId();
    return switch (tokens.kind) {
      case SET -> setColumn(column, start);
      case DROP -> dropFromColumn(column);
      case ADD -> addIdentity(column);
      case TYPE -> columnType(column, start);
      case RESET -> resetColumn(column);
      case RESTART -> identityOptions(column);
      case OPTIONS ->
          command(
              AlterTableType.AT_AlterColumnGenericOptions,
              column,
              options(g.options.alterGenericOptions()));
      default -> throw syntaxError();
    };
  }

  private void requireColumnNumber(int number, int start) {
    if (number <= 0 || number > Short.MAX_VALUE) {
      throw tokens.error(
          SqlState.INVALID_PARAMETER_VALUE,
          "column number must be in range from 1 to " + Short.MAX_VALUE,
          start);
    }
  }

  private AlterTableCmd alterConstraint() {
    String name = colId();
    if (accept(INHERIT)) {
      return command(
          AlterTableType.AT_AlterConstraint,
          null,
          new ATAlterConstraint(name, false, false, false, false, false, true, false));
    }
    int start = location();
    int bits = g.constraints.attributeBits();
    int enforceability = ConstraintGrammar.ENFORCED_BIT | ConstraintGrammar.NOT_ENFORCED;
    int deferrability =
        ConstraintGrammar.DEFERRABLE_BIT
            | ConstraintGrammar.NOT_DEFERRABLE
            | ConstraintGrammar.INITIALLY_DEFERRED
            | ConstraintGrammar.INITIALLY_IMMEDIATE;
    if ((bits & ConstraintGrammar.NOT_VALID) != 0) {
      throw notSupported("constraints cannot be altered to be NOT VALID", start);
    }
    ConstraintBuilder attributes = new ConstraintBuilder(ConstrType.CONSTR_FOREIGN, name, start);
    attributes.isEnforced = (bits & ConstraintGrammar.NOT_ENFORCED) == 0;
    boolean deferred = (bits & ConstraintGrammar.INITIALLY_DEFERRED) != 0;
    return command(
        AlterTableType.AT_AlterConstraint,
        null,
        new ATAlterConstraint(
            name,
            (bits & enforceability) != 0,
            attributes.isEnforced,
            (bits & deferrability) != 0,
            deferred || (bits & ConstraintGrammar.DEFERRABLE_BIT) != 0,
            deferred,
            (bits & ConstraintGrammar.NO_INHERIT) != 0,
            (bits & ConstraintGrammar.NO_INHERIT) != 0));
  }

  private AlterTableCmd setColumn(String column, int start) {
    switch (tokens.peek(1)) {
      case DEFAULT -> {
        expect(SET, DEFAULT);
        return command(
            AlterTableType.AT_ColumnDefault, column, g.stored(g.expressions::expression));
      }
      case NOT -> {
        expect(SET, NOT, NULL);
        return command(AlterTableType.AT_SetNotNull, column, null);
      }
      case EXPRESSION -> {
        expect(SET, EXPRESSION, AS);
        return command(AlterTableType.AT_SetExpression, column, g.storedInParentheses());
      }
      case STATISTICS -> {
        expect(SET, STATISTICS);
        return command(AlterTableType.AT_SetStatistics, column, statistics());
      }
      case LEFT_PAREN -> {
        tokens.advance();
        return command(AlterTableType.AT_SetOptions, column, options(g.options.relOptions()));
      }
      case STORAGE -> {
        expect(SET, STORAGE);
        return command(AlterTableType.AT_SetStorage, column, string(g.elements.colIdOrDefault()));
      }
      case COMPRESSION -> {
        expect(SET, COMPRESSION);
        return command(
            AlterTableType.AT_SetCompression, column, string(g.elements.colIdOrDefault()));
      }
      case DATA -> {
        expect(SET, DATA);
        return columnType(column, start);
      }
      default -> {
        return identityOptions(column);
      }
    }
  }

  /** Null is DEFAULT. */
  private Node statistics() {
    return accept(DEFAULT) ? null : integer(signedIconst());
  }

  private AlterTableCmd resetColumn(String column) {
    expect(RESET);
    return command(AlterTableType.AT_ResetOptions, column, options(g.options.relOptions()));
  }

  private AlterTableCmd dropFromColumn(String column) {
    expect(DROP);
    switch (tokens.kind) {
      case DEFAULT -> {
        tokens.advance();
        return command(AlterTableType.AT_ColumnDefault, column, null);
      }
      case NOT -> {
        tokens.advance();
        expect(NULL);
        return command(AlterTableType.AT_DropNotNull, column, null);
      }
      case EXPRESSION, IDENTITY -> {
        AlterTableType type =
            at(EXPRESSION) ? AlterTableType.AT_DropExpression : AlterTableType.AT_DropIdentity;
        tokens.advance();
        return command(type, column, null, DropBehavior.DROP_RESTRICT, ifExists());
      }
      default -> throw syntaxError();
    }
  }

  private AlterTableCmd addIdentity(String column) {
    expect(ADD);
    int start = location();
    expect(GENERATED);
    ConstraintBuilder identity = new ConstraintBuilder(ConstrType.CONSTR_IDENTITY, null, start);
    identity.generatedWhen = g.elements.generatedWhen();
    expect(AS, IDENTITY);
    identity.options = g.sequences.parenthesizedOptions();
    return command(AlterTableType.AT_AddIdentity, column, identity.build());
  }

  private AlterTableCmd identityOptions(String column) {
    List<Node> options = new ArrayList<>(2);
    do {
      options.add(identityOption());
    } while (at(SET) || at(RESTART));
    return command(AlterTableType.AT_SetIdentity, column, new ListValue(unmodifiable(options)));
  }

  private DefElem identityOption() {
    int start = location();
    if (at(RESTART)) {
      return g.sequences.option();
    }
    expect(SET);
    if (accept(GENERATED)) {
      return defElem("generated", integer(g.elements.generatedWhen()), start);
    }
    int optionLocation = location();
    DefElem option = g.sequences.option();
    if (option == null) {
      throw syntaxError();
    }
    switch (option.defname()) {
      case "as", "restart", "owned_by" ->
          throw syntaxError(
              "sequence option \"" + option.defname() + "\" not supported here", optionLocation);
      default -> {
        return option;
      }
    }
  }

  private AlterTableCmd columnType(String column, int start) {
    expect(TYPE);
    TypeName type = g.types.typeName();
    CollateClause collation = g.from.optionalCollation();
    Expression using = accept(USING) ? g.stored(g.expressions::expression) : null;
    ColumnDef definition =
        new ColumnDef(null, type, null, null, using, collation, List.of(), List.of(), start);
    return command(AlterTableType.AT_AlterColumnType, column, definition);
  }

  // SET, ENABLE and the rest for the whole table.

  private AlterTableCmd set() {
    expect(SET);
    switch (tokens.kind) {
      case WITHOUT -> {
        tokens.advance();
        if (accept(OIDS)) {
          return command(AlterTableType.AT_DropOids);
        }
        expect(CLUSTER);
        return command(AlterTableType.AT_DropCluster);
      }
      case LOGGED -> {
        tokens.advance();
        return command(AlterTableType.AT_SetLogged);
      }
      case UNLOGGED -> {
        tokens.advance();
        return command(AlterTableType.AT_SetUnLogged);
      }
      case ACCESS -> {
        tokens.advance();
        expect(METHOD);
        return command(AlterTableType.AT_SetAccessMethod, accept(DEFAULT) ? null : colId(), null);
      }
      case TABLESPACE -> {
        tokens.advance();
        return command(AlterTableType.AT_SetTableSpace, colId(), null);
      }
      default -> {
        return command(AlterTableType.AT_SetRelOptions, null, options(g.options.relOptions()));
      }
    }
  }

  private AlterTableCmd no() {
    tokens.advance();
    if (accept(INHERIT)) {
      return command(AlterTableType.AT_DropInherit, null, g.names.qualifiedName());
    }
    expect(FORCE);
    expect(ROW, LEVEL, SECURITY);
    return command(AlterTableType.AT_NoForceRowSecurity);
  }

  private AlterTableCmd enable() {
    tokens.advance();
    switch (tokens.kind) {
      case ROW -> {
        expect(ROW, LEVEL, SECURITY);
        return command(AlterTableType.AT_EnableRowSecurity);
      }
      case TRIGGER -> {
        tokens.advance();
        if (accept(ALL)) {
          return command(AlterTableType.AT_EnableTrigAll);
        }
        if (accept(USER)) {
          return command(AlterTableType.AT_EnableTrigUser);
        }
        return command(AlterTableType.AT_EnableTrig, colId(), null);
      }
      case RULE -> {
        tokens.advance();
        return command(AlterTableType.AT_EnableRule, colId(), null);
      }
      case ALWAYS -> {
        tokens.advance();
        if (accept(TRIGGER)) {
          return command(AlterTableType.AT_EnableAlwaysTrig, colId(), null);
        }
        expect(RULE);
        return command(AlterTableType.AT_EnableAlwaysRule, colId(), null);
      }
      case REPLICA -> {
        tokens.advance();
        if (accept(TRIGGER)) {
          return command(AlterTableType.AT_EnableReplicaTrig, colId(), null);
        }
        expect(RULE);
        return command(AlterTableType.AT_EnableReplicaRule, colId(), null);
      }
      default -> throw syntaxError();
    }
  }

  private AlterTableCmd disable() {
    tokens.advance();
    switch (tokens.kind) {
      case ROW -> {
        expect(ROW, LEVEL, SECURITY);
        return command(AlterTableType.AT_DisableRowSecurity);
      }
      case TRIGGER -> {
        tokens.advance();
        if (accept(ALL)) {
          return command(AlterTableType.AT_DisableTrigAll);
        }
        if (accept(USER)) {
          return command(AlterTableType.AT_DisableTrigUser);
        }
        return command(AlterTableType.AT_DisableTrig, colId(), null);
      }
      case RULE -> {
        tokens.advance();
        return command(AlterTableType.AT_DisableRule, colId(), null);
      }
      default -> throw syntaxError();
    }
  }

  private AlterTableCmd replicaIdentity() {
    tokens.advance();
    expect(IDENTITY);
    ReplicaIdentityStmt identity =
        switch (tokens.kind) {
          case NOTHING -> new ReplicaIdentityStmt('n', null);
          case FULL -> new ReplicaIdentityStmt('f', null);
          case DEFAULT -> new ReplicaIdentityStmt('d', null);
          case USING -> null;
          default -> throw syntaxError();
        };
    tokens.advance();
    if (identity == null) {
      expect(INDEX);
      identity = new ReplicaIdentityStmt('i', colId());
    }
    return command(AlterTableType.AT_ReplicaIdentity, null, identity);
  }

  // Partitions.

  boolean atPartitionCommand() {
    return at(ATTACH) || at(DETACH);
  }

  /** {@code withBound} is false for indexes, whose partitions have none. */
  AlterTableCmd partitionCommand(boolean withBound) {
    if (accept(ATTACH)) {
      expect(PARTITION);
      RangeVar partition = g.names.qualifiedName();
      return command(
          AlterTableType.AT_AttachPartition,
          null,
          new PartitionCmd(partition, withBound ? g.partitions.bound() : null, false));
    }
    if (!withBound) {
      throw syntaxError();
    }
    expect(DETACH, PARTITION);
    RangeVar partition = g.names.qualifiedName();
    if (accept(FINALIZE)) {
      return command(
          AlterTableType.AT_DetachPartitionFinalize,
          null,
          new PartitionCmd(partition, null, false));
    }
    return command(
        AlterTableType.AT_DetachPartition,
        null,
        new PartitionCmd(partition, null, accept(CONCURRENTLY)));
  }

  // Composite types.

  /** ADD, DROP and ALTER ATTRIBUTE of ALTER TYPE. */
  AlterTableCmd attributeCommand() {
    switch (tokens.kind) {
      case ADD -> {
        expect(ADD, ATTRIBUTE);
        ColumnDef attribute = g.from.tableFuncElement();
        return command(
            AlterTableType.AT_AddColumn, null, attribute, g.utility.dropBehavior(), false);
      }
      case DROP -> {
        expect(DROP, ATTRIBUTE);
        boolean missingOk = ifExists();
        String name = colId();
        return command(
            AlterTableType.AT_DropColumn, name, null, g.utility.dropBehavior(), missingOk);
      }
      default -> {
        expect(ALTER, ATTRIBUTE);
        int start = location();
        String name = colId();
        if (accept(SET)) {
          expect(DATA);
        }
        expect(TYPE);
        TypeName type = g.types.typeName();
        CollateClause collation = g.from.optionalCollation();
        ColumnDef definition =
            new ColumnDef(null, type, null, null, null, collation, List.of(), List.of(), start);
        return command(
            AlterTableType.AT_AlterColumnType, name, definition, g.utility.dropBehavior(), false);
      }
    }
  }
}
