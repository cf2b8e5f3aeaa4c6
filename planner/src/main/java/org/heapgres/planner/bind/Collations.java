package org.heapgres.planner.bind;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.CollationEntry;
import org.heapgres.planner.functions.Quoting;
import org.heapgres.planner.types.Collation;
import org.heapgres.storage.SqlState;

/** What names of collations mean. */
public final class Collations {
  private Collations() {}

  /** 42704 when there is none of that name. */
  public static Collation require(BindContext context, List<String> name, int location) {
    return find(context, name)
        .orElseThrow(
            () -> {
              if (name.size() > 1 && context.schema(name.get(name.size() - 2)).isEmpty()) {
                return Errors.at(
                    location,
                    SqlState.INVALID_SCHEMA_NAME,
                    "schema \"" + name.get(name.size() - 2) + "\" does not exist");
              }
              return Errors.at(
                  location,
                  SqlState.UNDEFINED_OBJECT,
                  "collation \""
                      + String.join(".", name)
                      + "\" for encoding \"UTF8\" does not exist");
            });
  }

  /** The name that means it wherever it is read. */
  public static String text(BindContext context, Collation collation) {
    String name = Quoting.identifier(collation.name());
    return context.catalog().object(collation.oid()).orElse(null) instanceof CollationEntry own
        ? Quoting.identifier(context.catalog().schemaName(own.schema())) + "." + name
        : name;
  }

  public static Optional<Collation> find(BindContext context, List<String> name) {
    String last = name.getLast();
    List<String> path = name.size() > 1 ? List.of(name.get(name.size() - 2)) : context.searchPath();
    for (String schema : path) {
      Optional<Collation> found =
          schema.equals("pg_catalog")
              ? Optional.ofNullable(Collation.builtIn(last))
              : context
                  .schema(schema)
                  .flatMap(in -> context.catalog().member(CollationEntry.class, in.oid(), last))
                  .map(CollationEntry::oid)
                  .map(context.catalog().types()::collation);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
