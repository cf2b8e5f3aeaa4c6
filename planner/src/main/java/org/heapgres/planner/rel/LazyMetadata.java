package org.heapgres.planner.rel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.BuiltInMetadata.AllPredicates;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Collation;
import org.apache.calcite.rel.metadata.BuiltInMetadata.ColumnOrigin;
import org.apache.calcite.rel.metadata.BuiltInMetadata.ColumnUniqueness;
import org.apache.calcite.rel.metadata.BuiltInMetadata.CumulativeCost;
import org.apache.calcite.rel.metadata.BuiltInMetadata.DistinctRowCount;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Distribution;
import org.apache.calcite.rel.metadata.BuiltInMetadata.ExplainVisibility;
import org.apache.calcite.rel.metadata.BuiltInMetadata.ExpressionLineage;
import org.apache.calcite.rel.metadata.BuiltInMetadata.FunctionalDependency;
import org.apache.calcite.rel.metadata.BuiltInMetadata.InputFieldsUsed;
import org.apache.calcite.rel.metadata.BuiltInMetadata.LowerBoundCost;
import org.apache.calcite.rel.metadata.BuiltInMetadata.MaxRowCount;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Measure;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Memory;
import org.apache.calcite.rel.metadata.BuiltInMetadata.MinRowCount;
import org.apache.calcite.rel.metadata.BuiltInMetadata.NodeTypes;
import org.apache.calcite.rel.metadata.BuiltInMetadata.NonCumulativeCost;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Parallelism;
import org.apache.calcite.rel.metadata.BuiltInMetadata.PercentageOriginalRows;
import org.apache.calcite.rel.metadata.BuiltInMetadata.PopulationSize;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Predicates;
import org.apache.calcite.rel.metadata.BuiltInMetadata.RowCount;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Selectivity;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Size;
import org.apache.calcite.rel.metadata.BuiltInMetadata.TableReferences;
import org.apache.calcite.rel.metadata.BuiltInMetadata.UniqueKeys;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ArrowSet;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Calcite's metadata, each kind of it made when it is first asked for. Calcite does the same, but
 * what it first has in each kind's place is a proxy, and 27 of those are a noticeable part of a
 * start.
 */
final class LazyMetadata implements MetadataHandlerProvider {
  static final LazyMetadata INSTANCE = new LazyMetadata();

  private final MetadataHandlerProvider calcite =
      JaninoRelMetadataProvider.of(DefaultRelMetadataProvider.INSTANCE);

  /** By kind, what only says that there is no handler yet. */
  private final Map<Class<?>, MetadataHandler<?>> firsts = new HashMap<>();

  private LazyMetadata() {
    first(Collation.Handler.class, (rel, _) -> unknown(rel));
    first(ColumnOrigin.Handler.class, (rel, _, _) -> unknown(rel));
    first(ExpressionLineage.Handler.class, (rel, _, _) -> unknown(rel));
    first(TableReferences.Handler.class, (rel, _) -> unknown(rel));
    first(ColumnUniqueness.Handler.class, (rel, _, _, _) -> unknown(rel));
    first(CumulativeCost.Handler.class, (rel, _) -> unknown(rel));
    first(DistinctRowCount.Handler.class, (rel, _, _, _) -> unknown(rel));
    first(Distribution.Handler.class, (rel, _) -> unknown(rel));
    first(ExplainVisibility.Handler.class, (rel, _, _) -> unknown(rel));
    first(MaxRowCount.Handler.class, (rel, _) -> unknown(rel));
    first(MinRowCount.Handler.class, (rel, _) -> unknown(rel));
    first(NonCumulativeCost.Handler.class, (rel, _) -> unknown(rel));
    first(PercentageOriginalRows.Handler.class, (rel, _) -> unknown(rel));
    first(PopulationSize.Handler.class, (rel, _, _) -> unknown(rel));
    first(Predicates.Handler.class, (rel, _) -> unknown(rel));
    first(AllPredicates.Handler.class, (rel, _) -> unknown(rel));
    first(NodeTypes.Handler.class, (rel, _) -> unknown(rel));
    first(RowCount.Handler.class, (rel, _) -> unknown(rel));
    first(Selectivity.Handler.class, (rel, _, _) -> unknown(rel));
    first(UniqueKeys.Handler.class, (rel, _, _) -> unknown(rel));
    first(LowerBoundCost.Handler.class, (rel, _, _) -> unknown(rel));
    first(InputFieldsUsed.Handler.class, (rel, _) -> unknown(rel));
    first(FunctionalDependency.Handler.class, new FirstFunctionalDependency());
    first(Measure.Handler.class, new FirstMeasure());
    first(Memory.Handler.class, new FirstMemory());
    first(Parallelism.Handler.class, new FirstParallelism());
    first(Size.Handler.class, new FirstSize());
  }

  private <H extends MetadataHandler<?>> void first(Class<H> kind, H handler) {
    firsts.put(kind, handler);
  }

  /** Never returns: of whatever type, so that a handler is one line. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <T> T unknown(RelNode rel) {
    throw new NoHandler(rel.getClass());
  }

  @Override
  public <H extends MetadataHandler<?>> H handler(Class<H> kind) {
    H first = kind.cast(firsts.get(kind));
    return first == null ? calcite.handler(kind) : first;
  }

  @Override
  public <H extends MetadataHandler<?>> H revise(Class<H> kind) {
    return calcite.revise(kind);
  }

  private static final class FirstFunctionalDependency implements FunctionalDependency.Handler {
    @Override
    public Boolean determines(RelNode rel, RelMetadataQuery query, int key, int column) {
      return unknown(rel);
    }

    @Override
    public Boolean determinesSet(
        RelNode rel,
        RelMetadataQuery query,
        ImmutableBitSet determinants,
        ImmutableBitSet dependents) {
      return unknown(rel);
    }

    @Override
    public ImmutableBitSet dependents(
        RelNode rel, RelMetadataQuery query, ImmutableBitSet ordinals) {
      return unknown(rel);
    }

    @Override
    public Set<ImmutableBitSet> determinants(
        RelNode rel, RelMetadataQuery query, ImmutableBitSet ordinals) {
      return unknown(rel);
    }

    @Override
    public ArrowSet getFDs(RelNode rel, RelMetadataQuery query) {
      return unknown(rel);
    }
  }

  private static final class FirstMeasure implements Measure.Handler {
    @Override
    public Boolean isMeasure(RelNode rel, RelMetadataQuery query, int column) {
      return unknown(rel);
    }

    @Override
    public RexNode expand(
        RelNode rel, RelMetadataQuery query, int column, Measure.Context context) {
      return unknown(rel);
    }
  }

  private static final class FirstMemory implements Memory.Handler {
    @Override
    public Double memory(RelNode rel, RelMetadataQuery query) {
      return unknown(rel);
    }

    @Override
    public Double cumulativeMemoryWithinPhase(RelNode rel, RelMetadataQuery query) {
      return unknown(rel);
    }

    @Override
    public Double cumulativeMemoryWithinPhaseSplit(RelNode rel, RelMetadataQuery query) {
      return unknown(rel);
    }
  }

  private static final class FirstParallelism implements Parallelism.Handler {
    @Override
    public Boolean isPhaseTransition(RelNode rel, RelMetadataQuery query) {
      return unknown(rel);
    }

    @Override
    public Integer splitCount(RelNode rel, RelMetadataQuery query) {
      return unknown(rel);
    }
  }

  private static final class FirstSize implements Size.Handler {
    @Override
    public Double averageRowSize(RelNode rel, RelMetadataQuery query) {
      return unknown(rel);
    }

    @Override
    public List<Double> averageColumnSizes(RelNode rel, RelMetadataQuery query) {
      return unknown(rel);
    }
  }
}
