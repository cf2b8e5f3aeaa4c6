package org.heapgres.planner.bind;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.storage.SqlState;

/**
 * What a statement's names mean and how its literals are read. Immutable.
 *
 * @param searchPath schemas in the order they are looked through, pg_catalog among them
 * @param sizes of relations, for the optimiser
 * @param variables what names stand for that are no columns
 * @param transitionTables relations that a trigger has given names, which hide others
 * @param user whose rights count; null where nobody's do
 * @param rowSecurity what becomes of tables with policies for the user
 * @param stored whether the text was written elsewhere, so that the user needs no rights on schemas
 */
public record BindContext(
    Catalog catalog,
    List<String> searchPath,
    FormatSettings settings,
    TableSizes sizes,
    Variables variables,
    Function<String, Optional<Relation>> transitionTables,
    Rights user,
    RowSecurityUse rowSecurity,
    boolean stored) {
  /** What becomes of a table whose policies the user is subject to. */
  public enum RowSecurityUse {
    APPLY,
    /** row_security is off: rather an error than a part of the rows. */
    REFUSE,
    /** The statement is not going to run. */
    IGNORE
  }

  public BindContext {
    searchPath = List.copyOf(searchPath);
  }

  public BindContext(
      Catalog catalog, List<String> searchPath, FormatSettings settings, TableSizes sizes) {
    this(
        catalog,
        searchPath,
        settings,
        sizes,
        Variables.NONE,
        name -> Optional.empty(),
        null,
        RowSecurityUse.APPLY,
        false);
  }

  TypeRegistry types() {
    return settings.environment().types();
  }

  /** The schema of that name; pg_temp is the session's own. */
  Optional<Schema> schema(String name) {
    return name.equals("pg_temp")
        ? searchPath.stream()
            .filter(each -> each.startsWith("pg_temp_"))
            .findFirst()
            .flatMap(catalog::schema)
        : catalog.schema(name);
  }

  Optional<Relation> relation(String name) {
    return transitionTables.apply(name).or(() -> catalog.relation(name, searchPath));
  }

  /** For text that was written elsewhere: it knows no variables. */
  public BindContext withSearchPath(List<String> path) {
    return new BindContext(
        catalog,
        path,
        settings,
        sizes,
        Variables.NONE,
        name -> Optional.empty(),
        user,
        rowSecurity,
        true);
  }

  public BindContext withVariables(Variables known) {
    return new BindContext(
        catalog, searchPath, settings, sizes, known, transitionTables, user, rowSecurity, stored);
  }

  public BindContext withTransitionTables(Function<String, Optional<Relation>> known) {
    return new BindContext(
        catalog, searchPath, settings, sizes, variables, known, user, rowSecurity, stored);
  }

  public BindContext withUser(Rights rights) {
    return new BindContext(
        catalog,
        searchPath,
        settings,
        sizes,
        variables,
        transitionTables,
        rights,
        rowSecurity,
        stored);
  }

  public BindContext withRowSecurity(RowSecurityUse use) {
    return new BindContext(
        catalog, searchPath, settings, sizes, variables, transitionTables, user, use, stored);
  }

  /** 42501 unless the user may use the schema; {@code location} is that of its name. */
  void checkUsage(Schema schema, int location) {
    boolean temporary = schema.name().startsWith("pg_temp_");
    if (user != null && !stored && !temporary && !user.has(schema, Privilege.USAGE)) {
      throw Errors.at(
          location,
          SqlState.INSUFFICIENT_PRIVILEGE,
          "permission denied for schema " + schema.name());
    }
  }
}
