package org.heapgres.wire.internal.hba;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.heapgres.planner.ServerFiles;
import org.heapgres.wire.internal.hba.HbaRule.Attempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules in force: those of pg_hba.conf and pg_ident.conf when they were last read without an
 * error. Thread-safe.
 */
public final class AccessRules implements ServerFiles {
  private static final Logger LOG = LoggerFactory.getLogger(AccessRules.class);
  private static final String HBA = "pg_hba.conf";
  private static final String IDENT = "pg_ident.conf";

  private record Rules(List<HbaRule> hba, List<IdentMap> maps) {}

  private final Path directory;
  private volatile Rules rules;
  private volatile Instant loaded = Instant.now();
  private volatile Runnable otherReload = () -> {};

  private AccessRules(Path directory, Rules rules) {
    this.directory = directory;
    this.rules = rules;
  }

  /**
   * Reads a data directory's files. Where there are none, or they are still as a server wrote them,
   * they are written.
   *
   * @param written what pg_hba.conf says then
   * @param others what servers with other options would have written
   * @throws IOException for files that cannot be read or understood
   */
  public static AccessRules open(Path directory, String written, List<String> others)
      throws IOException {
    Path hba = directory.resolve(HBA);
    if (!Files.exists(hba) || others.contains(text(directory, HBA))) {
      Files.writeString(hba, written);
    }
    Path ident = directory.resolve(IDENT);
    if (!Files.exists(ident)) {
      Files.writeString(
          ident,
          "# MAPNAME  SYSTEM-USERNAME  DATABASE-USERNAME  (see PostgreSQL's manual, 20.2)\n");
    }
    List<String> errors = new ArrayList<>();
    Rules rules = read(directory, errors);
    if (!errors.isEmpty()) {
      throw new IOException(String.join("; ", errors));
    }
    return new AccessRules(directory, rules);
  }

  private static Rules read(Path directory, List<String> errors) throws IOException {
    List<HbaRule> hba = new ArrayList<>();
    for (Line line : lines(directory, HBA)) {
      try {
        hba.add(HbaParser.parse(line));
      } catch (HbaException e) {
        errors.add(HBA + ", line " + line.number() + ": " + e.getMessage());
      }
    }
    if (hba.isEmpty() && errors.isEmpty()) {
      errors.add("configuration file \"" + HBA + "\" contains no entries");
    }
    List<IdentMap> maps = new ArrayList<>();
    for (Line line : lines(directory, IDENT)) {
      try {
        maps.add(IdentMap.parse(line));
      } catch (HbaException e) {
        errors.add(IDENT + ", line " + line.number() + ": " + e.getMessage());
      }
    }
    return new Rules(List.copyOf(hba), List.copyOf(maps));
  }

  private static List<Line> lines(Path directory, String name) throws IOException {
    return Line.of(text(directory, name).lines().toList());
  }

  private static String text(Path directory, String name) throws IOException {
    try {
      return Files.readString(directory.resolve(name));
    } catch (CharacterCodingException e) {
      throw new IOException("configuration file \"" + name + "\" is not in UTF-8", e);
    }
  }

  /** Something else that is read again whenever the rules are. */
  public void alsoReload(Runnable other) {
    otherReload = other;
  }

  /** Reads the files again; with an error in them, the rules stay as they are. */
  @Override
  public void reload() {
    otherReload.run();
    List<String> errors = new ArrayList<>();
    try {
      Rules read = read(directory, errors);
      if (errors.isEmpty()) {
        rules = read;
      }
    } catch (IOException e) {
      errors.add(e.toString());
    }
    errors.forEach(error -> LOG.error("pg_hba.conf was not reloaded: {}", error));
    loaded = Instant.now();
  }

  @Override
  public Instant loaded() {
    return loaded;
  }

  /** Whether a rule can only be told apart by names that must be looked up first. */
  public boolean resolves() {
    return rules.hba.stream().anyMatch(HbaRule::resolves);
  }

  /** The first rule that is for the connection. */
  public Optional<HbaRule> find(Attempt attempt, BiPredicate<String, String> isMember) {
    return rules.hba.stream().filter(rule -> rule.isFor(attempt, isMember)).findFirst();
  }

  /** Whether a certificate's name may be the role, by the rule's map or as it is. */
  public boolean lets(
      HbaRule rule, String outside, String user, BiPredicate<String, String> isMember) {
    if (rule.map() == null) {
      return outside.equals(user);
    }
    return rules.maps.stream()
        .anyMatch(map -> map.name().equals(rule.map()) && map.lets(outside, user, isMember));
  }

  @Override
  public List<HbaLine> hbaLines() {
    List<HbaLine> result = new ArrayList<>();
    String file = directory.resolve(HBA).toString();
    int number = 0;
    for (Line line : linesOrNone(HBA)) {
      try {
        HbaRule rule = HbaParser.parse(line);
        result.add(
            new HbaLine(
                ++number,
                file,
                line.number(),
                rule.kind().name().toLowerCase(java.util.Locale.ROOT),
                texts(rule.databases()),
                texts(rule.users()),
                rule.address(),
                rule.netmask(),
                rule.method().toString(),
                options(rule),
                null));
      } catch (HbaException e) {
        result.add(
            new HbaLine(
                null,
                file,
                line.number(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                e.getMessage()));
      }
    }
    return result;
  }

  private static List<String> texts(List<Token> tokens) {
    return tokens.stream().map(Token::text).toList();
  }

  private static List<String> options(HbaRule rule) {
    List<String> options = new ArrayList<>();
    if (rule.map() != null) {
      options.add("map=" + rule.map());
    }
    switch (rule.clientCertificate()) {
      case OFF -> {}
      case VERIFY_CA -> options.add("clientcert=verify-ca");
      case VERIFY_FULL -> options.add("clientcert=verify-full");
    }
    return options.isEmpty() ? null : options;
  }

  @Override
  public List<IdentLine> identLines() {
    List<IdentLine> result = new ArrayList<>();
    String file = directory.resolve(IDENT).toString();
    int number = 0;
    for (Line line : linesOrNone(IDENT)) {
      try {
        IdentMap map = IdentMap.parse(line);
        result.add(
            new IdentLine(
                ++number,
                file,
                line.number(),
                map.name(),
                map.system().text(),
                map.role().text(),
                null));
      } catch (HbaException e) {
        result.add(new IdentLine(null, file, line.number(), null, null, null, e.getMessage()));
      }
    }
    return result;
  }

  private List<Line> linesOrNone(String name) {
    try {
      return lines(directory, name);
    } catch (IOException e) {
      LOG.error("{} cannot be read", name, e);
      return List.of();
    }
  }

  /** The file that a new data directory gets. */
  public static String initial(String method, boolean encrypted) {
    return List.of(
            "# Who may connect, as in PostgreSQL (manual, 20.1). The first line that fits decides.",
            "# The server writes this file from its options, until it is edited;",
            "# SELECT pg_reload_conf() puts it in force.",
            "# TYPE   DATABASE  USER  ADDRESS  METHOD",
            (encrypted ? "hostssl" : "host   ") + "  all       all   all      " + method)
        .stream()
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
