package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;

/**
 * The row triggers of a partitioned table, of which each of its partitions has a clone (manual,
 * CREATE TRIGGER, Notes).
 */
final class TriggerClones {
  private TriggerClones() {}

  /** Gives the partitions that there are a new trigger's clones. */
  static void spread(Session session, Trigger trigger) {
    Catalog catalog = session.catalog();
    if (trigger.level() != Level.ROW
        || !(catalog.relation(trigger.table()).orElseThrow() instanceof Table parent)
        || !parent.partitioned()) {
      return;
    }
    for (Table partition : catalog.children(parent.oid())) {
      Names.lock(session, partition.oid(), LockMode.SHARE_ROW_EXCLUSIVE);
      make(session, trigger, parent, partition);
    }
  }

  /** Gives a new partition clones of what its table has. */
  static void inherit(Session session, int parentOid, int partitionOid) {
    Table parent = session.catalog().table(parentOid).orElseThrow();
    Table partition = session.catalog().table(partitionOid).orElseThrow();
    for (Trigger trigger : session.catalog().triggers(parentOid)) {
      if (trigger.level() == Level.ROW) {
        make(session, trigger, parent, partition);
      }
    }
  }

  private static void make(Session session, Trigger trigger, Table parent, Table partition) {
    Trigger there = TriggerCommands.find(session, partition, trigger.name()).orElse(null);
    if (there != null && there.parent() != trigger.oid()) {
      throw TriggerCommands.alreadyThere(partition, trigger.name());
    }
    Trigger clone =
        trigger.cloneFor(
            there == null ? session.database().oids().next() : there.oid(), parent, partition);
    session.transaction().put(clone);
    spread(session, clone);
  }

  /** The clones of a trigger, those of partitions of partitions too. */
  static List<Trigger> of(Session session, Trigger trigger) {
    List<Trigger> clones = new ArrayList<>();
    if (session.catalog().relation(trigger.table()).orElse(null) instanceof Table table
        && table.partitioned()) {
      for (Table partition : session.catalog().children(table.oid())) {
        for (Trigger each : session.catalog().triggers(partition.oid())) {
          if (each.parent() == trigger.oid()) {
            clones.add(each);
            clones.addAll(of(session, each));
          }
        }
      }
    }
    return clones;
  }

  /** What a clone was made from in the beginning. */
  static Trigger original(Session session, Trigger trigger) {
    return session.catalog().object(trigger.parent()).orElse(null) instanceof Trigger parent
        ? original(session, parent)
        : trigger;
  }

  /** A partition leaves its table, which takes back what it gave. */
  static void detach(Session session, Table parent, Relation partition) {
    List<Integer> given =
        session.catalog().triggers(parent.oid()).stream().map(Trigger::oid).toList();
    for (Trigger trigger : session.catalog().triggers(partition.oid())) {
      if (given.contains(trigger.parent())) {
        of(session, trigger).forEach(session.transaction()::remove);
        session.transaction().remove(trigger);
      }
    }
  }
}
