package org.heapgres.planner.catalog.system;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.LargeObjects;
import org.heapgres.planner.catalog.Securable;

/** pg_largeobject_metadata, and pg_largeobject, whose rows are too many to be made at once. */
final class LargeObjectRows {
  private LargeObjectRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_largeobject_metadata", LargeObjectRows::metadata);
  }

  private static void metadata(ComputedRelation.Source source, RowSet rows) {
    for (LargeObjects.Header object : objects(source).headers()) {
      List<String> acl = AccessRows.acl(source.catalog(), Securable.LARGE_OBJECT, object.oid());
      rows.row().set("oid", object.oid()).set("lomowner", object.owner()).set("lomacl", acl);
    }
  }

  /** loid, pageno and data of every page. */
  static Iterable<Object[]> pages(ComputedRelation.Source source, ComputedRelation.Wanted wanted) {
    return () -> {
      Iterator<LargeObjects.Page> pages = objects(source).pages();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return pages.hasNext();
        }

        @Override
        public Object[] next() {
          LargeObjects.Page page = pages.next();
          return new Object[] {Integer.toUnsignedLong(page.oid()), page.number(), page.bytes()};
        }
      };
    };
  }

  private static LargeObjects objects(ComputedRelation.Source source) {
    return new LargeObjects(source.transaction(), false);
  }
}
