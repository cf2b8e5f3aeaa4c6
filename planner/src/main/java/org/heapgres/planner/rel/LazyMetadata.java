package org.heapgres.planner.rel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
import org.apache.calcite.rel.metadata.BuiltInMetadata.InputFieldsUsed;
import org.apache.calcite.rel.metadata.BuiltInMetadata.LowerBoundCost;
import org.apache.calcite.rel.metadata.BuiltInMetadata.MaxRowCount;
import org.apache.calcite.rel.metadata.BuiltInMetadata.MinRowCount;
import org.apache.calcite.rel.metadata.BuiltInMetadata.NodeTypes;
import org.apache.calcite.rel.metadata.BuiltInMetadata.NonCumulativeCost;
import org.apache.calcite.rel.metadata.BuiltInMetadata.PercentageOriginalRows;
import org.apache.calcite.rel.metadata.BuiltInMetadata.PopulationSize;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Predicates;
import org.apache.calcite.rel.metadata.BuiltInMetadata.RowCount;
import org.apache.calcite.rel.metadata.BuiltInMetadata.Selectivity;
import org.apache.calcite.rel.metadata.BuiltInMetadata.TableReferences;
import org.apache.calcite.rel.metadata.BuiltInMetadata.UniqueKeys;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider;

/**
 * Calcite's metadata, each kind of it made when it is first asked for. Calcite does the same, but
 * what it first has in each kind's place is a proxy, and 27 of those are a noticeable part of a
 * start. Here kinds with one question have a lambda; five have more, and keep the proxy.
 */
final class LazyMetadata implements MetadataHandlerProvider {
  static final LazyMetadata INSTANCE = new LazyMetadata();

  private final MetadataHandlerProvider calcite =
      JaninoRelMetadataProvider.of(DefaultRelMetadataProvider.INSTANCE);

  /** By kind, what only says that there is no handler yet. */
  private final Map<Class<?>, MetadataHandler<?>> firsts = new ConcurrentHashMap<>();

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
    return kind.cast(firsts.computeIfAbsent(kind, _ -> calcite.handler(kind)));
  }

  @Override
  public <H extends MetadataHandler<?>> H revise(Class<H> kind) {
    return calcite.revise(kind);
  }
}
