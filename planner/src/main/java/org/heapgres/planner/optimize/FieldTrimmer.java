package org.heapgres.planner.optimize;

import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.Mappings;
import org.heapgres.planner.rel.PgCluster;

/**
 * Leaves only the columns that are used. Calcite's, but for rows without columns, which count(*)
 * reads, and for limits that are expressions: both stay as they are.
 *
 * <p>Public because Calcite finds {@code trimFields} by reflection.
 */
public final class FieldTrimmer extends RelFieldTrimmer {
  private FieldTrimmer(RelNode plan) {
    super(null, PgCluster.BUILDER.create(plan.getCluster(), null));
  }

  static RelNode usedOnly(RelNode plan) {
    return new FieldTrimmer(plan).trim(plan);
  }

  @Override
  protected TrimResult dummyProject(int fieldCount, RelNode input, RelNode original) {
    if (fieldCount > 0) {
      return super.dummyProject(fieldCount, input, original);
    }
    RelNode empty = LogicalProject.create(input, List.of(), List.of(), List.<String>of(), Set.of());
    return result(empty, Mappings.createIdentity(0));
  }

  @Override
  public TrimResult trimFields(
      LogicalValues values, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
    return values.getRowType().getFieldCount() > 0
        ? super.trimFields(values, fieldsUsed, extraFields)
        : result(values, Mappings.createIdentity(0));
  }

  @Override
  public TrimResult trimFields(
      Sort sort, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
    RelCollation collation = sort.getCollation();
    ImmutableBitSet.Builder needed = fieldsUsed.rebuild();
    for (RelFieldCollation field : collation.getFieldCollations()) {
      needed.set(field.getFieldIndex());
    }
    TrimResult trimmed = trimChild(sort, sort.getInput(), needed.build(), Set.of());
    Mapping mapping = trimmed.right;
    RelNode sorted =
        sort.copy(
            sort.getTraitSet(),
            trimmed.left,
            RexUtil.apply(mapping, collation),
            sort.offset,
            sort.fetch);
    return result(sorted, mapping, sort);
  }
}
