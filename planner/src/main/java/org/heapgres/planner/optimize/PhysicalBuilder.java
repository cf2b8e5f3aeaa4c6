package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.PlanNotes;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.operator.AppendNode;
import org.heapgres.planner.exec.operator.DistinctNode;
import org.heapgres.planner.exec.operator.EmptyNode;
import org.heapgres.planner.exec.operator.FilterNode;
import org.heapgres.planner.exec.operator.LateralNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.RecursiveUnionNode;
import org.heapgres.planner.exec.operator.RowSourceNode;
import org.heapgres.planner.exec.operator.ScanTarget;
import org.heapgres.planner.exec.operator.SetOperationNode;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.rel.PgCteScan;
import org.heapgres.planner.rel.PgDistinctOn;
import org.heapgres.planner.rel.PgLockRows;
import org.heapgres.planner.rel.PgProjectSet;
import org.heapgres.planner.rel.PgRecursiveUnion;
import org.heapgres.planner.rel.PgRowSource;
import org.heapgres.planner.rel.PgTableFunctionScan;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.planner.rel.PgWorkTableScan;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeRegistry;

/**
 * Makes the physical plan of one statement from its logical plan. The columns of a physical node
 * are the fields of the logical one, in order. Used by one thread, for one statement.
 */
final class PhysicalBuilder {
  private final TypeRegistry types;
  private final Catalog catalog;
  private final CatalogExpressions expressions;
  private final PlanTexts texts;
  private final Map<Integer, PlanNode> ctes = new HashMap<>();
  private final Map<Integer, RecursiveUnionNode.Link> workTables = new HashMap<>();
  private final Map<PgRowSource, RowSourceNode> rowSources = new HashMap<>();
  private final Map<RelNode, List<RexNode>> conditionsAbove = new HashMap<>();
  private final ScanBuilder scans;
  private final JoinBuilder joins;
  private final Cardinality cardinality;
  private int nextCorrelation = -1;
  private boolean repeated;
  private boolean pruning;
  private final PartitionPruner pruner;

  PhysicalBuilder(
      TypeRegistry types, Catalog catalog, CatalogExpressions expressions, PlanTexts texts) {
    this.types = types;
    this.catalog = catalog;
    this.texts = texts;
    this.pruner = new PartitionPruner(catalog, expressions);
    this.expressions = expressions;
    this.scans = new ScanBuilder(this);
    this.joins = new JoinBuilder(this);
    this.cardinality = new Cardinality(types);
  }

  /** What {@link PgCteScan}s of that number read. */
  void addCte(int number, PlanNode node) {
    ctes.put(number, node);
  }

  /** The node that stands for a row source of the plan built last. */
  RowSourceNode rowSource(PgRowSource source) {
    return rowSources.computeIfAbsent(source, any -> new RowSourceNode(types(source.getRowType())));
  }

  /** A correlation variable of our own, below those of Calcite. */
  int newCorrelation() {
    return nextCorrelation--;
  }

  /** How many rows a logical plan is expected to give. */
  double rows(RelNode node) {
    return cardinality.rows(node);
  }

  Cardinality cardinality() {
    return cardinality;
  }

  /** The logical plan in the form that {@link #build} is to be given. */
  RelNode optimize(RelNode plan) {
    return LogicalOptimizer.optimize(plan, cardinality);
  }

  /** What EXPLAIN calls a relation. */
  ScanTarget target(Relation relation, String alias) {
    return new ScanTarget(catalog.schemaName(relation.schema()), relation.name(), alias);
  }

  /** The tables that have a table's rows, by oid: itself, or if it is wanted those below it too. */
  Map<Integer, Table> members(Table table, boolean descendants) {
    return descendants
        ? catalog.withDescendants(table).stream()
            .filter(each -> !each.partitioned())
            .collect(Collectors.toMap(Table::oid, each -> each))
        : Map.of(table.oid(), table);
  }

  PlanTexts texts() {
    return texts;
  }

  CatalogExpressions expressions() {
    return expressions;
  }

  ScanBuilder scans() {
    return scans;
  }

  static List<PgType> types(RelDataType rowType) {
    List<PgType> result = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      result.add(ExpressionCompiler.type(field.getType()));
    }
    return result;
  }

  /**
   * Compiles expressions over a node's input.
   *
   * @param columns by field of the input, where it is in the batch; null when they are the same
   * @param variables the correlation variables that stand for the input's row
   */
  ExpressionCompiler compiler(int[] columns, Set<CorrelationId> variables, int inputWidth) {
    return new ExpressionCompiler(
        columns,
        (query, around) -> new SubQueryBuilder(this, variables, inputWidth).build(query, around),
        types);
  }

  ExpressionCompiler compiler(RelNode node, RelNode input) {
    node.getVariablesSet().forEach(variable -> texts.variable(variable.getId(), input));
    return compiler(null, node.getVariablesSet(), input.getRowType().getFieldCount());
  }

  /** For expressions that read no input. */
  ExpressionCompiler freeCompiler() {
    return compiler(null, Set.of(), 0);
  }

  /** A plan that is run anew for each of many rows. */
  PlanNode buildRepeated(RelNode node) {
    boolean before = repeated;
    repeated = true;
    try {
      return build(node);
    } finally {
      repeated = before;
    }
  }

  boolean isRepeated() {
    return repeated;
  }

  PlanNode build(RelNode node) {
    List<PlanNotes.SubQuery> outer = texts.begin();
    PlanNode built = operator(node);
    texts.end(outer, node, built);
    return built;
  }

  private PlanNode operator(RelNode node) {
    return switch (node) {
      case TableScan scan -> scans.scan(scan, List.of(), null, Set.of());
      case Filter filter -> filter(filter);
      case Project project -> project(project);
      case Join join -> joins.build(join);
      case Correlate correlate -> correlate(correlate);
      case Aggregate aggregate -> AggregateBuilder.build(this, aggregate);
      case Sort sort -> SortBuilder.build(this, sort);
      case SetOp operation -> setOperation(operation);
      case Values values -> values(values);
      case PgValues values -> values(values);
      case PgTableFunctionScan scan -> FunctionBuilder.scan(this, scan);
      case PgProjectSet sets -> FunctionBuilder.projectSet(this, sets);
      case PgRecursiveUnion union -> recursiveUnion(union);
      case PgWorkTableScan scan ->
          new RecursiveUnionNode.WorkingTable(
              workTables.get(scan.workTable()), scan.name(), types(scan.getRowType()));
      case PgCteScan scan -> ctes.get(scan.cte());
      case PgLockRows lock -> ModifyBuilder.lockRows(this, lock);
      case PgDistinctOn distinct ->
          new DistinctNode(
              build(distinct.getInput()),
              distinct.keys().toArray(),
              List.of(),
              isSortedBy(distinct.getInput(), distinct.keys()));
      case PgRowSource source -> rowSource(source);
      default -> throw new IllegalStateException("no operator for " + node);
    };
  }

  private PlanNode filter(Filter filter) {
    List<RexNode> conditions = Conditions.conjuncts(filter.getCondition());
    if (filter.getInput() instanceof TableScan scan) {
      return scans.scan(scan, conditions, null, filter.getVariablesSet());
    }
    conditionsAbove.put(filter.getInput(), conditions);
    PlanNode input = build(filter.getInput());
    conditionsAbove.remove(filter.getInput());
    Expression condition = compiler(filter, filter.getInput()).compile(filter.getCondition());
    return new FilterNode(
        input, condition, texts.over(filter.getInput()).conjunction(conditions), rows(filter));
  }

  /** What must be true of a node's rows for them to be wanted by the one above that is built. */
  List<RexNode> conditionsAbove(RelNode node) {
    return conditionsAbove.getOrDefault(node, List.of());
  }

  private PlanNode project(Project project) {
    if (WindowBuilder.isNeeded(project)) {
      return WindowBuilder.build(this, project);
    }
    PlanNode narrow = scans.project(project);
    if (narrow != null) {
      return narrow;
    }
    PlanNode input = build(project.getInput());
    return new ProjectNode(
        input,
        compiler(project, project.getInput()).compileAll(project.getProjects()),
        types(project.getRowType()));
  }

  private PlanNode correlate(Correlate correlate) {
    texts.variable(correlate.getCorrelationId().getId(), correlate.getLeft());
    return new LateralNode(
        JoinBuilder.kind(correlate.getJoinType()),
        build(correlate.getLeft()),
        buildRepeated(correlate.getRight()),
        correlate.getCorrelationId().getId(),
        null,
        null,
        rows(correlate));
  }

  /** A plan one of several that read partitions: those without such rows are left out. */
  PlanNode buildPruned(RelNode node) {
    boolean before = pruning;
    pruning = true;
    try {
      return build(node);
    } finally {
      pruning = before;
    }
  }

  /** For partitions that are read with others, null elsewhere. */
  PartitionPruner pruner() {
    return pruning ? pruner : null;
  }

  private static PlanNode append(List<PlanNode> inputs) {
    List<PlanNode> left = inputs.stream().filter(input -> !(input instanceof EmptyNode)).toList();
    return switch (left.size()) {
      case 0 -> inputs.getFirst();
      case 1 -> left.getFirst();
      default -> new AppendNode(left);
    };
  }

  private PlanNode setOperation(SetOp operation) {
    List<PlanNode> inputs = new ArrayList<>();
    for (RelNode input : operation.getInputs()) {
      inputs.add(operation instanceof Union ? buildPruned(input) : build(input));
    }
    if (operation instanceof Union) {
      PlanNode all = append(inputs);
      return operation.all ? all : distinct(all, texts.names(operation));
    }
    SetOperationNode.Kind kind =
        switch (operation) {
          case Intersect intersect ->
              operation.all ? SetOperationNode.Kind.INTERSECT_ALL : SetOperationNode.Kind.INTERSECT;
          case Minus minus ->
              operation.all ? SetOperationNode.Kind.EXCEPT_ALL : SetOperationNode.Kind.EXCEPT;
          default -> throw new IllegalStateException("no operator for " + operation);
        };
    PlanNode result = inputs.getFirst();
    for (int i = 1; i < inputs.size(); i++) {
      result = new SetOperationNode(kind, result, inputs.get(i));
    }
    return result;
  }

  /** Whether rows that agree in these fields come one after the other. */
  private static boolean isSortedBy(RelNode input, ImmutableBitSet fields) {
    return input instanceof Sort sort
        && sort.getCollation().getFieldCollations().size() >= fields.cardinality()
        && sort.getCollation().getFieldCollations().stream()
            .limit(fields.cardinality())
            .allMatch(key -> fields.get(key.getFieldIndex()));
  }

  static PlanNode distinct(PlanNode input, List<String> names) {
    int[] keys = new int[input.width()];
    for (int c = 0; c < keys.length; c++) {
      keys[c] = c;
    }
    return new DistinctNode(input, keys, names, false);
  }

  private PlanNode values(Values values) {
    ExpressionCompiler compiler = freeCompiler();
    List<List<Expression>> rows = new ArrayList<>();
    for (List<RexLiteral> tuple : values.getTuples()) {
      rows.add(compiler.compileAll(new ArrayList<>(tuple)));
    }
    return new ValuesNode(rows, types(values.getRowType()));
  }

  private PlanNode values(PgValues values) {
    ExpressionCompiler compiler = freeCompiler();
    List<List<Expression>> rows = new ArrayList<>();
    for (List<RexNode> row : values.rows()) {
      rows.add(compiler.compileAll(row));
    }
    return new ValuesNode(rows, types(values.getRowType()));
  }

  private PlanNode recursiveUnion(PgRecursiveUnion union) {
    RecursiveUnionNode.Link link = new RecursiveUnionNode.Link();
    workTables.put(union.workTable(), link);
    return new RecursiveUnionNode(
        build(union.getLeft()), build(union.getRight()), union.all(), link);
  }
}
