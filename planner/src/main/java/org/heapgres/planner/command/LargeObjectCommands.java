package org.heapgres.planner.command;

import org.heapgres.planner.catalog.Description;
import org.heapgres.planner.catalog.LargeObjects;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.ddl.CommentCommand;
import org.heapgres.planner.ddl.GrantTargets;
import org.heapgres.planner.ddl.GrantUpkeep;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.FloatValue;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.functions.LargeObjectDescriptors;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.Types;

/** What statements do with large objects that functions do not: owners, privileges, comments. */
public final class LargeObjectCommands {
  private LargeObjectCommands() {}

  /** The object that a statement names by its number. */
  private static int oid(Node number) {
    return switch (number) {
      case IntegerValue value -> value.ival();
      case FloatValue value ->
          ((Long) Types.OID.parseText(value.fval(), -1, FormatSettings.DEFAULT)).intValue();
      default -> throw new IllegalArgumentException(number.toString());
    };
  }

  /** In a view of its own, as commands have none. */
  private static LargeObjects objects(Session session) {
    session.beginStatement();
    return session.largeObjects().latest();
  }

  public static GrantTargets.Target target(Session session, Node number) {
    LargeObjects.Header header = objects(session).require(oid(number));
    String name = Integer.toUnsignedString(header.oid());
    return new GrantTargets.Target(
        header.oid(),
        Securable.LARGE_OBJECT,
        header.owner(),
        name,
        LargeObjectDescriptors.shown(header.oid()));
  }

  public static void changeOwner(Session session, Node number, Role owner) {
    LargeObjects.Header header = objects(session).require(oid(number));
    if (header.owner() == owner.oid()) {
      return;
    }
    session.largeObjects().requireOwner(header.oid());
    if (!session.superuser()) {
      Permissions.requireMaySetRole(session, owner);
    }
    changeOwner(session, header, owner);
  }

  public static void changeOwner(Session session, LargeObjects.Header header, Role owner) {
    objects(session).changeOwner(header.oid(), owner.oid());
    session
        .catalog()
        .grants(Securable.LARGE_OBJECT, header.oid())
        .map(grants -> GrantUpkeep.handedOver(grants, header.owner(), owner.oid()))
        .ifPresent(session.transaction()::put);
  }

  public static void comment(Session session, Node number, String comment) {
    int oid = objects(session).require(oid(number)).oid();
    session.largeObjects().requireOwner(oid);
    CommentCommand.describe(session, Description.PG_LARGEOBJECT, oid, comment);
  }
}
