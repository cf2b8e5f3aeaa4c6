package org.heapgres.planner.parse;

import java.util.function.Supplier;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.SourceText;

/**
 * One parse: the tokens, and the parts of PostgreSQL's grammar, which call each other. Used once,
 * by one thread.
 *
 * <p>The parts descend recursively and look at a fixed number of tokens to decide; where the
 * grammar needs more (parentheses that turn out to be a query, a row or a join), they read on and
 * decide afterwards. Nothing is read twice.
 */
final class Grammar {
  final TokenCursor tokens;
  final SourceText source;

  final NameGrammar names;
  final TypeGrammar types;
  final ExpressionGrammar expressions;
  final PrimaryGrammar primaries;
  final FunctionGrammar functions;
  final XmlGrammar xml;
  final JsonGrammar json;
  final JsonTableGrammar jsonTables;
  final SelectGrammar select;
  final WindowGrammar windows;
  final FromGrammar from;
  final DmlGrammar dml;
  final OptionGrammar options;
  final RelationGrammar relations;
  final TableElementGrammar elements;
  final ConstraintGrammar constraints;
  final PartitionGrammar partitions;
  final IndexGrammar indexes;
  final SequenceGrammar sequences;
  final SessionGrammar session;
  final PreparedGrammar prepared;
  final UtilityGrammar utility;
  final CopyGrammar copy;
  final DropGrammar drop;
  final AlterGrammar alter;
  final AlterTableGrammar alterTable;
  final ObjectGrammar objects;
  final SignatureGrammar signatures;
  final TypeDefinitionGrammar typeDefinitions;
  final RoutineGrammar routines;
  final OperatorGrammar operators;
  final TriggerGrammar triggers;
  final RoleGrammar roles;
  final PrivilegeGrammar privileges;
  final DatabaseGrammar databases;
  final ForeignGrammar foreign;
  final ReplicationGrammar replication;
  final TextSearchGrammar textSearch;
  final StatisticsGrammar statistics;
  final StatementGrammar statements;

  Grammar(TokenList list) {
    tokens = new TokenCursor(list);
    source = new SourceText(list.sql);
    names = new NameGrammar(this);
    types = new TypeGrammar(this);
    expressions = new ExpressionGrammar(this);
    primaries = new PrimaryGrammar(this);
    functions = new FunctionGrammar(this);
    xml = new XmlGrammar(this);
    json = new JsonGrammar(this);
    jsonTables = new JsonTableGrammar(this);
    select = new SelectGrammar(this);
    windows = new WindowGrammar(this);
    from = new FromGrammar(this);
    dml = new DmlGrammar(this);
    options = new OptionGrammar(this);
    relations = new RelationGrammar(this);
    elements = new TableElementGrammar(this);
    constraints = new ConstraintGrammar(this);
    partitions = new PartitionGrammar(this);
    indexes = new IndexGrammar(this);
    sequences = new SequenceGrammar(this);
    session = new SessionGrammar(this);
    prepared = new PreparedGrammar(this);
    utility = new UtilityGrammar(this);
    copy = new CopyGrammar(this);
    drop = new DropGrammar(this);
    alter = new AlterGrammar(this);
    alterTable = new AlterTableGrammar(this);
    objects = new ObjectGrammar(this);
    signatures = new SignatureGrammar(this);
    typeDefinitions = new TypeDefinitionGrammar(this);
    routines = new RoutineGrammar(this);
    operators = new OperatorGrammar(this);
    triggers = new TriggerGrammar(this);
    roles = new RoleGrammar(this);
    privileges = new PrivilegeGrammar(this);
    databases = new DatabaseGrammar(this);
    foreign = new ForeignGrammar(this);
    replication = new ReplicationGrammar(this);
    textSearch = new TextSearchGrammar(this);
    statistics = new StatisticsGrammar(this);
    statements = new StatementGrammar(this);
  }

  /** What {@code part} reads, with its text kept in {@link SourceText}. */
  <T extends Node> T stored(Supplier<T> part) {
    int start = tokens.location();
    T node = part.get();
    source.record(node, start, tokens.previousEnd());
    return node;
  }

  /** An expression in parentheses, with its text kept. */
  Expression storedInParentheses() {
    expressions.expect(Token.LEFT_PAREN);
    Expression expression = stored(expressions::expression);
    expressions.expect(Token.RIGHT_PAREN);
    return expression;
  }
}
