package org.heapgres.compat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What transactions did that append numbers to lists and read them, and what is wrong with it,
 * after Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations"
 * (VLDB 2020). Every number is appended once, so that a list read tells the order of the
 * transactions that wrote it: from that follow the dependencies, and an anomaly is a cycle of them.
 */
final class ListAppendHistory {
  /** One step of a transaction. */
  sealed interface Operation {
    int key();

    /** {@code value} is appended to the list of {@code key}. */
    record Append(int key, int value) implements Operation {}

    /** The list of {@code key} is {@code values}. */
    record Read(int key, List<Integer> values) implements Operation {}
  }

  /** A transaction that has ended. */
  record Transaction(List<Operation> operations, boolean committed) {}

  /** What is forbidden from which level on. */
  enum Level {
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE
  }

  private enum Dependency {
    WRITE_WRITE,
    WRITE_READ,
    READ_WRITE
  }

  private record Edge(int to, Dependency kind) {}

  private final List<Transaction> transactions;
  private final Map<Integer, Integer> writers = new HashMap<>();
  private final Map<Integer, List<Integer>> orders = new HashMap<>();
  private final List<List<Edge>> edges = new ArrayList<>();
  private final TreeSet<String> anomalies = new TreeSet<>();

  private ListAppendHistory(List<Transaction> transactions) {
    this.transactions = transactions;
  }

  /** The anomalies that the level forbids; the last transactions must have read every list. */
  static SortedSet<String> anomalies(List<Transaction> transactions, Level level) {
    ListAppendHistory history = new ListAppendHistory(transactions);
    history.findWriters();
    history.checkReads();
    history.findDependencies();
    history.findCycles(level);
    return history.anomalies;
  }

  private void findWriters() {
    for (int t = 0; t < transactions.size(); t++) {
      edges.add(new ArrayList<>());
      for (Operation operation : transactions.get(t).operations) {
        if (operation instanceof Operation.Append(_, int value)) {
          writers.put(value, t);
        }
      }
    }
  }

  /** Aborted, intermediate and contradictory reads; the order of each list's versions. */
  private void checkReads() {
    for (int t = 0; t < transactions.size(); t++) {
      if (!transactions.get(t).committed) {
        continue;
      }
      Map<Integer, List<Integer>> own = new HashMap<>();
      for (Operation operation : transactions.get(t).operations) {
        switch (operation) {
          case Operation.Append(int key, int value) ->
              own.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
          case Operation.Read(int key, List<Integer> values) -> {
            List<Integer> written = own.getOrDefault(key, List.of());
            if (!endsWith(values, written)) {
              anomalies.add("internal: a transaction does not read what it wrote itself");
            }
            checkRead(t, key, values);
          }
        }
      }
    }
  }

  private void checkRead(int reader, int key, List<Integer> values) {
    for (int value : values) {
      if (!transactions.get(writers.get(value)).committed) {
        anomalies.add("G1a: aborted read");
      }
    }
    if (!values.isEmpty()) {
      int writer = writers.get(values.getLast());
      if (writer != reader && lastAppend(writer, key) != values.getLast()) {
        anomalies.add("G1b: intermediate read");
      }
    }
    List<Integer> known = orders.getOrDefault(key, List.of());
    List<Integer> shorter = known.size() < values.size() ? known : values;
    List<Integer> longer = known.size() < values.size() ? values : known;
    if (!longer.subList(0, shorter.size()).equals(shorter)) {
      anomalies.add("incompatible orders of a list");
    }
    orders.put(key, longer);
  }

  private int lastAppend(int writer, int key) {
    int last = -1;
    for (Operation operation : transactions.get(writer).operations) {
      if (operation instanceof Operation.Append(int appended, int value) && appended == key) {
        last = value;
      }
    }
    return last;
  }

  private static boolean endsWith(List<Integer> values, List<Integer> end) {
    return values.size() >= end.size()
        && values.subList(values.size() - end.size(), values.size()).equals(end);
  }

  private void findDependencies() {
    for (List<Integer> order : orders.values()) {
      for (int i = 1; i < order.size(); i++) {
        depend(writers.get(order.get(i - 1)), writers.get(order.get(i)), Dependency.WRITE_WRITE);
      }
    }
    for (int t = 0; t < transactions.size(); t++) {
      if (transactions.get(t).committed) {
        for (Operation operation : transactions.get(t).operations) {
          if (operation instanceof Operation.Read(int key, List<Integer> values)) {
            dependOnRead(t, orders.get(key), values.size());
          }
        }
      }
    }
  }

  private void dependOnRead(int reader, List<Integer> order, int length) {
    if (length > 0) {
      depend(writers.get(order.get(length - 1)), reader, Dependency.WRITE_READ);
    }
    if (length < order.size()) {
      depend(reader, writers.get(order.get(length)), Dependency.READ_WRITE);
    }
  }

  private void depend(int from, int to, Dependency kind) {
    if (from != to) {
      edges.get(from).add(new Edge(to, kind));
    }
  }

  /**
   * READ COMMITTED forbids cycles of writes and of information, snapshot isolation also those in
   * which no two anti-dependencies follow each other, serializability all.
   */
  private void findCycles(Level level) {
    if (hasCycle(kind -> kind == Dependency.WRITE_WRITE)) {
      anomalies.add("G0: write cycle");
    }
    if (hasCycle(kind -> kind != Dependency.READ_WRITE)) {
      anomalies.add("G1c: circular information flow");
    }
    if (level != Level.READ_COMMITTED && hasCycleWithoutAdjacentReadWrites()) {
      anomalies.add("G-single or G-nonadjacent: read skew");
    }
    if (level == Level.SERIALIZABLE && hasCycle(kind -> true)) {
      anomalies.add("G2: anti-dependency cycle");
    }
  }

  private boolean hasCycle(java.util.function.Predicate<Dependency> kinds) {
    List<List<Integer>> graph = new ArrayList<>();
    for (List<Edge> from : edges) {
      graph.add(from.stream().filter(edge -> kinds.test(edge.kind)).map(Edge::to).toList());
    }
    return hasCycle(graph);
  }

  /** Over pairs of a transaction and whether it was come to by an anti-dependency. */
  private boolean hasCycleWithoutAdjacentReadWrites() {
    List<List<Integer>> graph = new ArrayList<>();
    for (List<Edge> from : edges) {
      List<Integer> any = new ArrayList<>();
      List<Integer> others = new ArrayList<>();
      for (Edge edge : from) {
        if (edge.kind == Dependency.READ_WRITE) {
          any.add(2 * edge.to + 1);
        } else {
          any.add(2 * edge.to);
          others.add(2 * edge.to);
        }
      }
      graph.add(any);
      graph.add(others);
    }
    return hasCycle(graph);
  }

  /** Takes away what nothing leads to, until nothing is left or a cycle is. */
  private static boolean hasCycle(List<List<Integer>> graph) {
    int[] incoming = new int[graph.size()];
    graph.forEach(targets -> targets.forEach(to -> incoming[to]++));
    List<Integer> free = new ArrayList<>();
    for (int node = 0; node < incoming.length; node++) {
      if (incoming[node] == 0) {
        free.add(node);
      }
    }
    int removed = 0;
    while (!free.isEmpty()) {
      removed++;
      for (int to : graph.get(free.removeLast())) {
        if (--incoming[to] == 0) {
          free.add(to);
        }
      }
    }
    return removed < graph.size();
  }
}
