package org.heapgres.planner.command;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** How one kind of statement that is neither query nor change of rows is carried out. */
public interface Command<S extends Statement> {
  Outcome run(Run run, S statement);

  /** The rows it returns, known before it runs; empty for none. */
  default Optional<RowDescription> description(Session session, S statement) {
    return Optional.empty();
  }

  /** The types of its parameters; {@code declared} holds null for those left open. */
  default List<PgType> parameterTypes(Session session, S statement, List<PgType> declared) {
    return declared.stream().map(type -> type == null ? Types.TEXT : type).toList();
  }

  /** As the other one for a statement in a function, which may name variables. */
  default Optional<RowDescription> description(Session session, S statement, Variables variables) {
    return description(session, statement);
  }

  /** As the other one for a statement in a function. */
  default List<PgType> parameterTypes(
      Session session, S statement, List<PgType> declared, Variables variables) {
    return parameterTypes(session, statement, declared);
  }

  /** See {@link org.heapgres.planner.Portal#resultOptional}. */
  default boolean resultOptional() {
    return false;
  }

  /** Whether it may run in a read-only transaction. */
  default boolean allowedReadOnly() {
    return false;
  }

  /**
   * False when it neither waits nor takes long, or ends in a {@link
   * org.heapgres.storage.LockNotFree} that has undone everything where it would.
   */
  default boolean mayBlock(Session session, S statement) {
    return true;
  }
}
