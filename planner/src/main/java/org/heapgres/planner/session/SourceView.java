package org.heapgres.planner.session;

import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.storage.Transaction;

/** What computed relations read: the session's catalog, data and state. */
public record SourceView(Session owner) implements ComputedRelation.Source {
  @Override
  public Catalog catalog() {
    return owner.catalog();
  }

  @Override
  public Transaction transaction() {
    return owner.transaction().storage();
  }

  @Override
  public void objectsChanged() {
    owner.objectsChanged();
  }

  @Override
  public <T> T session(Class<T> type) {
    return type.cast(owner.systemView());
  }
}
