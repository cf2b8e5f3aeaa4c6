package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.SystemRelations;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;

/**
 * PostgreSQL 18's system relations with its own oids and columns (system_relations.tsv,
 * system_columns.tsv). Their rows come from the table of {@link RowMakers}; a relation that is not
 * in it answers 0A000 when it is read. Immutable, loaded on first use.
 */
public final class SystemCatalog implements SystemRelations {
  public static final SystemRelations INSTANCE = new SystemCatalog();

  private record Name(int schema, String name) {}

  /** Everything, made when first asked for: the server starts without it. */
  private static final class Loaded {
    private static final Map<Integer, Relation> BY_OID = new LinkedHashMap<>();
    private static final Map<Name, Relation> BY_NAME = new HashMap<>();

    static {
      load();
    }

    private static void load() {
      Map<String, List<Column>> columns = columns();
      CatalogTable table = CatalogTable.of("system_relations");
      int oid = table.column("oid");
      int schema = table.column("schema");
      int name = table.column("name");
      int kind = table.column("kind");
      int comment = table.column("comment");
      for (String[] row : table.rows()) {
        ComputedRelation.Rows rows = RowMakers.of(row[name], columns.get(row[oid]));
        ComputedRelation relation =
            new ComputedRelation(
                Integer.parseInt(row[oid]),
                Integer.parseInt(row[schema]),
                row[name],
                Role.BOOTSTRAP,
                row[kind].charAt(0),
                columns.get(row[oid]),
                rows != null ? rows : notSupported(row[name]),
                null,
                row[comment]);
        BY_OID.put(relation.oid(), relation);
        BY_NAME.put(new Name(relation.schema(), relation.name()), relation);
      }
    }

    private static ComputedRelation.Rows notSupported(String name) {
      return (source, wanted) -> {
        throw PgException.notSupported("reading " + name);
      };
    }

    private static Map<String, List<Column>> columns() {
      CatalogTable table = CatalogTable.of("system_columns");
      int relation = table.column("relation");
      int attnum = table.column("attnum");
      int name = table.column("name");
      int type = table.column("type");
      int typmod = table.column("typmod");
      int notNull = table.column("notnull");
      Map<String, List<Column>> result = new HashMap<>();
      for (String[] row : table.rows()) {
        PgType declared = Types.byOid(Integer.parseInt(row[type]));
        boolean domain = declared != null && declared.kind() == 'd';
        PgType known = domain ? Types.byOid(declared.baseType()) : declared;
        result
            .computeIfAbsent(row[relation], key -> new ArrayList<>())
            .add(
                Column.of(
                    Integer.parseInt(row[attnum]),
                    row[name],
                    known != null ? known : Types.TEXT,
                    domain ? declared.typmod() : Integer.parseInt(row[typmod]),
                    row[notNull].equals("t")));
      }
      return result;
    }
  }

  private SystemCatalog() {}

  @Override
  public Optional<Relation> relation(int oid) {
    return Optional.ofNullable(Loaded.BY_OID.get(oid));
  }

  @Override
  public Optional<Relation> relation(int schema, String name) {
    return Optional.ofNullable(Loaded.BY_NAME.get(new Name(schema, name)));
  }

  @Override
  public Collection<Relation> relations() {
    return Collections.unmodifiableCollection(Loaded.BY_OID.values());
  }
}
