package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Detail;

/** What EXPLAIN says of the relation that a node reads or changes; {@code alias} in the query. */
public record ScanTarget(String schema, String relation, String alias) {
  String shown(boolean verbose) {
    String name = verbose ? schema + "." + relation : relation;
    return alias.equals(relation) ? name : name + " " + alias;
  }

  List<Detail.Property> properties() {
    return List.of(
        new Detail.Property("Relation Name", relation),
        new Detail.Property("Schema", schema),
        new Detail.Property("Alias", alias));
  }
}
