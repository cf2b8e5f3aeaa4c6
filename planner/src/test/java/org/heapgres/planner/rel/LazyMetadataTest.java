package org.heapgres.planner.rel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider.NoHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LazyMetadataTest {
  private final RelOptCluster cluster = PgCluster.create();

  private RelNode oneRow() {
    return LogicalValues.createOneRow(cluster);
  }

  static Stream<Class<?>> kinds() {
    return Arrays.stream(BuiltInMetadata.class.getClasses())
        .flatMap(kind -> Arrays.stream(kind.getClasses()))
        .filter(MetadataHandler.class::isAssignableFrom);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aKindWithOneQuestionHasNoProxy(Class<? extends MetadataHandler<?>> kind) {
    boolean proxy = Proxy.isProxyClass(LazyMetadata.INSTANCE.handler(kind).getClass());
    assertEquals(MetadataHandler.handlerMethods(kind).size() > 1, proxy);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindIsMadeWhenItIsAskedFor(Class<? extends MetadataHandler<?>> kind) throws Exception {
    MetadataHandler<?> first = LazyMetadata.INSTANCE.handler(kind);
    for (Method method : MetadataHandler.handlerMethods(kind).values()) {
      Object[] arguments = new Object[method.getParameterCount()];
      arguments[0] = oneRow();
      for (int i = 2; i < arguments.length; i++) {
        Class<?> type = method.getParameterTypes()[i];
        arguments[i] = type == int.class ? (Object) 0 : type == boolean.class ? false : null;
      }
      var failure =
          assertThrows(InvocationTargetException.class, () -> method.invoke(first, arguments));
      NoHandler cause = (NoHandler) failure.getCause();
      assertEquals(LogicalValues.class, cause.relClass);
    }
  }

  @Test
  void whatIsAskedForIsCalcites() {
    var metadata = cluster.getMetadataQuery();
    assertEquals(1.0, metadata.getRowCount(oneRow()));
    assertEquals(1.0, metadata.getMaxRowCount(oneRow()));
  }
}
