package org.heapgres.planner.session;

import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.parse.tree.ObjectStatement;
import org.heapgres.planner.parse.tree.RelationStatement;
import org.heapgres.planner.parse.tree.Statement;

/** The commands that define, change and drop objects. */
final class Ddl {
  private static final Map<Class<? extends Statement>, Command<?>> TABLE = new HashMap<>();

  static {
    add(RelationStatement.CreateStmt.class, new CreateTableCommand());
    add(ObjectStatement.DropStmt.class, new DropCommand());
  }

  private Ddl() {}

  private static <S extends Statement> void add(Class<S> kind, Command<S> command) {
    TABLE.put(kind, command);
  }

  static Map<Class<? extends Statement>, Command<?>> commands() {
    return TABLE;
  }
}
