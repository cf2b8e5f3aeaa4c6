package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.rel.PgRelType;

/**
 * What binding found out about the nodes of a parse tree: which columns and relations the names
 * mean, and to which types values were converted. The tree with its meaning can be written out as
 * SQL again. Nodes are told apart by identity. One statement, one thread.
 */
public final class Meaning {
  /**
   * A column that a name means.
   *
   * @param relation oid of the relation it is a column of; 0 for a column of a query
   * @param attnum its number there
   * @param alias what qualifies it; null for a merged column of a join
   * @param named whether the alias is the relation's own name
   */
  public record ColumnUse(int relation, short attnum, String alias, boolean named, String name) {}

  /**
   * A result column.
   *
   * @param tree null for one that a star stands for
   */
  public record Item(String name, Expression tree, RexNode node) {}

  private final IdentityHashMap<Expression, RexNode> bound = new IdentityHashMap<>();
  private final IdentityHashMap<RexNode, RexNode> converted = new IdentityHashMap<>();
  private final IdentityHashMap<RexNode, ColumnUse> columns = new IdentityHashMap<>();
  private final IdentityHashMap<RangeVar, Relation> relations = new IdentityHashMap<>();
  private final Set<Relation> named = new LinkedHashSet<>();
  private final IdentityHashMap<List<ResTarget>, List<Item>> targets = new IdentityHashMap<>();

  void bind(Expression tree, RexNode node) {
    bound.put(tree, node);
  }

  @SuppressWarnings("ReferenceEquality")
  RexNode convert(RexNode from, RexNode to) {
    if (from != to) {
      converted.put(from, to);
    }
    return to;
  }

  void reference(RexNode node, RangeEntry entry, EntryColumn column) {
    Relation relation = entry.relation();
    columns.put(
        node,
        new ColumnUse(
            relation == null ? 0 : relation.oid(),
            column.attnum(),
            entry.alias(),
            entry.schema() != null,
            column.name()));
  }

  void relation(RangeVar name, Relation relation) {
    relations.put(name, relation);
    named.add(relation);
  }

  void targets(List<ResTarget> list, List<Item> items) {
    targets.put(list, items);
  }

  /** The value of an expression as such, before it was converted; null if it was not bound. */
  public RexNode node(Expression tree) {
    return bound.get(tree);
  }

  /** The types that a value was converted to, one after the other. */
  public List<PgRelType> conversions(RexNode node) {
    List<PgRelType> result = new ArrayList<>();
    for (RexNode at = converted.get(node); at != null; at = converted.get(at)) {
      PgRelType type = PgRelType.of(at.getType());
      if (!result.isEmpty() && result.getLast().type().oid() == type.type().oid()) {
        result.removeLast();
      }
      result.add(type);
    }
    return result;
  }

  /** What a value was converted to at first; null for nothing. */
  public RexNode next(RexNode node) {
    return converted.get(node);
  }

  /** What became of a value in the end. */
  public RexNode last(RexNode node) {
    RexNode at = node;
    while (converted.containsKey(at)) {
      at = converted.get(at);
    }
    return at;
  }

  /** Null for what is no column. */
  public ColumnUse column(RexNode node) {
    return columns.get(node);
  }

  /** The relations that the tree names, in the order in which they were bound. */
  public Set<Relation> relations() {
    return Collections.unmodifiableSet(named);
  }

  /** Null for a WITH query. */
  public Relation relation(RangeVar name) {
    return relations.get(name);
  }

  public List<Item> targets(List<ResTarget> list) {
    return targets.getOrDefault(list, List.of());
  }
}
