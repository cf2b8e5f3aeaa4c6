package org.heapgres.runtime;

import java.util.List;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/**
 * The world of {@code model/graph.py} as plain objects: what is tried is done to a copy, which
 * takes the world's place when it is committed.
 */
final class PlainWorlds implements AutoCloseable {
  private static final String STEPS =
      """

      import copy

      def begin():
          global world, tried
          world = tried = {}

      def change_some(into, first, count):
          for seed in range(first, first + count):
              change(into, seed)

      def try_changes(first, count):
          global tried
          tried = copy.deepcopy(world)
          change_some(tried, first, count)
          return shown(tried)

      def commit():
          global world
          world = tried

      def show_world():
          return shown(world)

      def replay(changes):
          fresh = {}
          steps = list(changes)
          for first, count in zip(steps[::2], steps[1::2]):
              change_some(fresh, first, count)
          return shown(fresh)

      def shown(world):
          return '["' + '\\n'.join(dump(world)) + '"]'
      """;

  private final Context context =
      Context.newBuilder("python").allowHostAccess(HostAccess.ALL).build();

  PlainWorlds(String graph) {
    call(() -> context.eval("python", graph + STEPS));
  }

  /** An empty world. */
  void begin() {
    function("begin");
  }

  /** The world after that many changes from the first one; it stays as it is. */
  String change(long first, long count) {
    return function("try_changes", first, count).asString();
  }

  /** What was last tried is the world. */
  void commit() {
    function("commit");
  }

  String dump() {
    return function("show_world").asString();
  }

  /** A world made anew by changes: the first one and the count of each. */
  String replay(List<Long> changes) {
    return function("replay", changes).asString();
  }

  private Value function(String name, Object... arguments) {
    return call(() -> context.getBindings("python").getMember(name).execute(arguments));
  }

  /** Copying goes as deep as the objects are. */
  private static Value call(Supplier<Value> action) {
    return PythonThreads.call(action);
  }

  @Override
  public void close() {
    context.close();
  }
}
