package org.heapgres.wire;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests an {@link EmbeddedHeapgres} parameter: {@code @ExtendWith(
 * HeapgresExtension.class)}. One server serves a whole test run; use a database or schema for each
 * test that must not see the others. Needs JUnit on the class path.
 */
public final class HeapgresExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(HeapgresExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EmbeddedHeapgres.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            EmbeddedHeapgres.class, key -> EmbeddedHeapgres.start(), EmbeddedHeapgres.class);
  }
}
