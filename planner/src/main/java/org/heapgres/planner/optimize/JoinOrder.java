package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.rel.PgTable;

/**
 * The order of joins with the least cost: all orders of up to {@link #MOST_PARTS} parts by dynamic
 * programming over sets of them (Moerkotte and Neumann, "Analysis of two existing and one new
 * dynamic programming algorithm", VLDB 2006), more parts by always joining what gives the fewest
 * rows. Inner joins may come in any order; a semi or anti join as soon as the parts that its
 * condition reads are there. Fields keep their places. Used by one thread.
 */
final class JoinOrder extends RelHomogeneousShuttle {
  private static final int MOST_PARTS = 11;

  /** As many as a long has bits for. */
  private static final int MOST_PARTS_AT_ALL = 63;

  private final Cardinality cardinality;

  JoinOrder(Cardinality cardinality) {
    this.cardinality = cardinality;
  }

  RelNode reorder(RelNode plan) {
    return plan.accept(this);
  }

  @Override
  public RelNode visit(RelNode other) {
    if (!(other instanceof Join join) || !isOrdered(join)) {
      return super.visit(other);
    }
    Parts parts = new Parts(join.getCluster().getRexBuilder());
    parts.add(join);
    return parts.size() <= MOST_PARTS_AT_ALL ? parts.best() : super.visit(other);
  }

  /** Whether the join may change its place among its neighbours. */
  private static boolean isOrdered(Join join) {
    return join.getVariablesSet().isEmpty()
        && (join.getJoinType() == JoinRelType.INNER
            || join.getJoinType() == JoinRelType.SEMI
            || join.getJoinType() == JoinRelType.ANTI)
        && RexUtil.SubQueryFinder.find(join.getCondition()) == null;
  }

  /**
   * One input of the joins.
   *
   * @param offset of its fields among those of all parts
   * @param type INNER, or how the parts that {@code needs} names are joined with it
   * @param needs parts that have to be there before, as bits
   */
  private record Part(RelNode node, int offset, JoinRelType type, List<RexNode> on, long needs) {
    int width() {
      return node.getRowType().getFieldCount();
    }
  }

  /** A condition of an inner join and the parts that it reads. */
  private record Condition(RexNode node, long parts) {}

  /** The best way found to join some parts; the right one is null for a single part. */
  private record Candidate(long parts, double rows, double cost, Candidate left, Candidate right) {}

  /** The parts of one tree of joins. */
  private final class Parts {
    private final RexBuilder rex;
    private final List<Part> parts = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private int width;
    private long[] neighbours;

    Parts(RexBuilder rex) {
      this.rex = rex;
    }

    /** Takes a tree apart; for each of its fields the place among those of all parts. */
    int[] add(RelNode node) {
      if (!(node instanceof Join join) || !isOrdered(join)) {
        return leaf(node.accept(JoinOrder.this), JoinRelType.INNER, List.of(), 0);
      }
      int[] left = add(join.getLeft());
      if (join.getJoinType() == JoinRelType.INNER) {
        int[] both = concat(left, add(join.getRight()));
        for (RexNode each : Conditions.conjuncts(join.getCondition())) {
          RexNode moved = moved(each, both);
          long of = partsOf(moved);
          conditions.add(new Condition(moved, of == 0 ? partsOfConstant(moved) : of));
        }
        return both;
      }
      int first = width;
      RelNode right = join.getRight().accept(JoinOrder.this);
      int[] both = Arrays.copyOf(left, left.length + right.getRowType().getFieldCount());
      for (int f = left.length; f < both.length; f++) {
        both[f] = first + f - left.length;
      }
      List<RexNode> on = new ArrayList<>();
      long needs = 0;
      for (RexNode each : Conditions.conjuncts(join.getCondition())) {
        RexNode moved = moved(each, both);
        on.add(moved);
        needs |= partsOf(moved);
      }
      if (needs == 0) {
        needs = (1L << parts.size()) - 1;
      }
      leaf(right, join.getJoinType(), on, needs);
      return left;
    }

    private int[] leaf(RelNode node, JoinRelType type, List<RexNode> on, long needs) {
      Part part = new Part(node, width, type, on, needs);
      parts.add(part);
      int[] places = new int[part.width()];
      for (int f = 0; f < places.length; f++) {
        places[f] = width + f;
      }
      width += places.length;
      return places;
    }

    private static int[] concat(int[] left, int[] right) {
      int[] both = Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, both, left.length, right.length);
      return both;
    }

    private RexNode moved(RexNode node, int[] places) {
      return node.accept(
          new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
              return new RexInputRef(places[ref.getIndex()], ref.getType());
            }
          });
    }

    /** Fields that no part has yet belong to the one that comes next. */
    private long partsOf(RexNode node) {
      NavigableSet<Integer> fields = InputFields.of(List.of(node), Set.of());
      long result = 0;
      for (int p = 0; p < parts.size(); p++) {
        Part part = parts.get(p);
        if (!fields.subSet(part.offset, part.offset + part.width()).isEmpty()) {
          result |= 1L << p;
        }
      }
      return result;
    }

    /**
     * One part without rows makes a join without rows; what is volatile is for each pair of rows.
     */
    private long partsOfConstant(RexNode node) {
      return RexUtil.isDeterministic(node) ? 1 : (1L << parts.size()) - 1;
    }

    private Part partOf(int field) {
      for (Part part : parts) {
        if (field < part.offset + part.width()) {
          return part;
        }
      }
      throw new IllegalArgumentException("field " + field);
    }

    private Variable variable(int field) {
      Part part = partOf(field);
      return cardinality.variable(part.node, field - part.offset);
    }

    int size() {
      return parts.size();
    }

    RelNode best() {
      implied();
      findNeighbours();
      Candidate all = parts.size() <= MOST_PARTS ? byTable() : byRows();
      Tree tree = tree(all);
      return projected(tree);
    }

    /** What every alternative of an OR over several parts says of one of them, it says too. */
    private void implied() {
      for (Condition condition : List.copyOf(conditions)) {
        if (Long.bitCount(condition.parts) > 1 && condition.node.getKind() == SqlKind.OR) {
          for (int p = 0; p < parts.size(); p++) {
            if ((condition.parts >> p & 1) != 0 && parts.get(p).type == JoinRelType.INNER) {
              implied((RexCall) condition.node, p);
            }
          }
        }
      }
      for (Condition condition : List.copyOf(conditions)) {
        if (Long.bitCount(condition.parts) == 1) {
          conditions.remove(condition);
          filter(Long.numberOfTrailingZeros(condition.parts), condition.node);
        }
      }
      while (conditions.stream().anyMatch(this::passConstant)) {
        // A field that has become a constant may make another one.
      }
    }

    /** Of two fields that are equal, what one is the other is too; whether that is news. */
    private boolean passConstant(Condition condition) {
      int[] equal = Cardinality.equation(condition.node);
      return equal != null
          && (passConstant(equal[0], equal[1]) || passConstant(equal[1], equal[0]));
    }

    private boolean passConstant(int from, int to) {
      Part source = partOf(from);
      Part target = partOf(to);
      if (source.type != JoinRelType.INNER || target.type != JoinRelType.INNER) {
        return false;
      }
      RexCall known = Constants.of(source.node, from - source.offset);
      RelDataType type = target.node.getRowType().getFieldList().get(to - target.offset).getType();
      if (known == null
          || Constants.of(target.node, to - target.offset) != null
          || !ExpressionCompiler.type(type)
              .equals(ExpressionCompiler.type(Constants.field(known)))) {
        return false;
      }
      filter(parts.indexOf(target), Constants.about(known, new RexInputRef(to, type), rex));
      return true;
    }

    private void implied(RexCall alternatives, int p) {
      List<RexNode> each = new ArrayList<>();
      for (RexNode alternative : alternatives.getOperands()) {
        List<RexNode> own =
            Conditions.conjuncts(alternative).stream()
                .filter(node -> partsOf(node) == 1L << p && RexUtil.isDeterministic(node))
                .toList();
        if (own.isEmpty()) {
          return;
        }
        each.add(RexUtil.composeConjunction(rex, own));
      }
      filter(p, RexUtil.composeDisjunction(rex, each));
    }

    private void filter(int p, RexNode condition) {
      Part part = parts.get(p);
      int[] places = new int[width];
      for (int f = 0; f < part.width(); f++) {
        places[part.offset + f] = f;
      }
      RexNode moved = moved(condition, places);
      RelNode filtered =
          part.node instanceof Filter filter && filter.getVariablesSet().isEmpty()
              ? LogicalFilter.create(
                  filter.getInput(),
                  RexUtil.composeConjunction(rex, List.of(filter.getCondition(), moved)))
              : LogicalFilter.create(part.node, moved);
      parts.set(p, new Part(filtered, part.offset, part.type, part.on, part.needs));
    }

    private void findNeighbours() {
      neighbours = new long[parts.size()];
      for (Condition condition : conditions) {
        for (int p = 0; p < neighbours.length; p++) {
          if ((condition.parts >> p & 1) != 0) {
            neighbours[p] |= condition.parts & ~(1L << p);
          }
        }
      }
      for (int p = 0; p < neighbours.length; p++) {
        long needs = parts.get(p).needs;
        neighbours[p] |= needs;
        for (int q = 0; q < neighbours.length; q++) {
          if ((needs >> q & 1) != 0) {
            neighbours[q] |= 1L << p;
          }
        }
      }
    }

    private long neighbours(long set) {
      long result = 0;
      for (long rest = set; rest != 0; rest &= rest - 1) {
        result |= neighbours[Long.numberOfTrailingZeros(rest)];
      }
      return result;
    }

    private Candidate single(int p) {
      RelNode node = parts.get(p).node;
      return new Candidate(1L << p, cardinality.rows(node), cost(node), null, null);
    }

    /** What it takes to read a part. */
    private double cost(RelNode node) {
      RelNode source = node;
      while (source instanceof Filter filter) {
        source = filter.getInput();
      }
      double rows = cardinality.rows(node);
      return source instanceof TableScan scan
          ? Math.min(Costs.scan(scan), Costs.search(false, false, rows))
          : rows;
    }

    private Candidate byTable() {
      int full = (1 << parts.size()) - 1;
      Candidate[] best = new Candidate[full + 1];
      for (int p = 0; p < parts.size(); p++) {
        best[1 << p] = single(p);
      }
      boolean connected = isConnected(full);
      for (int set = 1; set <= full; set++) {
        if (best[set] == null) {
          for (int left = (set - 1) & set; left > 0; left = (left - 1) & set) {
            consider(best, left, set ^ left, connected);
          }
        }
      }
      return best[full];
    }

    private boolean isConnected(long set) {
      long reached = set & -set;
      long before = 0;
      while (reached != before) {
        before = reached;
        reached |= neighbours(reached) & set;
      }
      return reached == set;
    }

    private void consider(Candidate[] best, int left, int right, boolean connected) {
      Candidate l = best[left];
      Candidate r = best[right];
      if (l == null || r == null || !isAllowed(left, right)) {
        return;
      }
      if (connected && (neighbours(left) & right) == 0) {
        return;
      }
      int set = left | right;
      Candidate known = best[set];
      Candidate joined = join(l, r, known == null ? -1 : known.rows);
      if (known == null || joined.cost < known.cost) {
        best[set] = joined;
      }
    }

    /** A semi join's right side comes alone, on the right, to the parts that it needs. */
    private boolean isAllowed(long left, long right) {
      if (Long.bitCount(left) == 1 && !isReady(left)) {
        return false;
      }
      if (Long.bitCount(right) > 1) {
        return true;
      }
      long needs = parts.get(Long.numberOfTrailingZeros(right)).needs;
      return (needs & left) == needs;
    }

    private boolean isReady(long single) {
      return parts.get(Long.numberOfTrailingZeros(single)).type == JoinRelType.INNER;
    }

    private Candidate byRows() {
      List<Candidate> rest = new ArrayList<>();
      for (int p = 0; p < parts.size(); p++) {
        rest.add(single(p));
      }
      while (rest.size() > 1) {
        Candidate best = null;
        for (boolean connected : new boolean[] {true, false}) {
          for (Candidate left : rest) {
            for (Candidate right : rest) {
              if ((left.parts & right.parts) == 0
                  && isAllowed(left.parts, right.parts)
                  && (!connected || (neighbours(left.parts) & right.parts) != 0)) {
                Candidate joined = join(left, right, -1);
                if (best == null
                    || joined.rows < best.rows
                    || (joined.rows == best.rows && joined.cost < best.cost)) {
                  best = joined;
                }
              }
            }
          }
          if (best != null) {
            break;
          }
        }
        rest.remove(best.left);
        rest.remove(best.right);
        rest.add(best);
      }
      return rest.getFirst();
    }

    private JoinRelType type(long right) {
      return Long.bitCount(right) > 1
          ? JoinRelType.INNER
          : parts.get(Long.numberOfTrailingZeros(right)).type;
    }

    /** What is to hold when these sides are joined. */
    private List<RexNode> on(long left, long right) {
      if (type(right) != JoinRelType.INNER) {
        return parts.get(Long.numberOfTrailingZeros(right)).on;
      }
      long both = left | right;
      List<RexNode> result = new ArrayList<>();
      for (Condition condition : conditions) {
        if ((condition.parts & ~both) == 0
            && (condition.parts & ~left) != 0
            && (condition.parts & ~right) != 0) {
          result.add(condition.node);
        }
      }
      return result;
    }

    private Candidate join(Candidate left, Candidate right, double knownRows) {
      JoinRelType type = type(right.parts);
      List<RexNode> on = on(left.parts, right.parts);
      double rows =
          knownRows >= 0
              ? knownRows
              : cardinality.joined(
                  type,
                  left.rows,
                  right.rows,
                  on,
                  this::variable,
                  field -> (left.parts >> parts.indexOf(partOf(field)) & 1) != 0);
      boolean hashed = on.stream().anyMatch(node -> Cardinality.equation(node) != null);
      double method =
          hashed
              ? right.cost + right.rows * Costs.BUILD + left.rows * Costs.PROBE
              : right.cost + left.rows * right.rows;
      if (right.right == null) {
        method = Math.min(method, left.rows * search(right.parts, on, rows / left.rows));
      }
      double cost = left.cost + method + rows * Costs.OUTPUT;
      return new Candidate(left.parts | right.parts, rows, cost, left, right);
    }

    /** What it costs to find the rows of a part by an index; infinite without one. */
    private double search(long single, List<RexNode> on, double rows) {
      Part part = parts.get(Long.numberOfTrailingZeros(single));
      RelNode source = part.node;
      while (source instanceof Filter filter) {
        source = filter.getInput();
      }
      return source instanceof TableScan scan
          ? switch (scan.getTable().unwrapOrThrow(PgTable.class).relation()) {
            case Table table -> search(table, part, on, rows);
            case ComputedRelation computed -> search(computed, part, on, rows);
            default -> Double.POSITIVE_INFINITY;
          }
          : Double.POSITIVE_INFINITY;
    }

    private static double search(
        ComputedRelation relation, Part part, List<RexNode> on, double rows) {
      double least = Double.POSITIVE_INFINITY;
      for (int column = 0; column < relation.columns().size(); column++) {
        double found = relation.rows().lookup(column);
        if (found > 0 && isGiven(part.offset + column, on)) {
          least = Math.min(least, Costs.search(found == 1, false, Math.max(1, rows)));
        }
      }
      return least;
    }

    private static double search(Table table, Part part, List<RexNode> on, double rows) {
      double least = Double.POSITIVE_INFINITY;
      for (Index index : table.indexes()) {
        int found = 0;
        while (found < index.keys().size() && isGiven(index, found, table, part, on)) {
          found++;
        }
        if (found > 0 && index.complete()) {
          boolean unique = index.unique() && found == index.keys().size();
          least = Math.min(least, Costs.search(unique, index.primary(), Math.max(1, rows)));
        }
      }
      return least;
    }

    private static boolean isGiven(Index index, int key, Table table, Part part, List<RexNode> on) {
      int attnum = index.keys().get(key).attnum();
      return attnum != 0 && isGiven(part.offset + table.columnIndex(attnum), on);
    }

    private static boolean isGiven(int field, List<RexNode> on) {
      return on.stream()
          .map(Cardinality::equation)
          .anyMatch(equal -> equal != null && (equal[0] == field || equal[1] == field));
    }

    /** A plan and, for its fields, their places among those of all parts. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Tree(RelNode node, int[] places) {}

    private Tree tree(Candidate candidate) {
      if (candidate.right == null) {
        Part part = parts.get(Long.numberOfTrailingZeros(candidate.parts));
        int[] places = new int[part.width()];
        for (int f = 0; f < places.length; f++) {
          places[f] = part.offset + f;
        }
        return new Tree(part.node, places);
      }
      Tree left = tree(candidate.left);
      Tree right = tree(candidate.right);
      JoinRelType type = type(candidate.right.parts);
      int[] both = concat(left.places, right.places);
      int[] inverse = inverse(both);
      List<RexNode> on = new ArrayList<>();
      for (RexNode condition : on(candidate.left.parts, candidate.right.parts)) {
        on.add(moved(condition, inverse));
      }
      RelNode join =
          LogicalJoin.create(
              left.node,
              right.node,
              List.of(),
              RexUtil.composeConjunction(rex, on),
              Set.of(),
              type);
      return new Tree(join, type == JoinRelType.INNER ? both : left.places);
    }

    private int[] inverse(int[] places) {
      int[] inverse = new int[width];
      Arrays.fill(inverse, -1);
      for (int f = 0; f < places.length; f++) {
        inverse[places[f]] = f;
      }
      return inverse;
    }

    /** With the fields where they were. */
    private RelNode projected(Tree tree) {
      int[] inverse = inverse(tree.places);
      List<RexNode> fields = new ArrayList<>();
      List<String> names = new ArrayList<>();
      boolean same = true;
      for (Part part : parts) {
        if (part.type == JoinRelType.INNER) {
          for (int f = 0; f < part.width(); f++) {
            int at = inverse[part.offset + f];
            same &= at == fields.size();
            fields.add(RexInputRef.of(at, tree.node.getRowType()));
            names.add(part.node.getRowType().getFieldNames().get(f));
          }
        }
      }
      return same
          ? tree.node
          : LogicalProject.create(tree.node, List.of(), fields, names, Set.of());
    }
  }
}
