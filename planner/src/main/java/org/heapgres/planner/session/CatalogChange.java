package org.heapgres.planner.session;

import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogCodec;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/** One step of DDL: what a transaction's own catalog and later the published one go through. */
public sealed interface CatalogChange {
  CatalogObject object();

  /** A new object, or a new version of one. */
  record Put(CatalogObject object) implements CatalogChange {}

  /** An object is gone. */
  record Remove(CatalogObject object) implements CatalogChange {}

  default Catalog applyTo(Catalog catalog, long version) {
    return switch (this) {
      case Put put -> catalog.with(version, put.object);
      case Remove remove -> catalog.without(version, remove.object);
    };
  }

  /** The object's own lock, held exclusively, stands for its record's. */
  default void writeTo(Transaction transaction) {
    byte[] key = CatalogCodec.key(object());
    switch (this) {
      case Put put -> transaction.put(SystemStores.CATALOG, key, CatalogCodec.encode(put.object));
      case Remove remove -> transaction.delete(SystemStores.CATALOG, key);
    }
  }
}
