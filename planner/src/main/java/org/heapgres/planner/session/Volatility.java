package org.heapgres.planner.session;

import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.parse.Parser;

/** Whether a default gives another value each time. */
public final class Volatility {
  private Volatility() {}

  public static boolean isVolatile(Session session, Column column) {
    RexNode node =
        new Binder(session.bindContext())
            .bindExpression(
                Parser.parseExpression(column.defaultExpression()),
                Binder.Purpose.DEFAULT,
                null,
                column.type(),
                column.typmod());
    return !RexUtil.isDeterministic(node);
  }
}
