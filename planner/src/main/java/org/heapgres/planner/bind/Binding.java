package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.rel.PgCluster;
import org.heapgres.planner.rel.PgConstants;

/**
 * The binding of one statement: what all its parts share, and through which they reach each other,
 * since expressions hold queries, which hold expressions. One thread.
 */
final class Binding {
  /** Where a column reference stood, and what an error calls it. */
  record ColumnUse(String name, int location, boolean outer) {}

  private final RelOptCluster cluster = PgCluster.create();
  private final PgConstants constants = new PgConstants(cluster.getRexBuilder());
  private final Parameters parameters;
  private final IdentityHashMap<RexNode, List<RexNode>> openFields = new IdentityHashMap<>();
  private final IdentityHashMap<RexNode, ColumnUse> columnUses = new IdentityHashMap<>();
  private final IdentityHashMap<RexNode, Integer> locations = new IdentityHashMap<>();
  private final List<BoundCte> ctes = new ArrayList<>();
  private final Coercion coercion = new Coercion(this);
  private final CollationRules collations = new CollationRules(this);
  private final OperatorResolver operators = new OperatorResolver(this);
  private final FunctionResolver functions = new FunctionResolver(this);
  private final Names names = new Names(this);
  private final ExpressionBinder expressions = new ExpressionBinder(this);
  private final QueryBinder queries = new QueryBinder(this);
  private final ChangeBinder changes = new ChangeBinder(this);
  private final Set<Integer> materialized = new HashSet<>();
  private final AccessNeeds needs = new AccessNeeds();
  private final RowPolicies policies = new RowPolicies(this);
  private Meaning meaning;
  private boolean rowKeys;
  private BindContext context;
  private TypeResolver types;
  private boolean settingsDependent;
  private int numbers;

  Binding(BindContext context, Parameters parameters) {
    this.context = context;
    this.types = new TypeResolver(context);
    this.parameters = parameters;
  }

  /** Notes from now on what the nodes of the tree mean. */
  Meaning keepMeaning() {
    meaning = new Meaning();
    return meaning;
  }

  /** Null unless it is to be kept. */
  Meaning meaning() {
    return meaning;
  }

  RexNode converted(RexNode from, RexNode to) {
    return meaning == null ? to : meaning.convert(from, to);
  }

  BindContext context() {
    return context;
  }

  /** A row's fields as they were before literals of unknown type became text. */
  void openFields(RexNode row, List<RexNode> fields) {
    openFields.put(row, fields);
  }

  /** See {@link #openFields(RexNode, List)}; the row's own where nothing is known. */
  List<RexNode> openFields(RexCall row) {
    return openFields.getOrDefault(row, row.getOperands());
  }

  /** Binds a part whose names have another context: a view's query. */
  <T> T within(BindContext inner, Supplier<T> part) {
    BindContext outer = context;
    Meaning outerMeaning = meaning;
    context = inner;
    types = new TypeResolver(inner);
    meaning = null;
    try {
      return part.get();
    } finally {
      context = outer;
      types = new TypeResolver(outer);
      meaning = outerMeaning;
    }
  }

  /** Whether scans of tables without primary key give the keys of their rows. */
  boolean rowKeys() {
    return rowKeys;
  }

  void setRowKeys() {
    rowKeys = true;
  }

  RelOptCluster cluster() {
    return cluster;
  }

  RexBuilder rex() {
    return cluster.getRexBuilder();
  }

  PgConstants constants() {
    return constants;
  }

  Parameters parameters() {
    return parameters;
  }

  TypeResolver types() {
    return types;
  }

  Coercion coercion() {
    return coercion;
  }

  CollationRules collations() {
    return collations;
  }

  OperatorResolver operators() {
    return operators;
  }

  FunctionResolver functions() {
    return functions;
  }

  Names names() {
    return names;
  }

  ExpressionBinder expressions() {
    return expressions;
  }

  QueryBinder queries() {
    return queries;
  }

  /** The privileges that the statement needs. */
  AccessNeeds needs() {
    return needs;
  }

  RowPolicies policies() {
    return policies;
  }

  /** WITH queries that are evaluated once, in order. */
  List<BoundCte> ctes() {
    return ctes;
  }

  ChangeBinder changes() {
    return changes;
  }

  /** The WITH query of that number is to be evaluated on its own. */
  void materialize(int cte) {
    materialized.add(cte);
  }

  Set<Integer> materialized() {
    return materialized;
  }

  /** A new number for a CTE or a work table. */
  int nextNumber() {
    return numbers++;
  }

  void recordUse(RexNode node, String name, int location, boolean outer) {
    columnUses.put(node, new ColumnUse(name, location, outer));
    locations.put(node, location);
  }

  /** Where an inner query refers to a correlated row's column; -1 when it does not. */
  int outerLocation(CorrelationId id, int column) {
    for (Map.Entry<RexNode, ColumnUse> use : columnUses.entrySet()) {
      if (use.getKey() instanceof RexFieldAccess access
          && access.getField().getIndex() == column
          && access.getReferenceExpr() instanceof RexCorrelVariable variable
          && variable.id.equals(id)) {
        return use.getValue().location();
      }
    }
    return -1;
  }

  /** Null unless the node is a column reference of the statement's text. */
  ColumnUse useOf(RexNode node) {
    return columnUses.get(node);
  }

  <T extends RexNode> T recordLocation(T node, int location) {
    locations.put(node, location);
    return node;
  }

  /** Where the literal, parameter or column stood; {@code otherwise} for what has no record. */
  int locationOf(RexNode node, int otherwise) {
    return locations.getOrDefault(node, otherwise);
  }

  /** A literal was read whose meaning depends on settings, time or names. */
  void dependOnSettings() {
    settingsDependent = true;
  }

  boolean dependsOnSettings() {
    return settingsDependent;
  }
}
