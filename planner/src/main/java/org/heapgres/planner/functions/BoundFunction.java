package org.heapgres.planner.functions;

import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.heapgres.storage.PgException;

/**
 * A function's implementation for the types of one call. Thread-safe; whatever a call needs of its
 * session comes with the {@link CallContext}.
 */
public final class BoundFunction {
  private final PgProc proc;
  private final CallTypes types;
  private final ScalarFunction scalar;
  private final SetFunction set;
  private final KernelSource kernels;

  /** Makes a primitive form of the function, or null when it has none of that shape. */
  interface KernelSource {
    KernelSource NONE =
        new KernelSource() {
          @Override
          public <T> T kernel(Class<T> shape) {
            return null;
          }
        };

    <T> T kernel(Class<T> shape);
  }

  BoundFunction(
      PgProc proc, CallTypes types, ScalarFunction scalar, SetFunction set, KernelSource kernels) {
    this.proc = proc;
    this.types = types;
    this.scalar = scalar;
    this.set = set;
    this.kernels = kernels;
  }

  /** A function that the session runs. */
  static BoundFunction ofUser(PgProc proc, CallTypes types) {
    ScalarFunction scalar =
        (context, arguments) -> context.session().call(proc, types, arguments.clone());
    SetFunction set = (context, arguments) -> context.session().rows(proc, types, arguments);
    return new BoundFunction(
        proc,
        types,
        proc.returnsSet() ? null : scalar,
        proc.returnsSet() ? set : null,
        KernelSource.NONE);
  }

  public PgProc proc() {
    return proc;
  }

  public CallTypes types() {
    return types;
  }

  /** NULL for any NULL argument, without a call. */
  public boolean strict() {
    return proc.strict();
  }

  /** Does not look at {@link #strict}: the caller must. */
  public ScalarFunction scalar() {
    if (scalar == null) {
      throw new PgException(
          org.heapgres.storage.SqlState.FEATURE_NOT_SUPPORTED,
          "set-valued function called in context that cannot accept a set");
    }
    return scalar;
  }

  public boolean returnsSet() {
    return set != null;
  }

  public Object call(CallContext context, Object... arguments) {
    return strict() && hasNull(arguments) ? null : scalar().apply(context, arguments);
  }

  public Iterator<?> rows(CallContext context, Object... arguments) {
    return strict() && hasNull(arguments)
        ? Collections.emptyIterator()
        : set.apply(context, arguments);
  }

  private static boolean hasNull(Object[] arguments) {
    for (Object argument : arguments) {
      if (argument == null) {
        return true;
      }
    }
    return false;
  }

  /**
   * The function on primitive values, as an interface with one method such as {@code int
   * applyAsInt(int, int)}: for loops over vectors. int2 and date are int there, float4 is double.
   * Empty when the function's own Java types do not fit the interface.
   */
  public <T> Optional<T> kernel(Class<T> shape) {
    return Optional.ofNullable(kernels.kernel(shape));
  }
}
