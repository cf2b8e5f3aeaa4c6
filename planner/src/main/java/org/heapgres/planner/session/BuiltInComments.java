package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.types.CatalogTable;

/** The comments on PostgreSQL's own objects, by the objects' oids. Immutable. */
public final class BuiltInComments {
  /** {@code catalog} is the oid of the catalog that the object is in. */
  private record Comment(String catalog, String text) {}

  private static final Map<Integer, List<Comment>> BY_OBJECT = new HashMap<>();

  static {
    CatalogTable table = CatalogTable.of("pg_description");
    int object = table.column("objoid");
    int catalog = table.column("classoid");
    int part = table.column("objsubid");
    int text = table.column("description");
    for (String[] row : table.rows()) {
      if (row[part].equals("0")) {
        BY_OBJECT
            .computeIfAbsent(Integer.parseUnsignedInt(row[object]), _ -> new ArrayList<>(1))
            .add(new Comment(row[catalog], row[text]));
      }
    }
  }

  private BuiltInComments() {}

  /** Null for none; {@code catalog} null for any. */
  public static String find(int object, String catalog) {
    for (Comment comment : BY_OBJECT.getOrDefault(object, List.of())) {
      if (catalog == null || comment.catalog.equals(catalog)) {
        return comment.text;
      }
    }
    return null;
  }
}
