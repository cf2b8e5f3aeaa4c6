package org.heapgres.planner.catalog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which roles are members of which, over any number of steps; what was asked is kept. Immutable as
 * seen from outside, and thread-safe.
 */
public final class Memberships {
  private record Question(int member, Way way) {}

  /** Which steps count. */
  public enum Way {
    /** All of them. */
    MEMBER,
    /** Those by which privileges are inherited. */
    INHERIT,
    /** Those that SET ROLE may take. */
    SET;

    private boolean counts(Membership membership) {
      return switch (this) {
        case MEMBER -> true;
        case INHERIT -> membership.inherit();
        case SET -> membership.set();
      };
    }
  }

  private final List<Membership> all;
  private final Map<Integer, List<Membership>> byMember = new HashMap<>();
  private final Map<Question, Set<Integer>> known = new ConcurrentHashMap<>();

  Memberships(Collection<Membership> all) {
    this.all = List.copyOf(all);
    for (Membership membership : all) {
      byMember.computeIfAbsent(membership.member(), oid -> new ArrayList<>()).add(membership);
    }
  }

  public List<Membership> all() {
    return all;
  }

  /** The roles that the role is a member of, itself first. */
  public Set<Integer> of(int member, Way way) {
    return known.computeIfAbsent(new Question(member, way), this::reach);
  }

  private Set<Integer> reach(Question question) {
    Set<Integer> reached = new LinkedHashSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    open.add(question.member);
    while (!open.isEmpty()) {
      int role = open.remove();
      if (reached.add(role)) {
        for (Membership membership : byMember.getOrDefault(role, List.of())) {
          if (question.way.counts(membership)) {
            open.add(membership.role());
          }
        }
      }
    }
    return reached;
  }

  public boolean is(int member, int role, Way way) {
    return member == role || of(member, way).contains(role);
  }

  /** Whether the role, or one that it is a member of, may grant {@code role}. */
  public boolean isAdmin(int member, int role) {
    Set<Integer> own = of(member, Way.MEMBER);
    return all.stream().anyMatch(m -> m.role() == role && m.admin() && own.contains(m.member()));
  }
}
