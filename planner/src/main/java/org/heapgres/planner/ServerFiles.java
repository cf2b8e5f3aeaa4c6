package org.heapgres.planner;

import java.time.Instant;
import java.util.List;

/**
 * The files that say who may connect, which belong to the server around the engine. Thread-safe.
 */
public interface ServerFiles {
  /** Of an engine without a server. */
  ServerFiles NONE =
      new ServerFiles() {
        @Override
        public List<HbaLine> hbaLines() {
          return List.of();
        }

        @Override
        public List<IdentLine> identLines() {
          return List.of();
        }

        @Override
        public void reload() {}

        @Override
        public Instant loaded() {
          return Instant.EPOCH;
        }
      };

  /** A row of pg_hba_file_rules; null where it has NULL. */
  record HbaLine(
      Integer ruleNumber,
      String fileName,
      int lineNumber,
      String type,
      List<String> database,
      List<String> userName,
      String address,
      String netmask,
      String authMethod,
      List<String> options,
      String error) {}

  /** A row of pg_ident_file_mappings; null where it has NULL. */
  record IdentLine(
      Integer mapNumber,
      String fileName,
      int lineNumber,
      String mapName,
      String sysName,
      String pgUsername,
      String error) {}

  /** As the files are now, whether or not they are in force. */
  List<HbaLine> hbaLines();

  List<IdentLine> identLines();

  /** Puts the files in force, if they can be understood. */
  void reload();

  /** When they were read last; long ago where there are none. */
  Instant loaded();
}
