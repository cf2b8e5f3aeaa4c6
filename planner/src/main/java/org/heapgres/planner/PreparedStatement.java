package org.heapgres.planner;

import java.util.Optional;
import org.heapgres.planner.types.PgType;

/** A parsed and analysed statement, planned anew by itself when the catalog changes. */
public interface PreparedStatement {
  /** Empty for the unnamed statement. */
  String name();

  PgType[] parameterTypes();

  /** The rows it returns; empty when it returns none. */
  Optional<RowDescription> description();
}
