package org.heapgres.planner.bind;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.TypeRegistry;

/**
 * What a statement's names mean and how its literals are read. Immutable.
 *
 * @param searchPath schemas in the order they are looked through, pg_catalog among them
 * @param sizes of relations, for the optimiser
 * @param variables what names stand for that are no columns
 * @param transitionTables relations that a trigger has given names, which hide others
 */
public record BindContext(
    Catalog catalog,
    List<String> searchPath,
    FormatSettings settings,
    TableSizes sizes,
    Variables variables,
    Function<String, Optional<Relation>> transitionTables) {
  public BindContext {
    searchPath = List.copyOf(searchPath);
  }

  public BindContext(
      Catalog catalog, List<String> searchPath, FormatSettings settings, TableSizes sizes) {
    this(catalog, searchPath, settings, sizes, Variables.NONE, name -> Optional.empty());
  }

  TypeRegistry types() {
    return settings.environment().types();
  }

  Optional<Relation> relation(String name) {
    return transitionTables.apply(name).or(() -> catalog.relation(name, searchPath));
  }

  /** For text that was written elsewhere: it knows no variables. */
  public BindContext withSearchPath(List<String> path) {
    return new BindContext(catalog, path, settings, sizes);
  }

  public BindContext withVariables(Variables known) {
    return new BindContext(catalog, searchPath, settings, sizes, known, transitionTables);
  }

  public BindContext withTransitionTables(Function<String, Optional<Relation>> known) {
    return new BindContext(catalog, searchPath, settings, sizes, variables, known);
  }
}
